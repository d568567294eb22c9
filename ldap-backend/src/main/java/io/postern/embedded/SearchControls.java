package io.postern.embedded;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the controls of a search ask for.
 *
 * @param page null: everything in one answer
 * @param domainScope whether references to other partitions are left out
 * @param deleted whether entries that were deleted are shown
 */
record SearchControls(
    @Nullable SimplePagedResultsControl page, boolean domainScope, boolean deleted) {
  private static final String PAGED_RESULTS = SimplePagedResultsControl.PAGED_RESULTS_OID;
  private static final String SHOW_DELETED = "1.2.840.113556.1.4.417";
  private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";
  private static final String SECURITY_DESCRIPTOR_FLAGS = "1.2.840.113556.1.4.801";
  private static final String SHOW_RECYCLED = "1.2.840.113556.1.4.2064";

  static final List<String> SUPPORTED =
      List.of(PAGED_RESULTS, SHOW_DELETED, DOMAIN_SCOPE, SECURITY_DESCRIPTOR_FLAGS, SHOW_RECYCLED);

  static SearchControls of(List<Control> controls) throws LDAPException {
    SimplePagedResultsControl page = null;
    boolean domainScope = false;
    boolean deleted = false;
    for (Control control : controls) {
      switch (control.getOID()) {
        case PAGED_RESULTS ->
            page =
                new SimplePagedResultsControl(
                    control.getOID(), control.isCritical(), control.getValue());
        case DOMAIN_SCOPE -> domainScope = true;
        case SHOW_DELETED -> deleted = true;
        default -> refuseUnlessHarmless(control);
      }
    }
    return new SearchControls(page, domainScope, deleted);
  }

  private static void refuseUnlessHarmless(Control control) throws LDAPException {
    if (control.isCritical() && !SUPPORTED.contains(control.getOID())) {
      throw new LDAPException(
          ResultCode.UNAVAILABLE_CRITICAL_EXTENSION,
          "00000057: LdapErr: DSID-0C0907C5, comment: Error processing control, data 0, v1db1");
    }
  }
}
