package io.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardTest {

  @Test
  void buffer_lost_isReportedWithWhoTouchedIt() {
    ByteBufAllocator.DEFAULT.buffer(1).touch("lost on purpose");

    assertThat(LeakReports.take()).anySatisfy(it -> assertThat(it).contains("lost on purpose"));
  }

  @Test
  void eventLoop_thatWaits_isReportedWithWhoDoes() throws Exception {
    DefaultEventExecutor loop = new DefaultEventExecutor(new DefaultThreadFactory("waiting"));
    try {
      loop.submit(GuardTest::read).get();

      assertThat(BlockedLoops.take())
          .filteredOn(call -> call.getMessage().contains("read0 on waiting"))
          .singleElement()
          .satisfies(call -> assertThat(call).hasStackTraceContaining("GuardTest"));
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  private static int read() throws IOException {
    try (FileInputStream file = new FileInputStream("pom.xml")) {
      return file.read();
    }
  }
}
