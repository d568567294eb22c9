package io.postern.it.proxy;

import io.postern.it.proxy.OriginRecorder.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Holds what happened against a stream's verdict and against the invariants: see the README. */
final class Judge {
  private static final Set<String> SMUGGLED =
      Set.of("/smuggled", "/two", "/evil", "/maliciousRequest", "/second", "/endpoint_b");
  private static final List<String> HOP_BY_HOP =
      List.of("Proxy-Authorization", "Proxy-Connection", "Proxy-Authenticate", "Keep-Alive");

  private final Stream stream;
  private final Answers answers;
  private final List<Seen> seen;
  private final String origin;
  private final List<String> faults = new ArrayList<>();

  /** {@code origin}: where the recorder is, and so the one Host that it may see. */
  Judge(Stream stream, Answers answers, List<Seen> seen, String origin) {
    this.stream = stream;
    this.answers = answers;
    this.seen = seen;
    this.origin = origin;
  }

  /** What is wrong; empty: nothing. */
  List<String> faults() {
    invariants();
    verdict();
    return faults;
  }

  private void verdict() {
    long whole = seen.stream().filter(Seen::whole).count();
    switch (stream.verdict()) {
      case "reject" -> expect(isRefusal(answers.first()) && seen.isEmpty(), "not refused");
      case "reject_or_408" ->
          expect(answers.statuses().stream().allMatch(Judge::isRefusal) && seen.isEmpty(), "taken");
      case "reject_in_body" ->
          expect(
              seen.size() <= 1
                  && whole == 0
                  && answers.statuses().stream().allMatch(status -> status == 400 || status == 502),
              "body taken");
      case "reject_or_normalise" ->
          expect(isRefusal(answers.first()) ? seen.isEmpty() : whole == 1, "neither");
      case "accept", "accept_framed_by_CL", "accept_trailer_dropped" ->
          expect(answers.first() == 200 && whole >= 1, "not accepted");
      case "accept_first_then_reject" ->
          expect(
              answers.first() == 200
                  && whole == 1
                  && answers.statuses().stream().skip(1).allMatch(Judge::isRefusal),
              "not one and no more");
      case "either" -> {}
      default ->
          expect(
              Arrays.asList(stream.verdict().split("\\|")).contains("" + answers.first()),
              "not " + stream.verdict());
    }
  }

  private void invariants() {
    expect(answers.fault() == null, "" + answers.fault());
    long whole = seen.stream().filter(Seen::whole).count();
    expect(whole <= stream.credentials(), "more requests at the origin than credentials");
    int bad = answers.statuses().indexOf(400);
    expect(bad < 0 || bad == answers.statuses().size() - 1, "answered after a 400");
    boolean someAreWrong = stream.hasWrongCredentials();
    expect(
        !stream.verdict().startsWith("accept") || someAreWrong || !answers.statuses().contains(407),
        "a valid credential was challenged");
    expect(
        stream.credentials() > 0 || answers.statuses().stream().noneMatch(s -> s < 400),
        "served without a valid credential");
    for (Seen request : seen) {
      requestLine(request);
      fields(request);
    }
  }

  private void requestLine(Seen request) {
    String[] words = request.line().split(" ", -1);
    expect(words.length == 3 && words[2].equals("HTTP/1.1"), "request line " + request.line());
    String path = words.length < 2 ? "" : words[1];
    expect(!SMUGGLED.contains(path), "smuggled: " + path);
    expect(path.startsWith("/") || path.equals("*"), "not in origin-form: " + path);
  }

  private void fields(Seen request) {
    for (String name : HOP_BY_HOP) {
      expect(request.values(name).isEmpty(), "at the origin: " + name);
    }
    for (String field : stream.notForOrigins()) {
      expect(!has(request, field), "at the origin: " + field);
    }
    int lengths = request.values("Content-Length").size();
    int codings = request.values("Transfer-Encoding").size();
    expect(lengths + codings <= 1, "framed twice");
    expect(request.values("Host").equals(List.of(origin)), "Host: " + request.values("Host"));
    for (String line : request.head()) {
      expect(line.chars().noneMatch(Judge::isControl), "control character: " + line);
      expect(!line.startsWith(" ") && !line.startsWith("\t"), "folded: " + line);
    }
  }

  private static boolean has(Seen request, String field) {
    int colon = field.indexOf(':');
    String name = colon < 0 ? field : field.substring(0, colon);
    List<String> values = request.values(name);
    return colon < 0
        ? !values.isEmpty()
        : values.stream()
            .anyMatch(
                value -> value.toLowerCase(Locale.ROOT).equals(field.substring(colon + 1).trim()));
  }

  private static boolean isControl(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  private static boolean isRefusal(int status) {
    return (status >= 400 && status < 500) || status == 501 || status == 505;
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      faults.add(
          stream.id() + " (" + stream.verdict() + "): " + otherwise + " " + answers.statuses());
    }
  }
}
