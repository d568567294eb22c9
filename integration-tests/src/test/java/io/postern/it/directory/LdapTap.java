package io.postern.it.directory;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a directory, and writes down what is asked. Without TLS. */
public final class LdapTap implements AutoCloseable {
  private final ServerSocket server;
  private final String host;
  private final int port;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** Passes all on to the server at this address. */
  public LdapTap(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException cannotListen) {
      throw new UncheckedIOException(cannotListen);
    }
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * What was asked from the number {@code from} on: {@code bind NAME}, or {@code search BASE
   * FILTER}.
   */
  public List<String> asked(int from) {
    List<String> all = List.copyOf(asked);
    return all.subList(from, all.size());
  }

  /** How much was asked so far. */
  public int count() {
    return asked.size();
  }

  @Override
  public void close() {
    close(server);
    sockets.forEach(LdapTap::close);
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket directory = new Socket(host, port);
      sockets.add(client);
      sockets.add(directory);
      start(() -> requests(client, directory));
      start(
          () -> {
            try (client) {
              directory.getInputStream().transferTo(client.getOutputStream());
            }
          });
    }
  }

  private void requests(Socket client, Socket directory) throws IOException, LDAPException {
    try (directory;
        ASN1StreamReader reader = new ASN1StreamReader(client.getInputStream())) {
      LDAPMessage message = LDAPMessage.readFrom(reader, true);
      while (message != null) {
        note(message);
        directory.getOutputStream().write(message.encode().encode());
        message = LDAPMessage.readFrom(reader, true);
      }
    }
  }

  private void note(LDAPMessage message) {
    if (message.getProtocolOp() instanceof SearchRequestProtocolOp search) {
      asked.add("search " + search.getBaseDN() + " " + search.getFilter());
    } else if (message.getProtocolOp() instanceof BindRequestProtocolOp bind) {
      asked.add("bind " + bind.getBindDN());
    }
  }

  private static void start(Relaying relaying) {
    Thread thread =
        new Thread(
            () -> {
              try {
                relaying.run();
              } catch (IOException | LDAPException closed) {
                return;
              }
            },
            "ldap-tap");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException closed) {
      return;
    }
  }

  /** Goes on until a socket is closed. */
  private interface Relaying {
    void run() throws IOException, LDAPException;
  }
}
