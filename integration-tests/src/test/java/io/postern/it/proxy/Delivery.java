package io.postern.it.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

/** How octets reach the proxy: no cut may change what they mean. */
enum Delivery {
  WHOLE {
    @Override
    void send(byte[] octets, OutputStream out, Random random) throws IOException {
      out.write(octets);
    }
  },
  /** One at a time, each in a segment of its own (as far as the kernel lets it be). */
  OCTET_BY_OCTET {
    @Override
    void send(byte[] octets, OutputStream out, Random random) throws IOException {
      for (byte octet : octets) {
        out.write(octet);
      }
    }
  },
  IN_PIECES {
    @Override
    void send(byte[] octets, OutputStream out, Random random) throws IOException {
      for (int at = 0; at < octets.length; ) {
        int piece = Math.min(octets.length - at, 1 + random.nextInt(40));
        out.write(octets, at, piece);
        at += piece;
      }
    }
  };

  /** Sends; {@code out} belongs to a socket that does not wait for more. */
  abstract void send(byte[] octets, OutputStream out, Random random) throws IOException;
}
