package io.postern.samples.servlet;

import io.postern.answer.Answer;
import io.postern.answer.DecisionResponse;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthField;
import io.postern.gate.AuthGate;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A servlet filter that lets in whom Postern allows, as {@link SignedIn}, and gives Postern's
 * answer to everybody else: 401 or 407, 403, 503.
 *
 * <p>A known password is decided on the request's thread. For any other the request is suspended,
 * its thread goes back to the container, and it is dispatched again when the directory has
 * answered. Map it to the dispatcher types REQUEST and ASYNC, with async-supported. Thread-safe.
 */
public final class PosternFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** The request attribute that holds the {@link Decision}. */
  public static final String DECISION = "io.postern.decision";

  private final transient AuthGate gate;
  private final transient DecisionResponse answers;
  private final AuthField field;

  /**
   * Makes the filter.
   *
   * @param field {@link AuthField#ORIGIN} for a site (401), {@link AuthField#PROXY} for a proxy
   *     that is a servlet (407)
   */
  public PosternFilter(AuthGate gate, DecisionResponse answers, AuthField field) {
    this.gate = gate;
    this.answers = answers;
    this.field = field;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(DECISION) instanceof Decision decided) {
      goOn(decided, request, response, chain);
      return;
    }
    List<String> credentials = Collections.list(request.getHeaders(field.credentialsField()));
    if (credentials.size() > 1) {
      send(answers.to(ProxyError.BAD_REQUEST, null, preferences(request)), response);
      return;
    }
    AuthRequest question = question(request, credentials.isEmpty() ? null : credentials.get(0));
    ConnectionAuth connection = new ConnectionAuth(Client.at(request.getRemoteAddr()));
    Decision known = gate.decideNow(question, connection);
    if (known != null) {
      goOn(known, request, response, chain);
    } else if (request.isAsyncSupported()) {
      suspend(question, connection, request);
    } else {
      goOn(
          gate.decideLater(question, connection).toCompletableFuture().join(),
          request,
          response,
          chain);
    }
  }

  /** Gives the thread back until there is a decision; the gate has a deadline of its own. */
  private void suspend(
      AuthRequest question, ConnectionAuth connection, HttpServletRequest request) {
    AsyncContext suspended = request.startAsync();
    suspended.setTimeout(0);
    gate.decideLater(question, connection)
        .thenAccept(
            decision -> {
              request.setAttribute(DECISION, decision);
              suspended.dispatch();
            });
  }

  private void goOn(
      Decision decision,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (decision instanceof Decision.Allowed allowed) {
      request.setAttribute(DECISION, decision);
      chain.doFilter(new SignedIn(request, allowed.identity(), field), response);
      return;
    }
    Answer answer = answers.to(decision, preferences(request));
    if (answer != null) {
      send(answer, response);
    }
  }

  private AuthRequest question(HttpServletRequest request, @Nullable String credentials) {
    return new AuthRequest(
        "servlet",
        field,
        request.getMethod(),
        new AuthRequest.Target(withoutBrackets(request.getServerName()), request.getServerPort()),
        credentials);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static Preferences preferences(HttpServletRequest request) {
    return Preferences.of(request.getHeader("Accept"), request.getHeader("Accept-Language"));
  }

  private static void send(Answer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    answer.fields().forEach(field -> response.addHeader(field.name(), field.value()));
    response.getOutputStream().write(answer.body());
  }
}
