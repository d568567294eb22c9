package io.postern.standalone.init;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a first configuration has to say; everything else has its default. Immutable.
 *
 * @param servers empty: found by DNS
 * @param nameServer null: the system's
 * @param caFile null: what the JDK trusts is enough
 * @param serviceAccount null: none
 * @param passwordFile the service account's
 * @param group whose members may use the proxy; null: everybody who signs in
 */
public record FirstConfig(
    String domain,
    List<String> servers,
    @Nullable String nameServer,
    @Nullable String caFile,
    @Nullable String serviceAccount,
    @Nullable String passwordFile,
    @Nullable String group,
    String listen) {

  public FirstConfig {
    servers = List.copyOf(servers);
  }

  /** The file, with a comment where a reader may want to know more. */
  public String yaml() {
    StringBuilder text = new StringBuilder();
    text.append("# Written by postern init. docs/configuration.md has every key.\n");
    text.append("directory:\n");
    line(text, "  domain: ", domain);
    if (servers.isEmpty()) {
      text.append("  # The domain controllers are found by DNS; to name them instead:\n");
      text.append("  # servers: [ldaps://dc1.").append(domain).append("]\n");
    } else {
      text.append("  servers: [");
      text.append(String.join(", ", servers.stream().map(FirstConfig::quoted).toList()));
      text.append("]\n");
    }
    line(text, "  name-server: ", nameServer);
    if (serviceAccount == null) {
      text.append(
          "  # Without an account that searches, changes in the directory are not watched.\n");
      text.append("  # service-account: { name: svc-postern@").append(domain);
      text.append(", password-file: ldap-password }\n");
    } else {
      text.append("  service-account:\n");
      line(text, "    name: ", serviceAccount);
      line(text, "    password-file: ", passwordFile);
    }
    if (caFile != null) {
      text.append("  tls:\n");
      line(text, "    ca-file: ", caFile);
    }
    text.append("\nproxy:\n");
    line(text, "  listen: ", listen);
    rules(text);
    text.append("\n# /metrics, /ready, the status page, and why something was decided.\n");
    text.append("admin:\n  listen: 127.0.0.1:9407\n");
    return text.toString();
  }

  private void rules(StringBuilder text) {
    if (group == null) {
      text.append("\n# Everybody who signs in may go everywhere. To allow one group only:\n");
      text.append("# access:\n#   - allow: { groups: [\"Internet Users\"] }\n");
    } else {
      text.append("\n# The first rule that applies decides.\n");
      text.append("access:\n  - allow: { groups: [").append(quoted(group)).append("] }\n");
    }
  }

  private static void line(StringBuilder text, String key, @Nullable String value) {
    if (value != null) {
      text.append(key).append(quoted(value)).append('\n');
    }
  }

  /** As a YAML scalar that nothing can be read into (YAML 1.2 §7.3.1). */
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9][A-Za-z0-9@._/-]*")
            && !value.matches("[0-9.]+|true|false|null")
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
