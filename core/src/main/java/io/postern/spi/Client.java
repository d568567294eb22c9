package io.postern.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client that presents credentials.
 *
 * @param address null where there is none, as behind a Unix domain socket or Squid's helper
 */
public record Client(@Nullable InetAddress address) {
  /** A client of which nothing is known. */
  public static final Client UNKNOWN = new Client(null);

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";

  /** What the JDK reads as an address without asking a name server. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(" + OCTET + "\\.){3}" + OCTET + "|(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

  /** The client at an IP address in its usual spelling; {@link #UNKNOWN} if it is none. */
  public static Client at(String literal) {
    if (!LITERAL.matcher(literal).matches()) {
      return UNKNOWN;
    }
    try {
      return new Client(InetAddress.getByName(literal));
    } catch (UnknownHostException notAnAddress) {
      return UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return address == null ? "-" : address.getHostAddress();
  }
}
