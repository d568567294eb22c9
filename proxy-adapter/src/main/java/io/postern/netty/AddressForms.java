package io.postern.netty;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that one address stands for: itself, and the IPv4 address that an IPv6 address may
 * carry inside, which a gateway on the way would unpack.
 */
final class AddressForms {
  private static final Cidr COMPATIBLE = Cidr.parse("::/96");
  private static final Cidr MAPPED = Cidr.parse("::ffff:0:0/96");
  private static final Cidr TRANSLATED = Cidr.parse("::ffff:0:0:0/96");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr NAT64_LOCAL = Cidr.parse("64:ff9b:1::/48");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr TEREDO = Cidr.parse("2001::/32");

  private AddressForms() {}

  /** The address's own octets, then those inside of it. */
  static List<byte[]> of(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 4) {
      return List.of(octets);
    }
    if (SIX_TO_FOUR.contains(octets)) {
      return List.of(octets, Arrays.copyOfRange(octets, 2, 6));
    }
    if (TEREDO.contains(octets)) {
      return List.of(octets, Arrays.copyOfRange(octets, 4, 8), teredoClient(octets));
    }
    if (carriesLastFour(octets)) {
      return List.of(octets, Arrays.copyOfRange(octets, 12, 16));
    }
    return List.of(octets);
  }

  private static boolean carriesLastFour(byte[] octets) {
    return COMPATIBLE.contains(octets)
        || MAPPED.contains(octets)
        || TRANSLATED.contains(octets)
        || NAT64.contains(octets)
        || NAT64_LOCAL.contains(octets)
        || isIsatap(octets);
  }

  /** ISATAP (RFC 5214 §6.1): the interface identifier is 0000:5EFE or 0200:5EFE and the address. */
  private static boolean isIsatap(byte[] octets) {
    return (octets[8] & ~2) == 0
        && octets[9] == 0
        && octets[10] == 0x5e
        && octets[11] == (byte) 0xfe;
  }

  /** A Teredo client's address stands in its own, every bit turned (RFC 4380 §4). */
  private static byte[] teredoClient(byte[] octets) {
    byte[] client = Arrays.copyOfRange(octets, 12, 16);
    for (int i = 0; i < client.length; i++) {
      client[i] = (byte) ~client[i];
    }
    return client;
  }
}
