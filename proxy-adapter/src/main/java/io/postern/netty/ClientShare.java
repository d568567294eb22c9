package io.postern.netty;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one client connection has of that which its address and its user may have. Confined to its
 * event loop.
 */
final class ClientShare {
  private final Loop loop;
  private @Nullable InetAddress address;
  private @Nullable String user;
  private @Nullable Bandwidth ofAddress;
  private @Nullable Bandwidth ofUser;

  ClientShare(Loop loop) {
    this.loop = loop;
  }

  /** Takes a connection of an address; false: it has as many as it may have. */
  boolean take(InetAddress address) {
    boolean taken = loop.setup.perAddress.take(address);
    if (taken) {
      this.address = address;
      ofAddress = loop.setup.bandwidthPerAddress.take(address, System.nanoTime());
    }
    return taken;
  }

  /** What holds a turn back. */
  Throttle throttle(Admitted admitted, Throttle.Held held) {
    if (loop.setup.bandwidthPerUser.isLimited()) {
      String account = admitted.decision().identity().account();
      if (!account.equals(user)) {
        leaveUser();
        ofUser = loop.setup.bandwidthPerUser.take(account, System.nanoTime());
        user = account;
      }
    }
    return ofUser == null && ofAddress == null
        ? loop.unthrottled
        : new Throttle(loop, ofUser, ofAddress, held);
  }

  private void leaveUser() {
    if (user != null) {
      loop.setup.bandwidthPerUser.give(user);
      user = null;
    }
  }

  /** Gives all of it back. */
  void end() {
    leaveUser();
    if (address != null) {
      loop.setup.perAddress.give(address);
      loop.setup.bandwidthPerAddress.give(address);
      address = null;
    }
  }
}
