package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.postern.netty.ProxySettings.Limits;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, made to stop behind each request until its turn is over, and wherever it is
 * held. What comes early stays undecoded octets, so that a tunnel's first octets are never taken
 * for a request. It also refuses what the decoder repairs without a trace: folded lines, and a
 * request line with other than single spaces or a version in small letters.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int CHUNK = 64 * 1024;

  private final LineScan scan = new LineScan();
  private final Runnable headStarted;
  private boolean inHead;
  private boolean headAwaited = true;
  private boolean complete;
  private boolean held;
  private boolean broken;
  private boolean decoding;
  private boolean inputClosed;
  private int nextWord;
  private byte @Nullable [] line;
  private @Nullable ChannelHandlerContext context;

  /**
   * Makes a decoder.
   *
   * @param headStarted hears the first octet of each head
   */
  RequestDecoder(Limits limits, Runnable headStarted) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.line())
            .setMaxHeaderSize(limits.head())
            .setMaxChunkSize(CHUNK));
    this.headStarted = headStarted;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Decodes nothing more until {@link #release}. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
    proceed();
  }

  /** Goes on to the next request: the answer to the last one is out. */
  void next() {
    complete = false;
    proceed();
  }

  private boolean isStopped() {
    return held || complete;
  }

  private boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  private void proceed() {
    ChannelHandlerContext ctx = context;
    if (isStopped() || decoding || ctx == null || ctx.isRemoved()) {
      return;
    }
    try {
      if (hasMore()) {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        ctx.fireChannelReadComplete();
      }
      if (!isStopped() && inputClosed) {
        super.userEventTriggered(ctx, ChannelInputShutdownEvent.INSTANCE);
      } else if (!isStopped()) {
        ctx.channel().config().setAutoRead(true);
      }
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    boolean early = isStopped();
    boolean outermost = !decoding;
    decoding = true;
    try {
      super.channelRead(ctx, msg);
    } finally {
      decoding = !outermost;
    }
    // Reading is stopped only when something comes too early: most clients wait, and then it costs
    // two system calls a request.
    if (isStopped() && (early || hasMore())) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent && isStopped()) {
      inputClosed = true; // what is here undecoded has its turn first
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (isStopped()) {
      return;
    }
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (headAwaited && !inHead && in.isReadable()) {
      inHead = true;
      headStarted.run();
    }
    if (scan.isFolded(in, headAwaited)) {
      broken = true;
      in.skipBytes(in.readableBytes());
      out.add(refused());
      return;
    }
    int before = in.readerIndex();
    super.decode(ctx, in, out);
    if (out.isEmpty()) {
      scan.consumed(in, before, headAwaited);
      return;
    }
    Object last = out.get(out.size() - 1);
    complete = last instanceof LastHttpContent;
    headAwaited = complete;
    inHead = false;
    scan.reset();
    wipe();
  }

  /**
   * An idle connection must not hold its last request's credentials in the decoder's own buffer.
   */
  private void wipe() {
    if (line != null) {
      Arrays.fill(line, (byte) 0);
      line = null;
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    this.line = line;
    return super.splitHeaderName(line, start, length);
  }

  private HttpObject refused() {
    HttpObject message =
        headAwaited ? createInvalidMessage() : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded line")));
    return message;
  }

  // The decoder takes any run of spaces, tabs and worse for one space (RFC 9112 §3 lets it): where
  // the words stand shows what was between them.

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    refuseUnless(start == 0);
    nextWord = start + length + 1;
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    refuseUnless(start == nextWord && line[start - 1] == ' ');
    nextWord = start + length + 1;
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    refuseUnless(start == nextWord && line[start - 1] == ' ');
    String version = super.splitThirdWordInitialLine(line, start, length);
    refuseUnless(version.startsWith("HTTP/")); // its case matters (RFC 9112 §2.3)
    return version;
  }

  private static void refuseUnless(boolean exact) {
    if (!exact) {
      throw new IllegalArgumentException("not a request line by the letter");
    }
  }
}
