package io.postern.standalone.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to say of keys that were removed, or that people bring along from other programs. */
final class Hints {
  private static final Map<String, String> BY_PATH =
      Map.of(
          "directory.url", "directory.servers lists them",
          "directory.bind-dn", "directory.service-account.name is the account that searches",
          "directory.bind-password",
              "directory.service-account.password-file is the file with the password",
          "directory.password",
              "directory.service-account.password-file is the file with the password",
          "directory.group", "access allows and denies by groups",
          "cache.ttl", "cache.fresh-for is how long a verified password is trusted",
          "cache.negative-ttl", "cache.rejected-for is how long a wrong one is remembered",
          "proxy.port", "proxy.listen has the address and the port",
          "users", "users are in the directory; access allows and denies");

  private Hints() {}

  static @Nullable String of(String pattern) {
    return BY_PATH.get(pattern);
  }
}
