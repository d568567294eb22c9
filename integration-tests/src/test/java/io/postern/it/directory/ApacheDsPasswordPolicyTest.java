package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.directory.DecisionTable.State;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.api.util.TimeProvider;
import org.apache.directory.server.annotations.CreateLdapServer;
import org.apache.directory.server.annotations.CreateTransport;
import org.apache.directory.server.core.annotations.ApplyLdifs;
import org.apache.directory.server.core.annotations.CreateDS;
import org.apache.directory.server.core.annotations.CreatePartition;
import org.apache.directory.server.core.api.InterceptorEnum;
import org.apache.directory.server.core.api.authn.ppolicy.PasswordPolicyConfiguration;
import org.apache.directory.server.core.authn.AuthenticationInterceptor;
import org.apache.directory.server.core.authn.ppolicy.PpolicyConfigContainer;
import org.apache.directory.server.core.integ.AbstractLdapTestUnit;
import org.apache.directory.server.core.integ.ApacheDSTestExtension;
import org.apache.directory.server.ldap.handlers.extended.StartTlsHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What ApacheDS says about passwords in the control of draft-behera-ldap-password-policy. */
@ExtendWith(ApacheDSTestExtension.class)
@CreateDS(
    name = "password-policy",
    partitions = @CreatePartition(name = "example", suffix = "dc=example,dc=org"))
@CreateLdapServer(
    transports = {
      @CreateTransport(protocol = "LDAP", address = "127.0.0.1"),
      @CreateTransport(protocol = "LDAPS", address = "127.0.0.1")
    },
    extendedOpHandlers = StartTlsHandler.class)
@ApplyLdifs({"dn: dc=example,dc=org", "objectClass: top", "objectClass: domain", "dc: example"})
class ApacheDsPasswordPolicyTest extends AbstractLdapTestUnit {
  private static final String TEMPLATE = "uid={user},dc=example,dc=org";
  private static final ServiceAccount SERVICE =
      ApacheDsConnection.account("uid=admin,ou=system", "secret");

  @TempDir static Path folder;
  private final PasswordPolicyConfiguration policy = new PasswordPolicyConfiguration();
  private ApacheDsConnection connection;
  private LdapDirectory directory;

  @BeforeEach
  void start() throws Exception {
    policy.setPwdMaxFailure(3);
    policy.setPwdLockout(true);
    policy.setPwdLockoutDuration(600);
    policy.setPwdFailureCountInterval(600);
    PpolicyConfigContainer policies = new PpolicyConfigContainer();
    Dn name = new Dn(getService().getSchemaManager(), "cn=policy");
    policies.addPolicy(name, policy);
    policies.setDefaultPolicyDn(name);
    AuthenticationInterceptor authentication =
        (AuthenticationInterceptor)
            getService().getInterceptor(InterceptorEnum.AUTHENTICATION_INTERCEPTOR.getName());
    authentication.setPwdPolicies(policies);
    authentication.loadPwdPolicyStateAttributeTypes();
    connection = new ApacheDsConnection(getLdapServer(), folder);
    directory = open(connection.settings(Mode.NONE).serviceAccount(SERVICE));
  }

  @AfterEach
  void stop() {
    directory.close();
    getService().setTimeProvider(TimeProvider.DEFAULT);
  }

  @Test
  void prove_everyStateNameTransportAndLookUp_isDecidedAsItShould() throws Exception {
    policy.setPwdMaxAge(600);
    add("expired");
    letPass(Duration.ofSeconds(601));
    for (String name : List.of("alice", "mustchange", "locked")) {
      add(name);
    }
    policy.setPwdMustChange(true);
    resetPassword("mustchange");
    for (int i = 0; i < 3; i++) {
      assertThat(Asked.word(directory, "locked", "wrong" + i)).isEqualTo("invalid-credentials");
    }
    DecisionTable table =
        new DecisionTable(
            List.of(
                state("alice", "secret1", "authenticated"),
                state("expired", "secret1", "password-expired"),
                state("mustchange", "secret2", "password-must-change"),
                state("locked", "secret1", "account-locked"),
                state("nobody", "secret1", "invalid-credentials")));
    for (Mode mode : Mode.values()) {
      try (LdapDirectory searching = open(connection.settings(mode).serviceAccount(SERVICE));
          LdapDirectory direct = open(connection.settings(mode).userDnTemplate(TEMPLATE))) {
        table.ask(mode + ", service account", searching);
        table.ask(mode + ", DN template", direct);
      }
    }
    table.publish("apacheds.md").assertAsExpected();
  }

