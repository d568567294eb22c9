package io.postern.ldap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks DNS for what {@link InetAddress} cannot: service records. Blocks for some seconds at most.
 */
final class DnsRecords {
  private static final int MOST = 100;

  private final Hashtable<String, String> environment = new Hashtable<>();
  private final boolean system;

  /**
   * Makes a client.
   *
   * @param nameServer {@code host} or {@code host:port}; null: the system's own
   */
  DnsRecords(@Nullable String nameServer) {
    system = nameServer == null;
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, nameServer == null ? "dns:" : "dns://" + nameServer);
    // Doubled at each of the retries: three seconds in all for one name server.
    environment.put("com.sun.jndi.dns.timeout.initial", "1000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
  }

  /**
   * A service record (RFC 2782).
   *
   * @param target without the dot at its end
   */
  record Srv(int priority, int weight, int port, String target) {}

  /** The service records of a name; none if it has none. */
  List<Srv> services(String name) throws NamingException {
    List<Srv> records = new ArrayList<>();
    for (String text : texts(name, "SRV")) {
      String[] parts = text.split(" ");
      if (parts.length == 4 && !parts[3].equals(".")) {
        records.add(
            new Srv(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                parts[3].endsWith(".") ? parts[3].substring(0, parts[3].length() - 1) : parts[3]));
      }
    }
    return records;
  }

  /** The addresses of a host, by the same name server. */
  InetAddress[] addresses(String host) throws UnknownHostException {
    if (system || isLiteral(host)) {
      return InetAddress.getAllByName(host);
    }
    try {
      List<InetAddress> found = new ArrayList<>();
      for (String type : new String[] {"A", "AAAA"}) {
        for (String literal : texts(host, type)) {
          found.add(InetAddress.getByAddress(host, InetAddress.getByName(literal).getAddress()));
        }
      }
      if (!found.isEmpty()) {
        return found.toArray(InetAddress[]::new);
      }
    } catch (NamingException failed) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(failed);
      throw unknown;
    }
    return InetAddress.getAllByName(host);
  }

  /** Names are only looked up by JNDI's DNS client, which makes no objects of what it gets. */
  @SuppressWarnings("BanJNDI")
  private List<String> texts(String name, String type) throws NamingException {
    InitialDirContext context = new InitialDirContext(environment);
    try {
      Attribute records = context.getAttributes(name, new String[] {type}).get(type);
      List<String> texts = new ArrayList<>();
      for (int i = 0; records != null && i < Math.min(MOST, records.size()); i++) {
        texts.add(String.valueOf(records.get(i)));
      }
      return texts;
    } catch (NameNotFoundException none) {
      return List.of();
    } finally {
      context.close();
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}
