package io.postern.it.outage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.it.bed.WholeProxy;
import io.postern.spi.Outcome;
import io.postern.squid.Channels;
import io.postern.squid.HelperOptions;
import io.postern.squid.SquidHelper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each cause of an outage, through each adapter: the very octets that come out. None of them may
 * look like a wrong password.
 */
class OutageMatrixTest {
  private static final String CREDENTIALS =
      BasicScheme.fieldValue("alice".getBytes(UTF_8), "secret".getBytes(UTF_8));

  private static final String PAGE =
      """
      Sign-in is not possible right now
      It is not your password: the proxy cannot reach the directory that knows the passwords. \
      You need not type it again or change it. Please try again in a moment.
      Decision (the help desk can look it up): {id}
      """;

  private static final String HEAD =
      """
      HTTP/1.1 503 Service Unavailable
      Date: {now}
      Proxy-Status: postern; error=proxy_internal_response; details="directory-unavailable"; \
      decision="{id}"
      Retry-After: {retry}
      Cache-Control: no-store
      Content-Type: text/plain; charset=utf-8
      Content-Language: en
      Content-Length: {length}
      """;

  private static final String PAGE_ON_A_LINE =
      "Sign-in is not possible right now. "
          + "It is not your password: the proxy cannot reach the directory that knows the "
          + "passwords. You need not type it again or change it. Please try again in a moment. "
          + "Decision (the help desk can look it up): {id}";

  private static final String NOTES =
      "authstate_=\"unavailable\" decision_=\"{id}\" message=\"" + PAGE_ON_A_LINE + '"';

  /** How an adapter is asked, and what it must say. */
  private enum Adapter {
    PROXY_PLAIN {
      @Override
      String ask(Outcome.Cause cause) throws IOException {
        return throughTheProxy(cause, "GET http://origin.test/ HTTP/1.1", "origin.test");
      }

      @Override
      String expected() {
        return http(HEAD);
      }
    },
    PROXY_CONNECT {
      @Override
      String ask(Outcome.Cause cause) throws IOException {
        return throughTheProxy(cause, "CONNECT origin.test:443 HTTP/1.1", "origin.test:443");
      }

      @Override
      String expected() {
        return http(HEAD + "Connection: close\nProxy-Connection: close\n");
      }
    },
    SQUID_BASIC {
      @Override
      String ask(Outcome.Cause cause) throws IOException {
        return throughTheHelper(cause, HelperOptions.BASIC, "0 alice secret\n");
      }

      @Override
      String expected() {
        return "0 BH " + NOTES + ' ' + PAGE_ON_A_LINE + "\n";
      }
    },
    SQUID_BASIC_WITH_RULES {
      @Override
      String ask(Outcome.Cause cause) throws IOException {
        HelperOptions options =
            new HelperOptions(HelperOptions.Interface.BASIC, Channels.AUTO, true, false);
        return throughTheHelper(cause, options, "0 alice secret\n");
      }

      @Override
      String expected() {
        return SQUID_BASIC.expected().replace("0 BH", "0 OK");
      }
    },
    SQUID_ACL {
      @Override
      String ask(Outcome.Cause cause) throws IOException {
        HelperOptions options =
            new HelperOptions(HelperOptions.Interface.ACL, Channels.AUTO, false, false);
        String line = "0 127.0.0.1 GET origin.test 80 " + CREDENTIALS.replace(" ", "%20") + "\n";
        return throughTheHelper(cause, options, line);
      }

      @Override
      String expected() {
        return "0 BH " + NOTES + " log=\"{cause}/{id}\"\n";
      }
    };

    /** All that the adapter answers to a good user-pass. */
    abstract String ask(Outcome.Cause cause) throws IOException;

    abstract String expected();
  }

  static Stream<Arguments> matrix() {
    return Stream.of(Adapter.values())
        .flatMap(
            adapter ->
                Stream.of(Outcome.Cause.values()).map(cause -> Arguments.of(adapter, cause)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("matrix")
  void ask_directoryUnavailable_saysSoToTheOctet(Adapter adapter, Outcome.Cause cause)
      throws IOException {
    String answer =
        adapter
            .ask(cause)
            .replaceAll("[0-9A-HJKMNP-TV-Z]{12}", "{id}")
            .replaceFirst("(?m)^Date: \\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT", "Date: {now}");
    long retry = new DownDirectory(cause).unavailable().retryAfter().toSeconds();

    String expected =
        adapter
            .expected()
            .replace("{retry}", Long.toString(retry))
            .replace("{cause}", cause.label());
    assertThat(answer).isEqualTo(expected);
  }

  private static String http(String head) {
    int idOfTwelve = "{id}".length() - 12;
    String length = Integer.toString(PAGE.length() - idOfTwelve);
    return head.replace("{length}", length).replace("\n", "\r\n") + "\r\n" + PAGE;
  }

  private static String throughTheProxy(Outcome.Cause cause, String requestLine, String host)
      throws IOException {
    String request =
        String.join(
            "\r\n",
            requestLine,
            "Host: " + host,
            "Proxy-Authorization: " + CREDENTIALS,
            "Accept: text/plain",
            "",
            "");
    try (WholeProxy proxy = WholeProxy.over(new DownDirectory(cause), Authorizer.EVERYONE);
        Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static String throughTheHelper(
      Outcome.Cause cause, HelperOptions options, String question) throws IOException {
    AuthGate gate =
        new AuthGate(
            List.of(new BasicScheme(new DownDirectory(cause), "Corporate proxy")),
            Authorizer.EVERYONE,
            (request, client, decision, nanos) -> {});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquidHelper.run(
        new ByteArrayInputStream(question.getBytes(UTF_8)),
        out,
        gate,
        new DecisionResponse("postern", null),
        options,
        SquidHelper.Limits.DEFAULT);
    return out.toString(UTF_8);
  }
}
