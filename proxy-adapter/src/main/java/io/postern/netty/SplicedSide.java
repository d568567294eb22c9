package io.postern.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One side of a tunnel whose octets stay in the kernel: what its socket receives is spliced into a
 * pipe, and from there to the other side's socket. It has taken its socket over from Netty's
 * channel, which is left to close it. Confined to its event loop.
 */
final class SplicedSide implements EpollIoHandle {
  /** So many rounds for one event, then the loop's other sockets have their turn. */
  private static final int ROUNDS = 16;

  /** Where fewer octets came, more are hardly there already; if they are, epoll tells. */
  private static final int MANY = 16 * 1024;

  private static final long RETRY_MILLIS = 50;

  private static final EpollIoOps READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);
  private static final EpollIoOps READ_AND_WRITE = READ.with(EpollIoOps.EPOLLOUT);

  private final Tunnel tunnel;
  private final AbstractEpollStreamChannel channel;
  private final Pipe.Pool pipes;
  private final WatchedSocket socket;
  private final boolean client;
  private @Nullable SplicedSide other;
  private @Nullable Pipe pipe;
  private int inPipe;
  private boolean reading = true;
  private boolean writing;
  private boolean starved;
  private boolean finished;
  private boolean received;
  private boolean closed;

  private SplicedSide(
      Tunnel tunnel, AbstractEpollStreamChannel channel, Pipe.Pool pipes, boolean client) {
    this.tunnel = tunnel;
    this.channel = channel;
    this.pipes = pipes;
    this.client = client;
    this.socket = SteadyEpoll.socket(channel);
    socket.hand(this);
  }

  /** Takes both channels over; neither may have anything left to write. */
  static SplicedSide join(
      Tunnel tunnel,
      AbstractEpollStreamChannel client,
      AbstractEpollStreamChannel origin,
      Pipe.Pool pipes) {
    SplicedSide clientSide = new SplicedSide(tunnel, client, pipes, true);
    SplicedSide originSide = new SplicedSide(tunnel, origin, pipes, false);
    clientSide.other = originSide;
    originSide.other = clientSide;
    clientSide.ask();
    originSide.ask();
    return clientSide;
  }

  @Override
  public FileDescriptor fd() {
    return channel.fd();
  }

  @Override
  public void handle(IoRegistration current, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    SplicedSide peer = other;
    if (closed || peer == null) {
      return;
    }
    try {
      if (ops.contains(EpollIoOps.EPOLLERR)) {
        tunnel.close("reset", true);
        return;
      }
      finished |= ops.contains(EpollIoOps.EPOLLRDHUP);
      if (ops.contains(EpollIoOps.EPOLLOUT)) {
        peer.pump(this);
      }
      if (!closed && reading) {
        pump(peer);
      }
    } catch (IOException | NotYetConnectedException broken) {
      // The latter is Netty's word for a socket that was reset a moment ago (ENOTCONN). What is not
      // caught here makes Netty's event loop rest for a second.
      tunnel.close("reset", true);
    }
  }

  /** Moves what this side has received to the other side, as far as that takes it. */
  private void pump(SplicedSide to) throws IOException {
    if (tunnel.hasEnded(client)) {
      return;
    }
    boolean blocked = false;
    boolean more = true;
    for (int round = 0; round < ROUNDS && more && !blocked; round++) {
      more = fill();
      blocked = !drain(to);
    }
    if (inPipe == 0) {
      giveBack();
    }
    if (inPipe == 0 && received) {
      if (!tunnel.hasEnded(!client)) { // else both are closed now
        ((Socket) to.channel.fd()).shutdown(false, true);
      }
      ask(false, writing);
      tunnel.ended(client);
    } else {
      ask(!blocked, writing);
    }
    if (!to.closed) {
      to.ask(to.reading, blocked);
    }
  }

  /** From the socket into the pipe; false: there is no more now. */
  private boolean fill() throws IOException {
    if (received || starved || tunnel.throttle.holds(client)) {
      return false;
    }
    Pipe into = pipe == null ? pipe = pipes.take() : pipe;
    if (into == null) {
      awaitPipe();
      return false;
    }
    int length = Math.min(into.size(), tunnel.throttle.handful()) - inPipe;
    if (length <= 0) {
      return false;
    }
    int moved = Native.splice(channel.fd().intValue(), -1, into.out().intValue(), -1, length);
    inPipe += moved;
    // Zero is both "none now" and "no more ever"; epoll has told of the latter before.
    received = moved == 0 && inPipe == 0 && finished;
    tunnel.moved(client, moved);
    return moved >= MANY || (moved > 0 && finished);
  }

  /** From the pipe into the other side's socket; false: that takes no more now. */
  private boolean drain(SplicedSide to) throws IOException {
    Pipe from = pipe;
    if (from == null || inPipe == 0) {
      return true;
    }
    inPipe -= Native.splice(from.in().intValue(), -1, to.channel.fd().intValue(), -1, inPipe);
    return inPipe == 0;
  }

  /** There is no pipe to be had: looks again in a moment, and does not read until then. */
  private void awaitPipe() {
    starved = true;
    channel.eventLoop().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void retry() {
    starved = false;
    ask();
  }

  private void giveBack() {
    if (pipe != null) {
      pipes.put(pipe);
      pipe = null;
    }
  }

  private void ask(boolean read, boolean write) {
    reading = read;
    writing = write;
    ask();
  }

  /** Asks both sides again, as one of them may be read now. */
  void resume() {
    ask();
    if (other != null) {
      other.ask();
    }
  }

  private void ask() {
    if (!closed) {
      socket.submit(ops());
    }
  }

  private EpollIoOps ops() {
    if (reading && !starved && !tunnel.throttle.holds(client)) {
      return writing ? READ_AND_WRITE : READ;
    }
    return writing ? EpollIoOps.EPOLLOUT : EpollIoOps.NONE;
  }

  /** Leaves the socket to its channel, to be closed; a pipe with octets in it is no use. */
  void leave() {
    closed = true;
    if (pipe != null) {
      pipes.drop(pipe);
      pipe = null;
    }
    if (other != null && !other.closed) {
      other.leave();
    }
  }

  @Override
  public void close() {
    tunnel.close("reset", true);
  }
}
