package io.postern.standalone.access;

import io.netty.util.NetUtil;
import io.postern.netty.Cidr;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A set of destinations: a host, all hosts below a name, or a block of addresses. Immutable. */
public sealed interface Destination {

  /** Whether {@code host} is in it. */
  boolean contains(Host host);

  /**
   * Reads {@code www.example.com}, {@code *.example.com} (every name below it, but not itself),
   * {@code .example.com} (itself too), {@code 10.0.0.0/8} or {@code 2001:db8::1}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Destination parse(String text) {
    if (isAddresses(text)) {
      return new Addresses(Cidr.parse(text));
    }
    if (text.startsWith("*.")) {
      return new Below(name(text.substring(2), text), false);
    }
    if (text.startsWith(".")) {
      return new Below(name(text.substring(1), text), true);
    }
    return new Named(name(text, text));
  }

  private static boolean isAddresses(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    return NetUtil.createByteArrayFromIpAddressString(address) != null;
  }

  private static String name(String name, String text) {
    String ascii = Host.canonical(name);
    if (ascii == null || !ascii.matches("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")) {
      throw new IllegalArgumentException(
          '"' + text + "\" is not a host, *.suffix or block of addresses such as 10.0.0.0/8");
    }
    return ascii;
  }

  /** One host by its name. */
  record Named(String name) implements Destination {
    @Override
    public boolean contains(Host host) {
      return name.equals(host.name());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The hosts below a name. */
  record Below(String suffix, boolean itself) implements Destination {
    @Override
    public boolean contains(Host host) {
      String name = host.name();
      int dot = name.length() - suffix.length() - 1;
      return dot > 0
          ? name.charAt(dot) == '.' && name.endsWith(suffix)
          : itself && name.equals(suffix);
    }

    @Override
    public String toString() {
      return (itself ? "." : "*.") + suffix;
    }
  }

  /** A block of addresses; it holds only hosts that are written as an address. */
  record Addresses(Cidr block) implements Destination {
    @Override
    public boolean contains(Host host) {
      return host.address() != null && block.contains(host.address());
    }

    @Override
    public String toString() {
      return block.toString();
    }
  }

  /**
   * The host that a client asked for, in one spelling.
   *
   * @param address if it is written as one; an IPv4-mapped address is the IPv4 address
   */
  record Host(String name, @Nullable InetAddress address) {

    /** The host as a client wrote it. */
    public static Host of(String written) {
      InetAddress address = address(written);
      String canonical = address == null ? canonical(written) : null;
      return new Host(canonical == null ? written.toLowerCase(Locale.ROOT) : canonical, address);
    }

    private static @Nullable InetAddress address(String written) {
      byte[] octets = NetUtil.createByteArrayFromIpAddressString(written);
      try {
        return octets == null ? null : InetAddress.getByAddress(octets);
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** In lower case, in ASCII and without the root's dot; null if it cannot be a name. */
    static @Nullable String canonical(String name) {
      String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      boolean ascii = relative.chars().allMatch(c -> c < 0x80);
      try {
        return (ascii ? relative : IDN.toASCII(relative)).toLowerCase(Locale.ROOT);
      } catch (IllegalArgumentException notAName) {
        return null;
      }
    }
  }
}
