package io.postern.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has each request decided on: each one, as clients send several users' requests on one connection.
 * While the directory is asked, decoding is held, so nothing of the body is read; whoever takes the
 * request on releases it.
 */
final class ProxyAuthHandler extends ChannelInboundHandlerAdapter {
  /** Who asks the gate. */
  static final String ADAPTER = "proxy";

  private final ClientConnection client;
  private final Setup setup;
  private boolean deciding;
  private boolean ended;

  ProxyAuthHandler(ClientConnection client) {
    this.client = client;
    this.setup = client.loop.setup;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof HttpRequest request) {
      receive(ctx, request);
    } else if (deciding) {
      // Decoding is held, so this can only be the end that came with a request without a body.
      ended = msg instanceof LastHttpContent;
      ReferenceCountUtil.release(msg);
    } else {
      ctx.fireChannelRead(msg);
    }
  }

  private void receive(ChannelHandlerContext ctx, HttpRequest request) {
    ReadHead read = setup.validator.validate(request);
    ReferenceCountUtil.release(request);
    if (read instanceof RequestHead head) {
      decide(ctx, head);
    } else if (read instanceof ReadHead.OwnPage page) {
      client.loop.refusals.serve(client, page);
    } else if (read instanceof ReadHead.Refused refused) {
      client.loop.refusals.refuse(client, refused.error());
    }
  }

  private void decide(ChannelHandlerContext ctx, RequestHead head) {
    long started = System.nanoTime();
    AuthRequest question =
        new AuthRequest(
            ADAPTER, AuthField.PROXY, head.method().name(), head.target(), head.credentials());
    client.awaitOthers();
    Decision decision = setup.gate.decideNow(question, client.auth());
    if (decision != null) {
      decided(ctx, head, decision, started);
      return;
    }
    CompletionStage<Decision> later = setup.gate.decideLater(question, client.auth());
    decision = settled(later);
    if (decision != null) {
      // Nobody is to be asked after all, as in an overload: the answer must not queue up.
      decided(ctx, head, decision, started);
      return;
    }
    deciding = true;
    ended = false;
    client.decoder().hold();
    later.whenComplete(
        (made, defect) -> ctx.executor().execute(() -> decidedLater(ctx, head, made, started)));
  }

  private static @Nullable Decision settled(CompletionStage<Decision> stage) {
    CompletableFuture<Decision> future = stage.toCompletableFuture();
    return future.isCompletedExceptionally() ? null : future.getNow(null);
  }

  private void decidedLater(
      ChannelHandlerContext ctx, RequestHead head, @Nullable Decision decision, long started) {
    deciding = false;
    if (!client.channel.isActive()) {
      return;
    }
    if (decision == null) {
      client.loop.refusals.refuse(client, ProxyError.INTERNAL);
      return;
    }
    decided(ctx, head, decision, started);
    if (ended && decision instanceof Decision.Allowed) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    ctx.fireChannelReadComplete();
  }

  private void decided(
      ChannelHandlerContext ctx, RequestHead head, Decision decision, long started) {
    if (decision instanceof Decision.Allowed allowed) {
      ctx.fireChannelRead(new Admitted(head.withoutCredentials(), allowed, started));
    } else {
      client.loop.refusals.refuse(client, head, decision, started);
    }
  }
}
