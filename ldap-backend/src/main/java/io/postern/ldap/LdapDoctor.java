package io.postern.ldap;

import io.postern.account.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Examines a directory from the outside in: DNS, TCP, TLS, the root DSE, the service account, the
 * users, the lockout policy. Each step says what was found and, if something is wrong, what to do.
 * No user's password is asked for or sent; a service account that is refused is tried once.
 */
public final class LdapDoctor {
  private static final int MOST_SERVERS = 8;

  private final LdapSettings settings;
  private final Consumer<Step> steps;

  private LdapDoctor(LdapSettings settings, Consumer<Step> steps) {
    this.settings = settings;
    this.steps = steps;
  }

  /** What one look has shown. */
  public enum Result {
    OK,
    WARN,
    FAIL;

    /** In lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One step.
   *
   * @param name what was looked at
   * @param finding what was seen
   * @param fix what to do; null if nothing is to be done
   */
  public record Step(String name, Result result, String finding, @Nullable String fix) {
    static Step ok(String name, String finding) {
      return new Step(name, Result.OK, finding, null);
    }

    static Step warn(String name, String finding, String fix) {
      return new Step(name, Result.WARN, finding, fix);
    }

    static Step fail(String name, String finding, String fix) {
      return new Step(name, Result.FAIL, finding, fix);
    }
  }

  /** Examines; blocks for some seconds a server at the most. */
  public static List<Step> examine(LdapSettings settings) {
    List<Step> all = new ArrayList<>();
    examine(settings, all::add);
    return List.copyOf(all);
  }

  /** Examines each domain and the global catalog, and tells each step when it is done. */
  public static void examine(ForestSettings forest, Consumer<Step> steps) {
    for (ForestSettings.Domain domain : forest.domains()) {
      if (forest.domains().size() > 1) {
        steps.accept(Step.ok("domain", domain.ldap().domainName()));
      }
      examine(domain.ldap(), steps);
    }
    LdapSettings catalog = forest.globalCatalog();
    if (catalog != null) {
      new LdapDoctor(catalog, steps).examine(link -> steps.accept(catalog(catalog, link)));
    }
  }

  private static void examine(LdapSettings settings, Consumer<Step> steps) {
    new LdapDoctor(settings, steps)
        .examine(link -> new DirectoryCheckup(settings, link, steps).examine());
  }

  private static Step catalog(LdapSettings settings, Searching searching) {
    String name = "global catalog";
    String fix = "name a server that keeps it, with its port: 3269, or 3268 for ldap://";
    try {
      return GlobalCatalog.answersOn(searching, soon(settings))
          ? Step.ok(name, "accounts of the whole forest are found")
          : Step.fail(name, "a search through the forest finds nobody", fix);
    } catch (Unanswered failed) {
      return Step.fail(name, String.valueOf(failed.outcome().evidence().note()), fix);
    }
  }

  private void examine(Consumer<LdapLink> directory) {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "postern-ldap-doctor");
              thread.setDaemon(true);
              return thread;
            });
    DnsRecords dns = new DnsRecords(settings.nameServer());
    try (Watchdog watchdog = new Watchdog()) {
      Connector connector = new Connector(settings, new HostAddresses(dns, threads), watchdog);
      ServerCheckup servers = new ServerCheckup(settings, connector, steps);
      LdapLink healthy = null;
      for (ServerAddress server : servers(dns)) {
        LdapLink link = servers.examine(server);
        if (healthy == null) {
          healthy = link;
        } else if (link != null) {
          link.close();
        }
      }
      if (healthy != null) {
        directory.accept(healthy);
        healthy.close();
      }
    } finally {
      threads.shutdown();
    }
  }

  private List<ServerAddress> servers(DnsRecords dns) {
    if (!settings.servers().isEmpty()) {
      return settings.servers();
    }
    String domain = settings.domainName();
    String record = Discovery.names(domain, null).get(0);
    String fix =
        "check the domain's name and that this machine asks the domain's DNS servers, or name the"
            + " servers in directory.servers";
    try {
      List<ServerAddress> found = new Discovery(settings, dns).servers(settings.site());
      steps.accept(
          found.isEmpty()
              ? Step.fail("DNS SRV", record + " does not exist", fix)
              : Step.ok("DNS SRV", domain + " has " + found));
      return found.subList(0, Math.min(MOST_SERVERS, found.size()));
    } catch (NamingException noAnswer) {
      steps.accept(Step.fail("DNS SRV", record + ": " + Printable.of(noAnswer.getMessage()), fix));
      return List.of();
    }
  }

  /** The time that each question has. */
  static Deadline soon(LdapSettings settings) {
    return Deadline.after(settings.deadline());
  }
}
