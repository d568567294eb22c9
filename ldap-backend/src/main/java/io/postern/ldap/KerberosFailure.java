package io.postern.ldap;

import io.postern.spi.Outcome.Cause;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What it means when the KDC gives no ticket. The JDK tells it by a number in a text. */
record KerberosFailure(String principal, Path keytab, String host) {
  /** RFC 4120 §7.5.9, as in {@code Pre-authentication information was invalid (24)}. */
  private static final Pattern CODE = Pattern.compile("\\((\\d{1,3})\\)");

  private static final int DEPTH = 20;

  Unanswered of(ServerAddress server, @Nullable Throwable failure) {
    int code = codeIn(failure);
    String refused = refusal(code);
    if (refused != null) {
      String problem = "the service account " + principal + " is refused: " + refused;
      return Unanswered.finallyBy(server, Cause.SERVICE_ACCOUNT_REFUSED, null, problem);
    }
    String mistake = mistake(code, failure);
    if (mistake != null) {
      return Unanswered.finallyBy(server, Cause.MISCONFIGURED, null, mistake);
    }
    return Unanswered.by(
        server,
        Cause.UNREACHABLE,
        "the KDC of " + principal + " gives no ticket (" + text(failure) + ")",
        failure);
  }

  /** What is wrong with the account, or with what we know of it. */
  private @Nullable String refusal(int code) {
    return switch (code) {
      case 6 -> "the KDC does not know it";
      case 18 -> "it is disabled, locked or expired";
      case 23 -> "its password has expired";
      case 24 -> "its key in " + keytab + " is not the present one: export the keytab anew";
      default -> null;
    };
  }

  private @Nullable String mistake(int code, @Nullable Throwable failure) {
    switch (code) {
      case 7:
        return "the KDC does not know ldap/"
            + host
            + ": write the server by its name in the domain";
      case 14:
        return keytab + " has no key of a kind that the KDC accepts: export it with AES keys";
      case 37:
        return "this machine's clock is more than five minutes off: set it";
      default:
        String text = text(failure);
        if (text.contains("Unable to obtain password")) {
          return keytab + " has no key of " + principal;
        }
        return text.contains("locate") || text.contains("find KDC")
            ? "no KDC of " + principal + " is known: see to /etc/krb5.conf or the domain's DNS"
            : null;
    }
  }

  private static int codeIn(@Nullable Throwable failure) {
    Matcher code = CODE.matcher(text(failure));
    return code.find() ? Integer.parseInt(code.group(1)) : 0;
  }

  /** The messages of all causes: which of them has the number differs. */
  private static String text(@Nullable Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEPTH; depth++) {
      text.append(text.isEmpty() ? "" : "; ").append(Printable.of(String.valueOf(at.getMessage())));
      at = at.getCause();
    }
    return text.toString();
  }
}
