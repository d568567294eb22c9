package io.postern.embedded;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of a directory that says what it was answered in one word. */
final class AdClient implements AutoCloseable {
  private static final Pattern DATA = Pattern.compile("data ([0-9a-f]+)");

  final LDAPConnection connection;

  AdClient(AdDirectory directory) throws LDAPException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setResponseTimeoutMillis(10_000);
    options.setBindWithDNRequiresPassword(false);
    connection = new LDAPConnection(options, "127.0.0.1", directory.ldapPort());
  }

  /** A client that signed in as the service account. */
  static AdClient signedIn(AdDirectory directory) throws LDAPException {
    AdClient client = new AdClient(directory);
    client.connection.bind(directory.serviceAccount(), directory.servicePassword());
    return client;
  }

  /** The result code, with AD's own code behind a slash where there is one. */
  String bind(String name, String password) {
    try {
      return Integer.toString(connection.bind(name, password).getResultCode().intValue());
    } catch (LDAPException refused) {
      Matcher data = DATA.matcher(String.valueOf(refused.getDiagnosticMessage()));
      return refused.getResultCode().intValue() + (data.find() ? '/' + data.group(1) : "");
    }
  }

  SearchResult search(SearchRequest request) {
    try {
      return connection.search(request);
    } catch (LDAPException refused) {
      return new SearchResult(refused);
    }
  }

  SearchResult search(String base, String filter, String... attributes) throws LDAPException {
    return search(new SearchRequest(base, SearchScope.SUB, filter, attributes));
  }

  SearchResultEntry read(String dn, String... attributes) throws LDAPException {
    return connection.getEntry(dn, attributes);
  }

  @Override
  public void close() {
    connection.close();
  }
}
