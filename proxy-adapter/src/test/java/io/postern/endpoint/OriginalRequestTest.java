package io.postern.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalRequestTest {
  private static final EndpointPath NGINX =
      new EndpointPath(EndpointDialect.NGINX, AuthField.ORIGIN);
  private static final EndpointPath ENVOY =
      new EndpointPath(EndpointDialect.ENVOY, AuthField.PROXY);
  private static final Predicate<InetAddress> TRUSTED =
      address -> address.isLoopbackAddress() || address.getHostAddress().startsWith("10.");

  @ParameterizedTest
  @CsvSource({
    "www.example.com, https, , www.example.com:443",
    "www.example.com, http, , www.example.com:80",
    "www.example.com, , , www.example.com:80",
    "www.example.com:8443, https, , www.example.com:8443",
    "www.example.com, https, 8443, www.example.com:8443",
    "www.example.com:81, https, 8443, www.example.com:81",
    "www.example.com, wss, , www.example.com:443",
    "[2001:db8::1], https, , [2001:db8::1]:443",
    "[2001:db8::1]:81, https, , [2001:db8::1]:81",
    "192.0.2.1, https, , 192.0.2.1:443",
    "a@b, https, , ",
    "a b, https, , ",
    "a/b, https, , ",
    "a:0, https, , ",
    "a:65536, https, , ",
    "a:b, https, , ",
    "2001:db8::1, https, , ",
    "[, https, , ",
  })
  void target_fromForwardedFields_isTheClients(
      String host, @Nullable String scheme, @Nullable String port, @Nullable String target) {
    HttpRequest asked = get("/nginx", "X-Forwarded-Host", host);
    add(asked, "X-Forwarded-Proto", scheme);
    add(asked, "X-Forwarded-Port", port);

    Target found = of(NGINX, asked, "127.0.0.1").request().target();

    assertThat(found == null ? null : found.toString()).isEqualTo(target);
  }

  @Test
  void target_ofAForwardedConnect_isAt443() {
    HttpRequest asked =
        get("/nginx", "X-Forwarded-Method", "CONNECT", "X-Forwarded-Host", "www.example.com");

    OriginalRequest original = of(NGINX, asked, "127.0.0.1");

    assertThat(original.request().method()).isEqualTo("CONNECT");
    assertThat(original.request().target()).isEqualTo(new Target("www.example.com", 443));
  }

  @Test
  void request_fromEnvoy_isItsOwnMethodAndHost() {
    HttpRequest asked =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/envoy/path");
    asked.headers().add("Host", "www.example.com").add("X-Forwarded-Host", "other.example");
    asked.headers().add("X-Forwarded-Method", "GET").add("X-Forwarded-Proto", "https");

    OriginalRequest original = of(ENVOY, asked, "127.0.0.1");

    assertThat(original.request().method()).isEqualTo("POST");
    assertThat(original.request().target()).isEqualTo(new Target("www.example.com", 443));
  }

  @Test
  void request_fromAStranger_saysNothingButCredentials() throws UnknownHostException {
    HttpRequest asked =
        get(
            "/nginx",
            "X-Forwarded-Host",
            "www.example.com",
            "X-Forwarded-Method",
            "GET",
            "X-Forwarded-For",
            "192.0.2.9",
            "Authorization",
            "Basic YTpi");

    OriginalRequest original = of(NGINX, asked, "203.0.113.5");

    assertThat(original.request().target()).isNull();
    assertThat(original.request().method()).isEmpty();
    assertThat(original.request().credentials()).isEqualTo("Basic YTpi");
    assertThat(original.client().address()).isEqualTo(InetAddress.getByName("203.0.113.5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.9 | 192.0.2.9",
        "198.51.100.1, 192.0.2.9 | 192.0.2.9",
        "192.0.2.9, 10.0.0.1 | 192.0.2.9",
        "10.0.0.2, 10.0.0.1 | 10.0.0.2",
        "192.0.2.9:4711 | 192.0.2.9",
        "[2001:db8::9]:4711 | 2001:db8:0:0:0:0:0:9",
        "2001:db8::9 | 2001:db8:0:0:0:0:0:9",
        "unknown | 127.0.0.1",
        "192.0.2.9, unknown, 10.0.0.1 | 10.0.0.1",
        "evil.example, 10.0.0.1 | 10.0.0.1",
        "192.0.2.9, [ | 127.0.0.1",
        "'' | 127.0.0.1",
      })
  void client_fromForwardedFor_isTheLastThatIsNoProxyOfOurs(String forwardedFor, String client) {
    HttpRequest asked = get("/nginx", "X-Forwarded-For", forwardedFor);

    assertThat(of(NGINX, asked, "127.0.0.1").client()).hasToString(client);
  }

  @Test
  void client_fromSeveralFields_isReadAsOneList() {
    HttpRequest asked =
        get("/nginx", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-For", "192.0.2.9, 10.0.0.1");

    assertThat(of(NGINX, asked, "127.0.0.1").client()).hasToString("192.0.2.9");
  }

  @Test
  void client_behindAUnixSocket_isBelieved() {
    HttpRequest asked = get("/nginx", "X-Forwarded-For", "192.0.2.9");

    OriginalRequest original = OriginalRequest.of(NGINX, asked, null, TRUSTED);

    assertThat(original.client()).hasToString("192.0.2.9");
  }

  @ParameterizedTest
  @CsvSource({
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-Method",
    "Authorization",
  })
  void of_fieldThatContradictsItself_isNone(String name) {
    HttpRequest twice = get("/nginx", name, "a", name, "b");
    HttpRequest same = get("/nginx", name, "a", name, "a");

    assertThat(OriginalRequest.of(NGINX, twice, null, TRUSTED)).isNull();
    assertThat(OriginalRequest.of(NGINX, same, null, TRUSTED)).isNotNull();
  }

  @Test
  void credentials_byAnotherName_areTheProxyFields() {
    HttpRequest asked =
        get("/proxy/nginx", "X-Proxy-Authorization", "Basic YTpi", "Authorization", "Basic Yzpk");

    assertThat(
            of(new EndpointPath(EndpointDialect.NGINX, AuthField.PROXY), asked, "127.0.0.1")
                .request()
                .credentials())
        .isEqualTo("Basic YTpi");
    assertThat(of(NGINX, asked, "127.0.0.1").request().credentials()).isEqualTo("Basic Yzpk");
  }

  private static OriginalRequest of(EndpointPath path, HttpRequest asked, String peer) {
    try {
      return OriginalRequest.of(path, asked, InetAddress.getByName(peer), TRUSTED);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpRequest get(String target, String... fields) {
    HttpRequest asked = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    for (int i = 0; i < fields.length; i += 2) {
      asked.headers().add(fields[i], fields[i + 1]);
    }
    return asked;
  }

  private static void add(HttpRequest asked, String name, @Nullable String value) {
    if (value != null) {
      asked.headers().add(name, value);
    }
  }
}
