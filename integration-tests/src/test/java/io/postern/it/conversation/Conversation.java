package io.postern.it.conversation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file, read.
 *
 * @param title its first comment
 * @param turns what the client sends and what it must be answered, in order
 * @param visits what the origin must get and what it answers, in order
 */
record Conversation(String title, List<Turn> turns, List<Visit> visits) {

  /** The client's side. */
  sealed interface Turn permits Sends, Hears, HearsNothing, SeesTheEnd {}

  /** Octets to the proxy. */
  record Sends(byte[] octets) implements Turn {}

  /** One answer from the proxy. */
  record Hears(Expected answer, boolean bodiless) implements Turn {}

  /** No octet until the next turn. */
  record HearsNothing() implements Turn {}

  /** The proxy closes the connection. */
  record SeesTheEnd() implements Turn {}

  /** One request that reaches the origin, and what it is answered. */
  record Visit(Expected request, byte[] answer, boolean closes) {}

  /** Reads a file. */
  static Conversation parse(String text, Placeholders placeholders) {
    return new Reader(placeholders).read(text);
  }

  private static final class Reader {
    private final Placeholders placeholders;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private @Nullable Draft draft;
    private @Nullable Expected request;
    private boolean originCloses;
    private String title = "";

    Reader(Placeholders placeholders) {
      this.placeholders = placeholders;
    }

    Conversation read(String text) {
      int number = 0;
      for (String line : text.split("\n")) {
        number++;
        try {
          read(line.length() < 2 ? "  " : line.substring(0, 2), line);
        } catch (RuntimeException unreadable) {
          throw new IllegalArgumentException("line " + number + ": " + line, unreadable);
        }
      }
      endDraft();
      endSent();
      endVisit();
      return new Conversation(title, List.copyOf(turns), List.copyOf(visits));
    }

    private void read(String speaker, String line) {
      String text = line.length() > 3 ? line.substring(3) : "";
      switch (speaker) {
        case "C:" -> send(placeholders.fill(text) + "\r\n");
        case "C~" -> send(Placeholders.unescape(placeholders.fill(text)));
        case "S:", "O:" -> expect(speaker, text);
        case "S=", "O=" -> current(speaker).body = Placeholders.unescape(placeholders.fill(text));
        case "S~" -> current(speaker).parts.add(text);
        case "S." -> event(text);
        case "R:" -> answer(placeholders.fill(text) + "\r\n");
        case "R~" -> answer(Placeholders.unescape(placeholders.fill(text)));
        case "R." -> originCloses = true;
        default -> comment(line);
      }
    }

    private void comment(String line) {
      if (!line.isBlank() && !line.startsWith("#")) {
        throw new IllegalArgumentException("nobody speaks");
      }
      if (title.isEmpty()) {
        title = line.replaceFirst("^# *", "");
      }
    }

    private void send(String text) {
      endDraft();
      endVisit();
      sent.writeBytes(Placeholders.octets(text));
    }

    private void answer(String text) {
      endDraft();
      answer.writeBytes(Placeholders.octets(text));
    }

    private void expect(String speaker, String text) {
      if (draft == null || !draft.speaker.equals(speaker.substring(0, 1)) || draft.headIsOver) {
        endDraft();
        if (speaker.equals("O:")) {
          endVisit();
        } else {
          endSent();
        }
        draft = new Draft(speaker.substring(0, 1), placeholders.fill(text));
      } else if (text.isEmpty()) {
        draft.headIsOver = true;
      } else {
        draft.fields.add(placeholders.fill(text));
      }
    }

    private void event(String text) {
      if (text.equals("bodiless")) {
        Draft answer = current("S.");
        answer.bodiless = true;
        answer.headIsOver = true;
        return;
      }
      endDraft();
      endSent();
      turns.add(
          switch (text) {
            case "closed" -> new SeesTheEnd();
            case "silent" -> new HearsNothing();
            default -> throw new IllegalArgumentException("no such event");
          });
    }

    private Draft current(String speaker) {
      if (draft == null || !draft.speaker.equals(speaker.substring(0, 1))) {
        throw new IllegalArgumentException("nothing is expected here");
      }
      return draft;
    }

    private void endDraft() {
      Draft done = draft;
      draft = null;
      if (done != null && done.speaker.equals("S")) {
        turns.add(new Hears(done.expected(), done.bodiless));
      } else if (done != null) {
        request = done.expected();
      }
    }

    private void endSent() {
      if (sent.size() > 0) {
        turns.add(new Sends(sent.toByteArray()));
        sent.reset();
      }
    }

    private void endVisit() {
      if (request != null) {
        byte[] octets = answer.size() > 0 ? answer.toByteArray() : ScriptedOrigin.HELLO;
        visits.add(new Visit(request, octets, originCloses));
      }
      request = null;
      answer.reset();
      originCloses = false;
    }
  }

  /** What is expected, while it is read. */
  private static final class Draft {
    final String speaker;
    final String start;
    final List<String> fields = new ArrayList<>();
    final List<String> parts = new ArrayList<>();
    @Nullable String body;
    boolean headIsOver;
    boolean bodiless;

    Draft(String speaker, String start) {
      this.speaker = speaker;
      this.start = start;
    }

    Expected expected() {
      return new Expected(start, List.copyOf(fields), body, List.copyOf(parts));
    }
  }
}
