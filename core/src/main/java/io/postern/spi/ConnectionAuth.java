package io.postern.spi;

import org.jspecify.annotations.Nullable;

/**
 * One client connection: whose it is, and the state of a handshake of several rounds, which belongs
 * to the connection it began on (RFC 4559 §6). It never holds who the user is: every request is
 * decided anew. Confined to the connection's thread, or handed from thread to thread with a
 * decision; a connection has one decision under way at most.
 */
public final class ConnectionAuth {
  private final Client client;
  private @Nullable AuthScheme scheme;
  private @Nullable Object handshake;

  public ConnectionAuth(Client client) {
    this.client = client;
  }

  public Client client() {
    return client;
  }

  /** What {@code scheme} kept, if its handshake is the one under way here. */
  public @Nullable Object handshake(AuthScheme scheme) {
    return scheme.equals(this.scheme) ? handshake : null;
  }

  /** Keeps {@code scheme}'s state for its next round, in place of any other; null ends it. */
  public void handshake(AuthScheme scheme, @Nullable Object state) {
    this.scheme = scheme;
    this.handshake = state;
  }
}
