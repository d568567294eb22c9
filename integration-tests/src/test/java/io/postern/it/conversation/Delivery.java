package io.postern.it.conversation;

import java.io.IOException;
import java.io.OutputStream;

/** How the client's octets are cut into writes that the proxy reads one by one. */
interface Delivery {
  /** Everything that the client says before it listens, at once. */
  Delivery WHOLE = (octets, out, pulse) -> out.write(octets);

  /** Each octet alone. */
  Delivery BYTE_BY_BYTE =
      (octets, out, pulse) -> {
        for (byte octet : octets) {
          out.write(octet);
          pulse.beat();
        }
      };

  /** Two writes, cut before the octet with this index of what is said first. */
  static Delivery splitAt(int index) {
    return (octets, out, pulse) -> {
      int cut = Math.min(index, octets.length);
      out.write(octets, 0, cut);
      pulse.beat();
      out.write(octets, cut, octets.length - cut);
    };
  }

  void deliver(byte[] octets, OutputStream out, Pulse pulse) throws IOException;
}
