package io.postern.standalone.cli;

import io.postern.netty.Transport;

/** What this program is. */
final class Version {
  /** As the jar's manifest says. */
  static final String CURRENT = current();

  private Version() {}

  /** What moves the proxy's octets unless the configuration says otherwise, and what else could. */
  static String transport() {
    String obstacle = Transport.IO_URING.obstacle();
    return Transport.best()
        + "; "
        + Transport.IO_URING
        + (obstacle == null ? " works here, too" : " does not work here: " + obstacle);
  }

  private static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
