package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.scripted.ScriptedDirectory;
import io.postern.spi.Outcome.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million lines, good and bad, with the directory away in the middle third. */
class HelperFloodTest {
  private static final int LINES = 1_000_000;
  private static final int THIRD = LINES / 3;
  private static final long SEED = 20_260_101;

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();

  @Test
  @Timeout(300)
  void run_aMillionLines_answersEachOnceAndNeverErrWhileAway() throws IOException {
    Answers answers = new Answers();

    SquidHelper.run(
        new Questions(),
        answers,
        directory.gate(),
        new DecisionResponse("test", null),
        new HelperOptions(HelperOptions.Interface.BASIC, Channels.ALWAYS, false, false),
        SquidHelper.Limits.DEFAULT);

    answers.endLine();
    for (int id = 0; id < LINES; id++) {
      String expected = expected(id);
      assertThat(answers.result[id])
          .withFailMessage("seed %d, line %d: %s", SEED, id, line(id).strip())
          .isEqualTo((byte) expected.charAt(0));
    }
    assertThat(answers.twice).isZero();
  }

  /** Which answer a line gets, by its kind and by when it is asked. */
  private static String expected(int id) {
    boolean away = id >= THIRD && id < 2 * THIRD;
    return switch (kind(id)) {
      case 0, 1, 2 -> away ? "BH" : "OK";
      case 3, 4 -> away ? "BH" : "ERR";
      case 5 -> "ERR";
      default -> "BH";
    };
  }

  private static int kind(int id) {
    return new Random(SEED + id).nextInt(9);
  }

  private static String line(int id) {
    String question =
        switch (kind(id)) {
          case 0 -> "alice secret";
          case 1 -> "b%C3%BCro p%C3%A4ssw%C3%B6rd";
          case 2 -> "bob secret 192.0.2.1";
          case 3 -> "alice wrong" + id;
          case 4 -> "nobody" + id + " x";
          case 5 -> "alice%00 secret";
          case 6 -> "alice";
          case 7 -> "alice %zz";
          default -> "alice " + "a".repeat(id % 100 == 0 ? 9_000 : 0) + "%";
        };
    return id + " " + question + '\n';
  }

  /** Makes the lines as they are read, and takes the directory away between two of them. */
  private final class Questions extends InputStream {
    private byte[] batch = new byte[0];
    private int at;
    private int next;

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] octets, int offset, int length) {
      if (at == batch.length && !nextBatch()) {
        return -1;
      }
      int count = Math.min(length, batch.length - at);
      System.arraycopy(batch, at, octets, offset, count);
      at += count;
      return count;
    }

    private boolean nextBatch() {
      if (next == LINES) {
        return false;
      }
      if (next == THIRD) {
        directory.goAway(Cause.UNREACHABLE);
      } else if (next == 2 * THIRD) {
        directory.comeBack();
      }
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      do {
        lines.writeBytes(line(next).getBytes(StandardCharsets.US_ASCII));
        next++;
      } while (next < LINES && next % THIRD != 0 && next % 1000 != 0);
      batch = lines.toByteArray();
      at = 0;
      return true;
    }
  }

  /** Keeps the first letter of each id's result, and counts those answered twice. */
  private static final class Answers extends OutputStream {
    private final byte[] result = new byte[LINES];
    private final byte[] line = new byte[16];
    private int length;
    private int twice;

    @Override
    public void write(int octet) {
      if (octet == '\n') {
        endLine();
      } else if (length < line.length) {
        line[length++] = (byte) octet;
      }
    }

    void endLine() {
      if (length == 0) {
        return;
      }
      String start = new String(Arrays.copyOf(line, length), StandardCharsets.UTF_8);
      int space = start.indexOf(' ');
      int id = Integer.parseInt(start.substring(0, space));
      twice += result[id] == 0 ? 0 : 1;
      result[id] = (byte) start.charAt(space + 1);
      length = 0;
    }
  }
}
