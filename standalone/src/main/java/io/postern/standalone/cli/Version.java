package io.postern.standalone.cli;

import io.netty.channel.epoll.Epoll;

/** What this program is. */
final class Version {
  /** As the jar's manifest says. */
  static final String CURRENT = current();

  private Version() {}

  /** What moves the proxy's bytes. */
  static String transport() {
    return Epoll.isAvailable() ? "epoll (native)" : "NIO";
  }

  private static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
