package io.postern.ldap;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An LDAP server of which every octet is ours: answers as it is told, counts what it is asked, and
 * can freeze as a stopped process does. It has entries, a service account, and no opinion about
 * passwords unless {@link #onBind} gives it one.
 */
final class FakeLdapServer implements AutoCloseable {
  static final String SERVICE = "cn=service,dc=example,dc=test";
  static final String SERVICE_PASSWORD = "svc";

  private static final String HOST = "127.0.0.1";

  private final ServerSocket listener;
  private final @Nullable SSLContext tls;
  private final boolean tlsAtOnce;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final List<String> userBinds = new CopyOnWriteArrayList<>();
  private final List<String> serviceBinds = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private volatile BindAnswer bindAnswer = (bind, to) -> to.bindResult(49, "");
  private volatile SearchAnswer searchAnswer = this::answerFromEntries;
  private volatile StartTlsAnswer startTlsAnswer = to -> to.startTls();
  private volatile CountDownLatch thawed = new CountDownLatch(0);

  private FakeLdapServer(String host, int port, @Nullable SSLContext tls, boolean tlsAtOnce)
      throws IOException {
    this.listener = new ServerSocket(port, 50, InetAddress.getByName(host));
    this.tls = tls;
    this.tlsAtOnce = tlsAtOnce;
    daemon(this::accept);
  }

  static FakeLdapServer start() throws IOException {
    return new FakeLdapServer(HOST, 0, null, false);
  }

  static FakeLdapServer startOn(String host, int port) throws IOException {
    return new FakeLdapServer(host, port, null, false);
  }

  static FakeLdapServer startLdaps(SSLContext tls) throws IOException {
    return new FakeLdapServer(HOST, 0, tls, true);
  }

  static FakeLdapServer startLdapsOn(String host, SSLContext tls) throws IOException {
    return new FakeLdapServer(host, 0, tls, true);
  }

  static FakeLdapServer startWithStartTls(SSLContext tls) throws IOException {
    return new FakeLdapServer(HOST, 0, tls, false);
  }

  ServerAddress address() {
    return new ServerAddress(
        tlsAtOnce, listener.getInetAddress().getHostAddress(), listener.getLocalPort());
  }

  int port() {
    return listener.getLocalPort();
  }

  FakeLdapServer with(Entry entry) {
    entries.put(entry.getDN().toLowerCase(Locale.ROOT), entry);
    return this;
  }

  FakeLdapServer onBind(BindAnswer answer) {
    bindAnswer = answer;
    return this;
  }

  FakeLdapServer onSearch(SearchAnswer answer) {
    searchAnswer = answer;
    return this;
  }

  FakeLdapServer onStartTls(StartTlsAnswer answer) {
    startTlsAnswer = answer;
    return this;
  }

  /** Takes connections and reads nothing, as after SIGSTOP. */
  void freeze() {
    thawed = new CountDownLatch(1);
  }

  void thaw() {
    thawed.countDown();
  }

  /** The names in the binds that were not the service account's. */
  List<String> userBinds() {
    return userBinds;
  }

  List<String> serviceBinds() {
    return serviceBinds;
  }

  int connections() {
    return connections.get();
  }

  /** How many connections are open now. */
  int open() {
    return open.size();
  }

  int mostOpen() {
    return mostOpen.get();
  }

  /** Closes every connection, and goes on listening. */
  void hangUp() {
    for (Socket socket : open) {
      closeQuietly(socket);
    }
  }

  @Override
  public void close() throws IOException {
    thaw();
    listener.close();
    hangUp();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(socket);
        mostOpen.accumulateAndGet(open.size(), Math::max);
        if (listener.isClosed()) {
          closeQuietly(socket); // it came while this closed
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket plain) {
    try {
      thawed.await();
      Peer peer = new Peer(plain);
      if (tlsAtOnce) {
        peer.secure();
      }
      while (peer.serveOne()) {
        thawed.await();
      }
    } catch (IOException | LDAPException | InterruptedException ended) {
      return;
    } finally {
      open.remove(plain);
      closeQuietly(plain);
    }
  }

  private void answerFromEntries(SearchRequestProtocolOp search, Peer to) throws IOException {
    for (Entry entry : entries.values()) {
      try {
        boolean inScope =
            search.getScope().intValue() == 0
                ? DN.equals(entry.getDN(), search.getBaseDN())
                : DN.isDescendantOf(entry.getDN(), search.getBaseDN(), true);
        if (inScope && search.getFilter().matchesEntry(entry)) {
          to.entry(entry);
        }
      } catch (LDAPException bad) {
        throw new IOException(bad);
      }
    }
    to.searchDone(0, "");
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      return;
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-ldap");
    thread.setDaemon(true);
    thread.start();
  }

  /** One client's connection, and the request that is being answered. */
  final class Peer {
    private Socket socket;
    private ASN1StreamReader in;
    private OutputStream out;
    private int id;

    private Peer(Socket socket) throws IOException {
      use(socket);
    }

    private void use(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new ASN1StreamReader(new BufferedInputStream(socket.getInputStream()));
      this.out = socket.getOutputStream();
    }

    private void secure() throws IOException {
      SSLSocket secure =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, "client", socket.getPort(), true);
      secure.setUseClientMode(false);
      secure.startHandshake();
      use(secure);
    }

    private boolean serveOne() throws IOException, LDAPException {
      LDAPMessage message = LDAPMessage.readFrom(in, false);
      if (message == null) {
        return false;
      }
      id = message.getMessageID();
      switch (message.getProtocolOpType()) {
        case LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST -> bind(message.getBindRequestProtocolOp());
        case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST ->
            searchAnswer.answer(message.getSearchRequestProtocolOp(), this);
        case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_REQUEST -> startTlsAnswer.answer(this);
        case LDAPMessage.PROTOCOL_OP_TYPE_UNBIND_REQUEST -> {
          return false;
        }
        default -> {}
      }
      return true;
    }

    private void bind(BindRequestProtocolOp bind) throws IOException {
      if (bind.getBindDN().equals(SERVICE)) {
        serviceBinds.add(bind.getBindDN());
        bindResult(passwordOf(bind).equals(SERVICE_PASSWORD) ? 0 : 49, "");
      } else {
        userBinds.add(bind.getBindDN());
        bindAnswer.answer(bind, this);
      }
    }

    void bindResult(int code, String text, Control... controls) throws IOException {
      send(new LDAPMessage(id, new BindResponseProtocolOp(code, null, text, null, null), controls));
    }

    void entry(Entry entry) throws IOException {
      send(new LDAPMessage(id, new SearchResultEntryProtocolOp(entry)));
    }

    void searchDone(int code, String text) throws IOException {
      send(new LDAPMessage(id, new SearchResultDoneProtocolOp(code, null, text, null)));
    }

    void startTls() throws IOException {
      extended(0);
      secure();
    }

    void extended(int code) throws IOException {
      send(
          new LDAPMessage(
              id,
              new ExtendedResponseProtocolOp(
                  code, null, null, null, "1.3.6.1.4.1.1466.20037", null)));
    }

    void reference(String url) throws IOException {
      send(new LDAPMessage(id, new SearchResultReferenceProtocolOp(List.of(url))));
    }

    void searchReferral(String url) throws IOException {
      send(new LDAPMessage(id, new SearchResultDoneProtocolOp(10, null, null, List.of(url))));
    }

    /** Lets time pass, or until the client hangs up. */
    void pause(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        if (socket.getInputStream().read() < 0) {
          throw new EOFException();
        }
      } catch (SocketTimeoutException elapsed) {
        socket.setSoTimeout(0);
      }
    }

    int id() {
      return id;
    }

    void raw(byte[] octets) throws IOException {
      out.write(octets);
      out.flush();
    }

    void hangUp() {
      closeQuietly(socket);
    }

    private void send(LDAPMessage message) throws IOException {
      raw(message.encode().encode());
    }
  }

  static String passwordOf(BindRequestProtocolOp bind) {
    return bind.getSimplePassword().stringValue();
  }

  /** What to say to a user's bind. */
  @FunctionalInterface
  interface BindAnswer {
    void answer(BindRequestProtocolOp bind, Peer to) throws IOException;
  }

  /** What to say to a search. */
  @FunctionalInterface
  interface SearchAnswer {
    void answer(SearchRequestProtocolOp search, Peer to) throws IOException;
  }

  /** What to say to StartTLS. */
  @FunctionalInterface
  interface StartTlsAnswer {
    void answer(Peer to) throws IOException;
  }
}
