package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import io.postern.embedded.PasswordStore.Match;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that clients make by LDAP: any by the Administrator, and by everybody else a change of
 * their own password.
 */
final class AdWrites {
  private static final String PASSWORD = "unicodePwd";

  private final AdServices services;
  private final @Nullable AdAccount by;

  AdWrites(AdServices services, @Nullable AdAccount by) {
    this.services = services;
    this.by = by;
  }

  void add(Entry entry) throws LDAPException {
    requireAdministrator();
    Entry plain = entry.duplicate();
    byte[] password = plain.getAttributeValueBytes(PASSWORD);
    plain.removeAttribute(PASSWORD);
    services.store().add(plain);
    if (password != null) {
      setPassword(plain.getDN(), quoted(password));
    }
    services.links().refresh(plain.getDN());
  }

  void modify(String dn, List<Modification> modifications) throws LDAPException {
    List<Modification> passwords = new ArrayList<>(modifications);
    List<Modification> others = new ArrayList<>(modifications);
    passwords.removeIf(modification -> !isPassword(modification));
    others.removeIf(AdWrites::isPassword);
    if (!others.isEmpty()) {
      requireAdministrator();
      services.store().modify(dn, others);
      services.links().refresh(dn);
    }
    if (passwords.size() == 1) {
      requireAdministrator();
      setPassword(dn, quoted(passwords.get(0).getValueByteArrays()[0]));
    } else if (!passwords.isEmpty()) {
      changePassword(dn, passwords);
    }
  }

  void rename(String dn, String newRdn, @Nullable String newParent) throws LDAPException {
    requireAdministrator();
    DN from = new DN(dn);
    DN parent = newParent == null ? from.getParent() : new DN(newParent);
    DN to = new DN(new RDN(newRdn), parent);
    services.store().rename(from, to);
    services.links().follow(from, to);
  }

  void delete(String dn) throws LDAPException {
    requireAdministrator();
    services.store().delete(new DN(dn));
    services.links().follow(new DN(dn), null);
  }

  /** By the user: the old value is deleted and the new one added ([MS-ADTS] 3.1.1.3.1.5). */
  private void changePassword(String dn, List<Modification> modifications) throws LDAPException {
    AdAccount account = AdAccount.of(services.store().get(new DN(dn)));
    Instant now = services.settings().clock().instant();
    String old = null;
    String next = null;
    for (Modification modification : modifications) {
      String value = quoted(modification.getValueByteArrays()[0]);
      if (modification.getModificationType().equals(ModificationType.DELETE)) {
        old = value;
      } else {
        next = value;
      }
    }
    Match match =
        account == null || old == null
            ? Match.WRONG
            : services
                .passwords()
                .match(account.guid(), old.getBytes(StandardCharsets.UTF_8), now, Duration.ZERO);
    if (match != Match.CURRENT || next == null) {
      throw new LDAPException(
          ResultCode.CONSTRAINT_VIOLATION,
          "00000056: AtrErr: DSID-03190F80, #1:\n\t0: 00000056: DSID-03190F80, problem 1005 "
              + "(CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)");
    }
    setPassword(dn, next);
  }

  private void setPassword(String dn, String password) throws LDAPException {
    AdAccount account = AdAccount.of(services.store().get(new DN(dn)));
    if (account == null) {
      throw new LDAPException(ResultCode.NO_SUCH_OBJECT);
    }
    Instant now = services.settings().clock().instant();
    services.passwords().set(account.guid(), password, now);
    services
        .store()
        .modify(dn, List.of(AdStore.set("pwdLastSet", Long.toString(FileTime.of(now)))));
  }

  private void requireAdministrator() throws LDAPException {
    if (by == null || !by.name().equals("Administrator")) {
      throw new LDAPException(
          ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
          "00000005: SecErr: DSID-031A1254, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0");
    }
  }

  private static boolean isPassword(Modification modification) {
    return modification.getAttributeName().equalsIgnoreCase(PASSWORD);
  }

  /** A password as unicodePwd has it: in quotation marks, in UTF-16LE. */
  private static String quoted(byte[] value) throws LDAPException {
    String text = new String(value, StandardCharsets.UTF_16LE);
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      throw new LDAPException(
          ResultCode.UNWILLING_TO_PERFORM,
          "0000001F: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0");
    }
    return text.substring(1, text.length() - 1);
  }
}
