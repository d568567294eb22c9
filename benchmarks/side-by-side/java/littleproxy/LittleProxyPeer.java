import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import org.littleshoot.proxy.ProxyAuthenticator;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;

/** LittleProxy with an in-memory Basic check: userN / pwN for N below the second argument. */
public final class LittleProxyPeer {
  private LittleProxyPeer() {}

  public static void main(String[] args) throws InterruptedException {
    int users = Integer.parseInt(args[1]);
    ConcurrentHashMap<String, String> passwords = new ConcurrentHashMap<>();
    for (int i = 0; i < users; i++) {
      passwords.put("user" + i, "pw" + i);
    }
    ProxyAuthenticator authenticator =
        new ProxyAuthenticator() {
          @Override
          public boolean authenticate(String user, String password) {
            return password != null && password.equals(passwords.get(user));
          }

          @Override
          public String getRealm() {
            return "bench";
          }
        };
    DefaultHttpProxyServer.bootstrap()
        .withAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
        .withIdleConnectionTimeout(600)
        .withProxyAuthenticator(authenticator)
        .start();
    Thread.currentThread().join(); // its own threads are daemons
  }
}
