package io.postern.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.gate.Authorizer;
import io.postern.it.bed.FileOrigin;
import io.postern.it.bed.WholeProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthCache;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache HttpClient 5: it waits for the challenge, or sends the password unasked. */
class HttpClient5IT {
  private static final String CONTENT = "what the origin has";

  @TempDir private static Path folder;

  private static AdDirectory directory;
  private static WholeProxy proxy;
  private static FileOrigin origin;

  @BeforeAll
  static void start() throws IOException {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    proxy = WholeProxy.over(WholeProxy.asking(directory).build(), Authorizer.EVERYONE);
    Files.writeString(folder.resolve("file.txt"), CONTENT);
    origin = new FileOrigin(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    origin.close();
    directory.close();
  }

  @ParameterizedTest(name = "unasked: {0}")
  @ValueSource(booleans = {false, true})
  void get_rightPassword_bringsTheContentTwice(boolean unasked) throws Exception {
    try (CloseableHttpClient client = client("alice", "secret")) {
      for (String url : List.of(origin.http(), origin.https(), origin.http(), origin.https())) {
        assertThat(get(client, url, context(unasked, "alice", "secret")))
            .isEqualTo("200 " + CONTENT);
      }
    }
  }

  @ParameterizedTest(name = "unasked: {0}")
  @ValueSource(booleans = {false, true})
  void get_wrongPassword_isRefusedAndReachesNothing(boolean unasked) throws Exception {
    try (CloseableHttpClient client = client("bob", "wrong")) {
      assertRefused(client, context(unasked, "bob", "wrong"));
    }
    assertThat(directory.binds().failedBy("bob")).isLessThanOrEqualTo(1);
  }

  @Test
  void get_noPassword_isRefusedAndReachesNothing() throws Exception {
    try (CloseableHttpClient client = client("", "")) {
      assertRefused(client, HttpClientContext.create());
    }
  }

  private static void assertRefused(CloseableHttpClient client, HttpClientContext context)
      throws IOException {
    int before = origin.requests();
    for (String url : List.of(origin.http(), origin.https())) {
      assertThat(get(client, url, context)).startsWith("407 ");
    }
    assertThat(origin.requests()).isEqualTo(before);
  }

  private static String get(CloseableHttpClient client, String url, HttpClientContext context)
      throws IOException {
    return client.execute(new HttpGet(url + "/file.txt"), context, HttpClient5IT::text);
  }

  private static String text(ClassicHttpResponse answer) throws IOException {
    try {
      return answer.getCode() + " " + EntityUtils.toString(answer.getEntity());
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  private static CloseableHttpClient client(String user, String password)
      throws GeneralSecurityException {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    if (!user.isEmpty()) {
      credentials.setCredentials(
          new AuthScope(way()), new UsernamePasswordCredentials(user, password.toCharArray()));
    }
    SSLContext tls = SSLContexts.custom().loadTrustMaterial((chain, type) -> true).build();
    return HttpClients.custom()
        .setProxy(way())
        .setDefaultCredentialsProvider(credentials)
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(
                    new DefaultClientTlsStrategy(
                        tls, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE))
                .build())
        .disableAutomaticRetries()
        .build();
  }

  /** With the scheme already chosen, the password is sent before it is asked for. */
  private static HttpClientContext context(boolean unasked, String user, String password) {
    HttpClientContext context = HttpClientContext.create();
    if (unasked) {
      BasicScheme scheme = new BasicScheme();
      scheme.initPreemptive(new UsernamePasswordCredentials(user, password.toCharArray()));
      AuthCache chosen = new BasicAuthCache();
      chosen.put(way(), scheme);
      context.setAuthCache(chosen);
    }
    return context;
  }

  private static HttpHost way() {
    String[] address = proxy.authority().split(":");
    return new HttpHost("http", address[0], Integer.parseInt(address[1]));
  }
}
