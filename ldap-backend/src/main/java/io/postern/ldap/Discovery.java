package io.postern.ldap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a domain's controllers by their service records, those of our own site first (MS-ADTS
 * 6.3.6). Thread-safe.
 */
final class Discovery {
  private static final int MOST = 50;
  private static final int LDAPS_PORT = 636;

  private final String domain;
  private final TlsSettings.Mode mode;
  private final DnsRecords dns;

  /** Chosen once: the same weights give the same order each time, and connections stay. */
  private final long seed = new Random().nextLong();

  Discovery(LdapSettings settings, DnsRecords dns) {
    this.domain = settings.domainName();
    this.mode = settings.tls().mode();
    this.dns = dns;
  }

  /** The records that are asked for. */
  static List<String> names(String domain, @Nullable String site) {
    String all = "_ldap._tcp.dc._msdcs." + domain;
    return site == null || site.isEmpty()
        ? List.of(all)
        : List.of("_ldap._tcp." + site + "._sites.dc._msdcs." + domain, all);
  }

  /**
   * Asks.
   *
   * @return in order of preference; empty if there are none
   * @throws NamingException if DNS does not answer
   */
  List<ServerAddress> servers(@Nullable String site) throws NamingException {
    Set<ServerAddress> servers = new LinkedHashSet<>();
    for (String name : names(domain, site)) {
      for (DnsRecords.Srv record : ordered(dns.services(name), new Random(seed))) {
        if (servers.size() < MOST) {
          servers.add(address(record));
        }
      }
    }
    return List.copyOf(servers);
  }

  private ServerAddress address(DnsRecords.Srv record) {
    boolean secure = mode == TlsSettings.Mode.LDAPS;
    return new ServerAddress(secure, record.target(), secure ? LDAPS_PORT : record.port());
  }

  /** By priority, and within one by lot, weighted (RFC 2782). */
  static List<DnsRecords.Srv> ordered(List<DnsRecords.Srv> records, Random random) {
    List<DnsRecords.Srv> left = new ArrayList<>(records);
    left.sort(
        Comparator.comparingInt(DnsRecords.Srv::priority)
            .thenComparingInt(DnsRecords.Srv::weight)
            .thenComparing(DnsRecords.Srv::target));
    List<DnsRecords.Srv> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      int priority = left.get(0).priority();
      List<DnsRecords.Srv> same =
          left.stream().filter(record -> record.priority() == priority).toList();
      DnsRecords.Srv next = draw(same, random);
      ordered.add(next);
      left.remove(next);
    }
    return ordered;
  }

  private static DnsRecords.Srv draw(List<DnsRecords.Srv> same, Random random) {
    int sum = same.stream().mapToInt(DnsRecords.Srv::weight).sum();
    int lot = random.nextInt(sum + 1);
    int running = 0;
    for (DnsRecords.Srv record : same) {
      running += record.weight();
      if (running >= lot) {
        return record;
      }
    }
    return same.get(same.size() - 1);
  }
}
