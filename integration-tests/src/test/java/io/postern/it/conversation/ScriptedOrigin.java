package io.postern.it.conversation;

import io.postern.it.conversation.Conversation.Visit;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An origin server that keeps what it gets, and answers what the conversation says. */
final class ScriptedOrigin implements AutoCloseable {
  static final byte[] HELLO =
      Placeholders.octets("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

  private static final byte[] CONTINUE = Placeholders.octets("HTTP/1.1 100 Continue\r\n\r\n");

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Deque<Visit> script = new ArrayDeque<>();
  private final List<Message> got = new ArrayList<>();

  ScriptedOrigin() throws IOException {
    server = new ServerSocket(0, 200, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    spawn(this::accept);
  }

  String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Begins a conversation: what was got before is forgotten. */
  synchronized void follow(List<Visit> visits) {
    script.clear();
    script.addAll(visits);
    got.clear();
  }

  /** All that has been got so far. */
  synchronized List<Message> got() {
    return List.copyOf(got);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        spawn(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean closes = false;
      while (!closes) {
        Message head = Message.readHead(in);
        if (!head.values("Expect").isEmpty()) {
          socket.getOutputStream().write(CONTINUE);
        }
        Visit visit = visit(head.withBody(in, false));
        socket.getOutputStream().write(visit == null ? HELLO : visit.answer());
        closes = visit != null && visit.closes();
      }
    } catch (EOFException ended) {
      // The proxy needs this connection no more.
    } catch (IOException broken) {
      // The proxy gave it up.
    } finally {
      open.remove(socket);
    }
  }

  private synchronized @Nullable Visit visit(Message request) {
    got.add(request);
    return script.poll();
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "scripted-origin");
    thread.setDaemon(true);
    thread.start();
  }
}
