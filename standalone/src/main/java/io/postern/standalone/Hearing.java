package io.postern.standalone;

import io.postern.ldap.LdapListener;
import java.time.Duration;

/** Passes on what a directory client tells, until nobody wants to hear of it any more. */
final class Hearing implements LdapListener {
  private final LdapListener listener;
  private volatile boolean over;

  Hearing(LdapListener listener) {
    this.listener = listener;
  }

  void end() {
    over = true;
  }

  @Override
  public void request(String server, String operation, String outcome, Duration took) {
    if (!over) {
      listener.request(server, operation, outcome, took);
    }
  }

  @Override
  public void up(String server, boolean up) {
    if (!over) {
      listener.up(server, up);
    }
  }

  @Override
  public void connections(String server, String state, int count) {
    if (!over) {
      listener.connections(server, state, count);
    }
  }

  @Override
  public void unknownSubCode(String server, String code) {
    if (!over) {
      listener.unknownSubCode(server, code);
    }
  }

  @Override
  public void misconfigured(String server, String problem) {
    if (!over) {
      listener.misconfigured(server, problem);
    }
  }
}
