import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Prints what is at a URL, fetched by one of the JDK's two clients through a proxy. */
class Fetch {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
    URI proxy = URI.create(System.getenv("http_proxy"));
    InetSocketAddress address = new InetSocketAddress(proxy.getHost(), proxy.getPort());
    Authenticator authenticator =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            if (proxy.getUserInfo() == null) {
              return null;
            }
            String[] login = proxy.getUserInfo().split(":", 2);
            return new PasswordAuthentication(login[0], login[1].toCharArray());
          }
        };
    boolean newer = arguments[1].equals("client");
    String body =
        newer
            ? byClient(arguments[0], address, authenticator)
            : byConnection(arguments[0], address, authenticator);
    System.out.println(body);
  }

  private static String byClient(String url, InetSocketAddress proxy, Authenticator authenticator)
      throws Exception {
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(proxy))
            .authenticator(authenticator)
            .sslContext(trustingAnybody())
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      System.exit(1);
    }
    return response.body();
  }

  private static String byConnection(
      String url, InetSocketAddress proxy, Authenticator authenticator) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(url).toURL().openConnection(new Proxy(Proxy.Type.HTTP, proxy));
    connection.setAuthenticator(authenticator);
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trustingAnybody().getSocketFactory());
      secure.setHostnameVerifier((name, session) -> true);
    }
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes());
    }
  }

  private static SSLContext trustingAnybody() throws Exception {
    X509TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {anybody}, null);
    return context;
  }
}