  @Test
  void prove_goodPassword_authenticates() throws Exception {
    add("alice");

    assertThat(Asked.word(directory, "alice", "secret1")).isEqualTo("authenticated");
    assertThat(Asked.word(directory, "alice", "wrong")).isEqualTo("invalid-credentials");
  }

  @Test
  void prove_tooManyFailures_isLocked() throws Exception {
    add("alice");
    for (int i = 0; i < 3; i++) {
      assertThat(Asked.word(directory, "alice", "wrong" + i)).isEqualTo("invalid-credentials");
    }
    assertThat(Asked.word(directory, "alice", "secret1")).isEqualTo("account-locked");
  }

  @Test
  void prove_inTheWarningTime_tellsWhenThePasswordExpires() throws Exception {
    policy.setPwdMaxAge(600);
    policy.setPwdExpireWarning(590);
    add("alice");
    letPass(Duration.ofSeconds(60));

    Verdict.Authenticated alice =
        (Verdict.Authenticated) Asked.outcome(directory, "alice", "secret1");
    assertThat(alice.identity().passwordExpires())
        .isBetween(Instant.now().plusSeconds(400), Instant.now().plusSeconds(545));
  }

  @Test
  void prove_expired_isToldFromWrong() throws Exception {
    policy.setPwdMaxAge(600);
    add("alice");
    letPass(Duration.ofSeconds(601));

    assertThat(Asked.word(directory, "alice", "secret1")).isEqualTo("password-expired");
    assertThat(Asked.word(directory, "alice", "wrong")).isEqualTo("invalid-credentials");
  }

  @Test
  void prove_expiredWithGraceLeft_authenticatesUntilItIsUsedUp() throws Exception {
    policy.setPwdMaxAge(600);
    policy.setPwdGraceAuthNLimit(1);
    add("alice");
    letPass(Duration.ofSeconds(601));

    assertThat(Asked.word(directory, "alice", "secret1")).isEqualTo("authenticated");
    assertThat(Asked.word(directory, "alice", "secret1")).isEqualTo("password-expired");
  }

  @Test
  void prove_afterAnAdministratorsReset_mustChange() throws Exception {
    policy.setPwdMustChange(true);
    add("alice");
    resetPassword("alice");

    assertThat(Asked.word(directory, "alice", "secret2")).isEqualTo("password-must-change");
    assertThat(Asked.word(directory, "alice", "wrong")).isEqualTo("invalid-credentials");
  }

  /** On the server's clock. */
  private void letPass(Duration time) {
    getService().setTimeProvider(() -> System.currentTimeMillis() + time.toMillis());
  }

  private void resetPassword(String name) throws Exception {
    getService()
        .getAdminSession()
        .modify(
            dn(name),
            new DefaultModification(
                ModificationOperation.REPLACE_ATTRIBUTE, "userPassword", "secret2"));
  }

  private void add(String name) throws Exception {
    getService()
        .getAdminSession()
        .add(
            new DefaultEntry(
                getService().getSchemaManager(),
                dn(name).toString(),
                "objectClass: inetOrgPerson",
                "uid: " + name,
                "cn: " + name,
                "sn: " + name,
                "userPassword: secret1"));
  }

  private Dn dn(String name) throws Exception {
    return new Dn(getService().getSchemaManager(), "uid=" + name + ",dc=example,dc=org");
  }

  private static State state(String user, String password, String word) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("uid", user);
    names.put("other case", user.toUpperCase(Locale.ROOT));
    names.put("DN", TEMPLATE.replace("{user}", user));
    return new State(user, password, word, names);
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }
}
