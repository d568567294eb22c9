package io.postern.netty;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which addresses the proxy connects to, judged by the very address that is connected to: a name
 * can lead anywhere, and elsewhere a moment later. Immutable.
 */
public final class DestinationRules {
  private static final Map<String, List<Cidr>> NAMED =
      Map.of(
          "loopback", blocks("127.0.0.0/8", "::1"),
          // With the addresses outside of these blocks where clouds keep credentials.
          "link-local",
              blocks(
                  "169.254.0.0/16",
                  "fe80::/10",
                  "fd00:ec2::/32",
                  "100.100.100.200",
                  "168.63.129.16"),
          "private",
              blocks(
                  "10.0.0.0/8",
                  "172.16.0.0/12",
                  "192.168.0.0/16",
                  "100.64.0.0/10",
                  "198.18.0.0/15",
                  "fc00::/7",
                  "fec0::/10"));

  /** No server has such an address: "this host", multicast, reserved, broadcast. */
  private static final List<Cidr> NOBODY = blocks("0.0.0.0/8", "224.0.0.0/3", "::/128", "ff00::/8");

  private final List<Cidr> denied;
  private final List<Cidr> allowed;

  private DestinationRules(List<Cidr> denied, List<Cidr> allowed) {
    this.denied = denied;
    this.allowed = allowed;
  }

  /**
   * Makes rules of blocks, addresses, and the names {@code loopback}, {@code link-local} (with the
   * metadata services of clouds) and {@code private}. Addresses that no server has are always
   * denied.
   *
   * @param allow exceptions from {@code deny}
   * @throws IllegalArgumentException if one of them is none of these
   */
  public static DestinationRules of(List<String> deny, List<String> allow) {
    return new DestinationRules(read(deny), read(allow));
  }

  /** Whether the proxy may connect there: every address that it stands for must be open. */
  public boolean permits(InetAddress address) {
    for (byte[] form : AddressForms.of(address)) {
      if (contains(NOBODY, form) || (contains(denied, form) && !contains(allowed, form))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "deny " + denied + " but " + allowed;
  }

  private static boolean contains(List<Cidr> blocks, byte[] address) {
    for (Cidr block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static List<Cidr> read(List<String> names) {
    List<Cidr> blocks = new ArrayList<>();
    for (String name : names) {
      List<Cidr> named = NAMED.get(name);
      if (named == null) {
        blocks.add(Cidr.parse(name));
      } else {
        blocks.addAll(named);
      }
    }
    return List.copyOf(blocks);
  }

  private static List<Cidr> blocks(String... blocks) {
    return Arrays.stream(blocks).map(Cidr::parse).toList();
  }
}
