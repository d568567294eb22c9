package io.postern.netty;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Netty's cache of names, with a bound: a client that asks for a million names pushes out others,
 * it does not fill the memory. Confined to its event loop.
 */
final class BoundedDnsCache implements DnsCache {
  private static final int MOST_NAMES = 4096;
  private static final int LONGEST_SECONDS = 300;

  /** A name that was not there may have been made a moment later. */
  private static final int NEGATIVE_SECONDS = 2;

  private final DnsCache cache = new DefaultDnsCache(0, LONGEST_SECONDS, NEGATIVE_SECONDS);
  private final Map<String, Boolean> names =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          boolean tooMany = size() > MOST_NAMES;
          if (tooMany) {
            cache.clear(eldest.getKey());
          }
          return tooMany;
        }
      };

  @Override
  public @Nullable List<? extends DnsCacheEntry> get(
      String hostname, DnsRecord @Nullable [] additionals) {
    names.get(hostname); // it is used, so it stays
    return cache.get(hostname, additionals);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname,
      DnsRecord @Nullable [] additionals,
      InetAddress address,
      long originalTtl,
      EventLoop loop) {
    names.put(hostname, true);
    return cache.cache(hostname, additionals, address, originalTtl, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
    names.put(hostname, true);
    return cache.cache(hostname, additionals, cause, loop);
  }

  @Override
  public boolean clear(String hostname) {
    names.remove(hostname);
    return cache.clear(hostname);
  }

  @Override
  public void clear() {
    names.clear();
    cache.clear();
  }
}
