package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What epoll hears of sockets, from a handler that writes it down. */
class WatchedSocketTest {
  private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
  private static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT;
  private static final EpollIoOps HANG_UP = EpollIoOps.valueOf(0x010);

  private final List<String> epoll = new ArrayList<>();
  private final SteadyEpoll loop = new SteadyEpoll(new Recorder());

  @Test
  void submit_manyTimesBeforeTheWait_tellsEpollOnlyTheLast() throws Exception {
    IoRegistration socket = loop.register(new Socket(7));

    socket.submit(READ);
    socket.submit(READ.with(WRITE));
    socket.submit(WRITE);
    waitForEvents();

    assertThat(epoll).containsExactly("add 7", "7 asks " + WRITE, "wait");
  }

  @Test
  void submit_whatEpollKnows_tellsNothing() throws Exception {
    IoRegistration socket = loop.register(new Socket(7));
    socket.submit(READ);
    waitForEvents();
    epoll.clear();

    socket.submit(WRITE);
    socket.submit(READ);
    waitForEvents();

    assertThat(epoll).containsExactly("wait");
  }

  @Test
  void submit_noEvent_restsWithErrorsOnly() throws Exception {
    IoRegistration socket = loop.register(new Socket(7));
    socket.submit(READ);
    waitForEvents();
    epoll.clear();

    socket.submit(EpollIoOps.NONE);
    waitForEvents();

    assertThat(epoll).containsExactly("7 asks " + EpollIoOps.EPOLLERR, "wait");
  }

  @Test
  void handle_errorAtRest_closes() throws Exception {
    Socket handle = new Socket(7);
    WatchedSocket socket = resting(handle);

    socket.handle(socket, event(EpollIoOps.EPOLLERR));

    assertThat(handle.heard).containsExactly("close");
  }

  @Test
  void handle_hangUpAtRest_leavesEpollUntilItAsksAgain() throws Exception {
    Socket handle = new Socket(7);
    WatchedSocket socket = resting(handle);

    socket.handle(loop.enter(socket), event(HANG_UP));
    epoll.clear();
    socket.submit(READ);
    waitForEvents();

    assertThat(handle.heard).isEmpty();
    assertThat(epoll).containsExactly("add 7", "7 asks " + READ, "wait");
  }

  @Test
  void register_numberOfClosedSocketBeforeTheWait_forgetsThatFirst() throws Exception {
    IoRegistration closed = loop.register(new Socket(7));
    closed.submit(READ);
    waitForEvents();
    closed.cancel();
    epoll.clear();

    IoRegistration next = loop.register(new Socket(7));
    next.submit(WRITE);
    waitForEvents();

    assertThat(epoll).startsWith("remove 7", "add 7").contains("7 asks " + WRITE);
  }

  @Test
  void handle_eventOfSocketWithTheSameNumberBefore_isIgnored() throws Exception {
    Socket handle = new Socket(7);
    WatchedSocket socket = (WatchedSocket) loop.register(handle);
    socket.submit(WRITE);

    socket.handle(socket, event(HANG_UP.with(READ)));

    assertThat(handle.heard).isEmpty();
  }

  @Test
  void handle_afterItWasHandedOver_isHeardByTheOther() throws Exception {
    Socket channel = new Socket(7);
    Socket other = new Socket(7);
    WatchedSocket socket = (WatchedSocket) loop.register(channel);
    socket.submit(READ);
    waitForEvents();

    socket.hand(other);
    socket.handle(socket, event(READ));

    assertThat(channel.heard).isEmpty();
    assertThat(other.heard).containsExactly("event " + READ);
  }

  @Test
  void handle_afterCancel_isIgnored() throws Exception {
    Socket handle = new Socket(7);
    WatchedSocket socket = (WatchedSocket) loop.register(handle);
    socket.submit(READ);
    waitForEvents();

    socket.cancel();
    socket.handle(socket, event(READ));

    assertThat(handle.heard).isEmpty();
    assertThat(socket.isValid()).isFalse();
  }

  private WatchedSocket resting(Socket handle) throws Exception {
    WatchedSocket socket = (WatchedSocket) loop.register(handle);
    socket.submit(READ);
    waitForEvents();
    socket.submit(EpollIoOps.NONE);
    waitForEvents();
    return socket;
  }

  private void waitForEvents() {
    loop.run(
        new IoHandlerContext() {
          @Override
          public boolean canBlock() {
            return false;
          }

          @Override
          public long delayNanos(long now) {
            return 0;
          }

          @Override
          public long deadlineNanos() {
            return -1;
          }
        });
  }

  private static EpollIoEvent event(EpollIoOps ops) {
    return () -> ops;
  }

  /** Hears events. */
  private static final class Socket implements EpollIoHandle {
    private final FileDescriptor descriptor;
    private final List<String> heard = new ArrayList<>();

    Socket(int descriptor) {
      this.descriptor = new FileDescriptor(descriptor);
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      heard.add("event " + ((EpollIoEvent) event).ops());
    }

    @Override
    public void close() {
      heard.add("close");
    }
  }

  /** Takes Netty's handler's place. */
  private final class Recorder implements IoHandler {
    @Override
    public IoRegistration register(IoHandle handle) {
      int descriptor = ((EpollIoHandle) handle).fd().intValue();
      epoll.add("add " + descriptor);
      return new IoRegistration() {
        @Override
        public <T> T attachment() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long submit(IoOps ops) {
          epoll.add(descriptor + " asks " + ops);
          return 0;
        }

        @Override
        public boolean isValid() {
          return true;
        }

        @Override
        public boolean cancel() {
          epoll.add("remove " + descriptor);
          return true;
        }
      };
    }

    @Override
    public int run(IoHandlerContext context) {
      epoll.add("wait");
      return 0;
    }

    @Override
    public void prepareToDestroy() {}

    @Override
    public void destroy() {}

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return true;
    }
  }
}
