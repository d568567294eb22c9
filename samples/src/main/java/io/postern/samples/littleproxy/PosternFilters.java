package io.postern.samples.littleproxy;

import com.google.common.net.HostAndPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.postern.answer.Answer;
import io.postern.answer.DecisionResponse;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthField;
import io.postern.gate.AuthGate;
import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersAdapter;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.impl.ProxyUtils;

/**
 * LittleProxy's filters, each of which lets a request pass or gives Postern's answer: 407, 403,
 * 503.
 *
 * <p>LittleProxy wants the answer at once, on the event loop. A known password has one at once; for
 * any other the loop is held until the directory has answered, and no longer than the patience that
 * is given here. The directory is asked on all the same and the memory hears its answer, so the
 * client's next try has one. Thread-safe.
 */
public final class PosternFilters extends HttpFiltersSourceAdapter {
  private static final int HTTP = 80;

  private final AuthGate gate;
  private final DecisionResponse answers;
  private final Duration patience;

  /**
   * Makes the source.
   *
   * @param patience how long an event loop may be held by an unknown password
   */
  public PosternFilters(AuthGate gate, DecisionResponse answers, Duration patience) {
    this.gate = gate;
    this.answers = answers;
    this.patience = patience;
  }

  @Override
  public HttpFilters filterRequest(HttpRequest original, ChannelHandlerContext context) {
    return new HttpFiltersAdapter(original, context) {
      private boolean refused;

      @Override
      public @Nullable HttpResponse clientToProxyRequest(HttpObject part) {
        HttpResponse refusal =
            part instanceof HttpRequest request ? refusal(request, context) : null;
        if (refusal != null) {
          refused = true;
          // LittleProxy takes Proxy-Authenticate off whatever it sends, so this is sent past it.
          context.writeAndFlush(refusal);
        }
        return refusal;
      }

      /** Null makes LittleProxy send nothing and close the connection. */
      @Override
      @SuppressWarnings("NullAway") // LittleProxy says so in words, not in the type.
      public @Nullable HttpObject proxyToClientResponse(HttpObject part) {
        return refused ? null : part;
      }
    };
  }

  /** The answer to a request that does not pass; null: it passes, without its credentials. */
  private @Nullable HttpResponse refusal(HttpRequest request, ChannelHandlerContext context) {
    HttpHeaders fields = request.headers();
    Preferences preferences =
        Preferences.of(
            fields.get(HttpHeaderNames.ACCEPT), fields.get(HttpHeaderNames.ACCEPT_LANGUAGE));
    Target target = target(request);
    List<String> credentials = fields.getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
    if (target == null || credentials.size() > 1) {
      return response(answers.to(ProxyError.BAD_REQUEST, null, preferences), request);
    }
    AuthRequest question =
        new AuthRequest(
            "littleproxy",
            AuthField.PROXY,
            request.method().name(),
            target,
            credentials.isEmpty() ? null : credentials.get(0));
    Answer answer = answers.to(decide(question, client(context)), preferences);
    fields.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
    return answer == null ? null : response(answer, request);
  }

  private Decision decide(AuthRequest question, Client client) {
    ConnectionAuth connection = new ConnectionAuth(client);
    Decision known = gate.decideNow(question, connection);
    if (known != null) {
      return known;
    }
    CompletableFuture<Decision> later =
        gate.decideLater(question, connection).toCompletableFuture();
    try {
      return later.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException none) {
      return unanswered();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return unanswered();
    }
  }

  private static Decision unanswered() {
    return new Decision.Unavailable(
        DecisionId.random(), null, new Outcome.Unavailable(Outcome.Cause.TIMEOUT, Evidence.NONE));
  }

  private static Client client(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress address
        ? new Client(address.getAddress())
        : Client.UNKNOWN;
  }

  /** Where LittleProxy will connect to, read as it reads it; null if that cannot be. */
  private static @Nullable Target target(HttpRequest request) {
    String authority = ProxyUtils.parseHostAndPort(request);
    if (authority.isBlank()) {
      List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
      authority = hosts.isEmpty() ? "" : hosts.get(0);
    }
    try {
      HostAndPort parsed = HostAndPort.fromString(authority);
      return parsed.getHost().isEmpty()
          ? null
          : new Target(parsed.getHost(), parsed.getPortOrDefault(HTTP));
    } catch (IllegalArgumentException noAuthority) {
      return null;
    }
  }

  private static HttpResponse response(Answer answer, HttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    answer.fields().forEach(field -> response.headers().add(field.name(), field.value()));
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }
}
