package io.postern.samples.servlet;

import io.postern.gate.AuthField;
import io.postern.spi.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of a user who signed in: it has the user's name and groups, and no password. */
public final class SignedIn extends HttpServletRequestWrapper {
  private final Identity identity;
  private final AuthField field;

  SignedIn(HttpServletRequest request, Identity identity, AuthField field) {
    super(request);
    this.identity = identity;
    this.field = field;
  }

  /** All that the directory said about the user. */
  public Identity identity() {
    return identity;
  }

  @Override
  public String getRemoteUser() {
    return identity.name();
  }

  @Override
  public Principal getUserPrincipal() {
    return identity::name;
  }

  /** Whether the user is in the group with this name, DN or SID. */
  @Override
  public boolean isUserInRole(String group) {
    return identity.groups().contains(group);
  }

  @Override
  public String getAuthType() {
    return BASIC_AUTH;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return hides(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = Collections.list(super.getHeaderNames());
    names.removeIf(this::hides);
    return Collections.enumeration(names);
  }

  private boolean hides(String name) {
    return field.credentialsField().equalsIgnoreCase(name);
  }
}
