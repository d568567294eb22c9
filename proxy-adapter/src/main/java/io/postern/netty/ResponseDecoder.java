package io.postern.netty;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.postern.netty.ProxySettings.Limits;

/**
 * Netty's decoder, told by its connection what each answer answers: no queue of methods that could
 * get out of step with the answers.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int CHUNK = 64 * 1024;

  private boolean answersHead;

  ResponseDecoder(Limits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.line())
            .setMaxHeaderSize(2 * limits.head())
            .setMaxChunkSize(CHUNK));
  }

  /** Says whether the next final answer has no body because the request was a HEAD. */
  void answersHead(boolean head) {
    answersHead = head;
  }

  /** Whether octets have come behind the end of the last answer. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    int status = ((HttpResponse) message).status().code();
    return answersHead
        || HttpStatusClass.INFORMATIONAL.contains(status)
        || status == 204
        || status == 304;
  }
}
