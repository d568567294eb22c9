package io.postern.netty;

import io.netty.handler.codec.http.HttpMethod;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import org.jspecify.annotations.Nullable;

/** What {@link HeadValidator} makes of a head. */
sealed interface ReadHead permits RequestHead, ReadHead.Refused, ReadHead.OwnPage {

  /** A head that is refused, and after it the connection is closed. */
  record Refused(ProxyError error) implements ReadHead {}

  /**
   * A GET or HEAD for a page of the proxy's own, as if it were an origin server; after it the
   * connection is closed.
   *
   * @param host what the client calls the proxy
   */
  record OwnPage(HttpMethod method, String path, @Nullable String host, Preferences preferences)
      implements ReadHead {
    private static final int HTTP = 80;

    boolean isHead() {
      return method.equals(HttpMethod.HEAD);
    }

    /**
     * Whether Host can be a name for us. Without a port it is one only for a listener on port 80: a
     * request for somebody's web site that a router led here is not answered in their name.
     */
    boolean isForListenerAt(int port) {
      return host != null
          && Authority.parse(host, 0, host.length(), port == HTTP ? HTTP : 0) != null;
    }
  }
}
