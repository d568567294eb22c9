package io.postern.embedded;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded directory is like. Immutable: each {@code with…} method makes a copy.
 *
 * @param dnsDomain its base DN follows from it
 * @param netBiosName what stands before the backslash in down-level logon names
 * @param hostName the domain controller's
 * @param lockout the domain's rule
 * @param maximumPasswordAge zero: passwords never expire
 * @param oldPasswordAccepted how long the previous password still binds after a change
 * @param encryptionRequired whether binds without TLS are refused (LDAPServerIntegrity = 2)
 * @param identityKept whether a failed bind leaves the connection's earlier identity in place, as
 *     Samba does; otherwise the connection is anonymous, as RFC 4511 §4.2.1 and Windows have it
 * @param maximumPageSize entries in one answer (MaxPageSize); 0: no limit
 * @param maximumValues values of one attribute in one answer (MaxValRange); 0: no limit
 * @param tls the server's key and certificate; null: makes one for {@code hostName} and localhost
 * @param clock what the directory takes for the time
 */
public record AdSettings(
    String dnsDomain,
    String netBiosName,
    String hostName,
    LockoutRule lockout,
    Duration maximumPasswordAge,
    Duration oldPasswordAccepted,
    boolean encryptionRequired,
    boolean identityKept,
    int maximumPageSize,
    int maximumValues,
    @Nullable TlsIdentity tls,
    InstantSource clock) {

  /** A directory as Windows installs it, with the lockout threshold that most set. */
  public static final AdSettings DEFAULT =
      new AdSettings(
          "corp.example.test",
          "CORP",
          "dc1.corp.example.test",
          new LockoutRule(5, Duration.ofMinutes(10), Duration.ofMinutes(10)),
          Duration.ofDays(42),
          Duration.ZERO,
          false,
          false,
          1000,
          1500,
          null,
          InstantSource.system());

  /**
   * When an account is locked.
   *
   * @param threshold failed binds that lock it; 0: never
   * @param window how long a failed bind counts
   * @param duration how long it stays locked; zero: until an administrator unlocks it
   */
  public record LockoutRule(int threshold, Duration window, Duration duration) {}

  /** Another domain; its controller is {@code dc1} in it. */
  public AdSettings withDomain(String dnsDomain, String netBiosName) {
    return edited(
        draft -> {
          draft.dnsDomain = dnsDomain;
          draft.netBiosName = netBiosName;
          draft.hostName = "dc1." + dnsDomain;
        });
  }

  public AdSettings withLockout(int threshold, Duration window, Duration duration) {
    return edited(draft -> draft.lockout = new LockoutRule(threshold, window, duration));
  }

  public AdSettings withOldPasswordAccepted(Duration span) {
    return edited(draft -> draft.oldPasswordAccepted = span);
  }

  public AdSettings withEncryptionRequired() {
    return edited(draft -> draft.encryptionRequired = true);
  }

  public AdSettings withIdentityKept() {
    return edited(draft -> draft.identityKept = true);
  }

  /** Limits on entries and on values in one answer; 0: none. */
  public AdSettings withLimits(int maximumPageSize, int maximumValues) {
    return edited(
        draft -> {
          draft.maximumPageSize = maximumPageSize;
          draft.maximumValues = maximumValues;
        });
  }

  public AdSettings withTls(TlsIdentity tls) {
    return edited(draft -> draft.tls = tls);
  }

  public AdSettings withClock(InstantSource clock) {
    return edited(draft -> draft.clock = clock);
  }

  /** The domain's DN, such as {@code DC=corp,DC=example,DC=test}. */
  public String baseDn() {
    return Stream.of(dnsDomain.split("\\."))
        .map(label -> "DC=" + label)
        .collect(Collectors.joining(","));
  }

  private AdSettings edited(Consumer<Draft> edit) {
    Draft draft = new Draft(this);
    edit.accept(draft);
    return new AdSettings(
        draft.dnsDomain,
        draft.netBiosName,
        draft.hostName,
        draft.lockout,
        maximumPasswordAge,
        draft.oldPasswordAccepted,
        draft.encryptionRequired,
        draft.identityKept,
        draft.maximumPageSize,
        draft.maximumValues,
        draft.tls,
        draft.clock);
  }

  /** Those components that can be changed, while they are. */
  private static final class Draft {
    String dnsDomain;
    String netBiosName;
    String hostName;
    LockoutRule lockout;
    Duration oldPasswordAccepted;
    boolean encryptionRequired;
    boolean identityKept;
    int maximumPageSize;
    int maximumValues;
    @Nullable TlsIdentity tls;
    InstantSource clock;

    Draft(AdSettings from) {
      dnsDomain = from.dnsDomain;
      netBiosName = from.netBiosName;
      hostName = from.hostName;
      lockout = from.lockout;
      oldPasswordAccepted = from.oldPasswordAccepted;
      encryptionRequired = from.encryptionRequired;
      identityKept = from.identityKept;
      maximumPageSize = from.maximumPageSize;
      maximumValues = from.maximumValues;
      tls = from.tls;
      clock = from.clock;
    }
  }
}
