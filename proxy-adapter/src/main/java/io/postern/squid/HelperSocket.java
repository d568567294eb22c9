package io.postern.squid;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthGate;
import io.postern.unix.SocketFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Unix domain socket where helper processes ask a running Postern, so that all of them, and all
 * restarts of Squid, share one memory. After a greeting, a connection speaks Squid's own protocol.
 *
 * <p>A thread each for a few dozen helpers, none of which is an event loop: they may block.
 */
public final class HelperSocket implements AutoCloseable {
  /** What the socket answers to a greeting. */
  static final String WELCOME = "postern ready";

  /** Squid's default is 20 children for each of a few workers. */
  private static final int MAXIMUM_HELPERS = 512;

  private static final int GREETING_SECONDS = 5;
  private static final int PAUSE_MILLIS = 250;
  private static final System.Logger LOG = System.getLogger(HelperSocket.class.getName());

  private final SocketFile file;
  private final ServerSocketChannel server;
  private final AuthGate gate;
  private final DecisionResponse answers;
  private final SquidHelper.Limits limits;
  private final Consumer<? super IOException> acceptFailed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<SocketChannel> helpers = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MAXIMUM_HELPERS);

  private HelperSocket(
      SocketFile file,
      ServerSocketChannel server,
      AuthGate gate,
      DecisionResponse answers,
      SquidHelper.Limits limits,
      Consumer<? super IOException> acceptFailed) {
    this.file = file;
    this.server = server;
    this.gate = gate;
    this.answers = answers;
    this.limits = limits;
    this.acceptFailed = acceptFailed;
  }

  /**
   * Listens at {@code path}.
   *
   * @param acceptFailed hears why a helper could not be accepted, a few times a second while that
   *     is so
   * @throws BindException if a process listens there
   */
  public static HelperSocket start(
      Path path,
      AuthGate gate,
      DecisionResponse answers,
      SquidHelper.Limits limits,
      Consumer<? super IOException> acceptFailed)
      throws IOException {
    SocketFile file = SocketFile.take(path);
    HelperSocket socket = new HelperSocket(file, bind(file), gate, answers, limits, acceptFailed);
    start(socket::accept, "squid-helper-socket");
    return socket;
  }

  private static ServerSocketChannel bind(SocketFile file) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(file.unfinished()));
      file.publish();
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void accept() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        SocketChannel helper = server.accept();
        if (places.tryAcquire()) {
          helpers.add(helper);
          if (!server.isOpen()) {
            helper.close(); // it came while this closed, and must ask whoever comes next
          }
          start(() -> serve(helper), "squid-helper");
        } else {
          LOG.log(System.Logger.Level.WARNING, "more than {0} helpers", MAXIMUM_HELPERS);
          helper.close();
        }
      } catch (IOException e) {
        goesOn = goesOnAfter(e);
      }
    }
  }

  /** Mostly there is no file descriptor, and will be none before some time has passed. */
  private boolean goesOnAfter(IOException failure) {
    if (!server.isOpen()) {
      return false;
    }
    acceptFailed.accept(failure);
    try {
      return !closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void serve(SocketChannel helper) {
    try (helper) {
      HelperOptions options = greet(helper);
      if (options != null) {
        SquidHelper.run(
            SocketStreams.in(helper), SocketStreams.out(helper), gate, answers, options, limits);
      }
    } catch (IOException helperIsGone) {
      LOG.log(System.Logger.Level.DEBUG, "helper gone: {0}", helperIsGone.getMessage());
    } finally {
      helpers.remove(helper);
      places.release();
    }
  }

  private static @Nullable HelperOptions greet(SocketChannel helper) throws IOException {
    CompletableFuture<Boolean> greeted = new CompletableFuture<>();
    greeted
        .completeOnTimeout(false, GREETING_SECONDS, TimeUnit.SECONDS)
        .thenAccept(inTime -> closeUnless(inTime, helper));
    HelperOptions options = HelperOptions.parse(shortLine(SocketStreams.in(helper)));
    greeted.complete(true);
    if (options != null) {
      SocketStreams.out(helper).write((WELCOME + '\n').getBytes(StandardCharsets.US_ASCII));
    }
    return options;
  }

  /** A short line, octet by octet: what follows is not read. */
  static String shortLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n' && line.length() < 256; ) {
      line.append((char) octet);
      octet = in.read();
    }
    return line.toString();
  }

  static void closeUnless(boolean inTime, SocketChannel channel) {
    if (!inTime) {
      close(channel);
    }
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // It is as closed as it can be.
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and ends all helpers' connections. They try to come back. */
  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot close {0}: {1}", file, e.getMessage());
    }
    file.remove();
    helpers.forEach(HelperSocket::close);
  }
}
