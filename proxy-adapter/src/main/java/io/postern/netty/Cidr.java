package io.postern.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code fe80::/10}. Our own, because Netty's
 * subnet rule had its IPv6 mask wrong (CVE-2026-44249). Immutable.
 */
public final class Cidr {
  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a block, or one address.
   *
   * @throws IllegalArgumentException if {@code text} is neither, or has bits set behind its prefix
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] network = NetUtil.createByteArrayFromIpAddressString(address);
    if (network == null) {
      throw new IllegalArgumentException("not an address or a block: " + text);
    }
    int all = network.length * Byte.SIZE;
    int bits = slash < 0 ? all : prefix(text.substring(slash + 1), all, text);
    Cidr block = new Cidr(network, bits);
    if (!block.isAligned()) {
      throw new IllegalArgumentException("bits set behind the prefix: " + text);
    }
    return block;
  }

  /** Whether the address is in the block; an address of the other family never is. */
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || (address[whole] ^ network[whole]) >> (Byte.SIZE - rest) == 0;
  }

  @Override
  public String toString() {
    return NetUtil.bytesToIpAddress(network) + '/' + bits;
  }

  private boolean isAligned() {
    for (int bit = bits; bit < network.length * Byte.SIZE; bit++) {
      if ((network[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int prefix(String digits, int most, String text) {
    boolean plain = !digits.isEmpty() && digits.length() <= 3;
    for (int i = 0; i < digits.length(); i++) {
      plain &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    int bits = plain ? Integer.parseInt(digits) : -1;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("not a prefix length: " + text);
    }
    return bits;
  }
}
