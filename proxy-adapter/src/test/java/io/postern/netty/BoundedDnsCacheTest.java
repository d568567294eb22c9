package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedDnsCacheTest {
  private static final int MOST_NAMES = 4096;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final BoundedDnsCache cache = new BoundedDnsCache();

  @AfterEach
  void stop() {
    loop.shutdownGracefully();
  }

  private void remember(String name) {
    cache.cache(name, null, InetAddress.getLoopbackAddress(), 60, loop);
  }

  @Test
  void cache_moreNamesThanItHolds_losesTheOneThatWasUsedLeast() {
    remember("first.test");
    remember("second.test");
    for (int i = 2; i < MOST_NAMES; i++) {
      remember("host" + i + ".test");
    }
    assertThat(cache.get("first.test", null)).hasSize(1); // and so it was used last
    remember("one-more.test");

    assertThat(cache.get("second.test", null)).isNull();
    assertThat(cache.get("first.test", null)).hasSize(1);
    assertThat(cache.get("one-more.test", null)).hasSize(1);
  }

  @Test
  void clear_name_forgetsItAlone() {
    remember("first.test");
    remember("second.test");

    assertThat(cache.clear("first.test")).isTrue();
    assertThat(cache.get("first.test", null)).isNull();
    assertThat(cache.get("second.test", null)).hasSize(1);
  }

  @Test
  void cache_failure_isRememberedToo() {
    cache.cache("none.test", null, new java.net.UnknownHostException("none.test"), loop);

    assertThat(cache.get("none.test", null)).hasSize(1);
    assertThat(cache.get("none.test", null).get(0).cause()).isNotNull();
  }
}
