package io.postern.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnectionInfo;
import com.unboundid.ldap.sdk.LDAPConnectionLogger;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.SASLBindRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watches that a server answers what it was asked and nothing else. The SDK drops answers that
 * nobody waits for; a server that sends them is not to be trusted with another password.
 */
final class StrictAnswers extends LDAPConnectionLogger {
  private static final int NOTHING = -1;

  private final AtomicInteger asked = new AtomicInteger(NOTHING);
  private final Runnable surprised;

  StrictAnswers(Runnable surprised) {
    this.surprised = surprised;
  }

  @Override
  public void logBindRequest(LDAPConnectionInfo connection, int id, SimpleBindRequest request) {
    asked.set(id);
  }

  @Override
  public void logBindRequest(LDAPConnectionInfo connection, int id, SASLBindRequest request) {
    asked.set(id);
  }

  @Override
  public void logSearchRequest(
      LDAPConnectionInfo connection, int id, ReadOnlySearchRequest request) {
    asked.set(id);
  }

  @Override
  public void logExtendedRequest(LDAPConnectionInfo connection, int id, ExtendedRequest request) {
    asked.set(id);
  }

  @Override
  public void logBindResult(LDAPConnectionInfo connection, int id, BindResult result) {
    answered(id);
  }

  @Override
  public void logSearchResult(LDAPConnectionInfo connection, int id, SearchResult result) {
    answered(id);
  }

  @Override
  public void logExtendedResult(LDAPConnectionInfo connection, int id, ExtendedResult result) {
    answered(id);
  }

  @Override
  public void logSearchEntry(LDAPConnectionInfo connection, int id, SearchResultEntry entry) {
    if (asked.get() != id) {
      surprised.run();
    }
  }

  private void answered(int id) {
    // Notices, which have the id 0, are somebody else's business.
    if (id != 0 && !asked.compareAndSet(id, NOTHING)) {
      surprised.run();
    }
  }
}
