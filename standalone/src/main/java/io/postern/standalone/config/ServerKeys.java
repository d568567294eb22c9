package io.postern.standalone.config;

import io.postern.standalone.admin.TlsFiles;
import io.postern.standalone.config.Config.AccessLogSettings;
import io.postern.standalone.config.Config.AdminSettings;
import io.postern.standalone.log.AccessLogFormat;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of {@code access-log} and {@code admin}. */
final class ServerKeys {
  private static final Key<String> LOG_FILE =
      Key.optional(
          "access-log.file",
          new Kind.Scalar<>("file", ServerKeys::logFile),
          "no access log is written",
          "/var/log/postern/access.log",
          "The file that gets one line for each request; `-` is the standard output.");

  private static final Key<AccessLogFormat> LOG_FORMAT =
      Key.of(
          "access-log.format",
          Kind.oneOf(AccessLogFormat.class),
          "json",
          "squid",
          "`json`, Squid's native format, or the common log format.");

  static final KeyTable.Section ACCESS_LOG =
      new KeyTable.Section(
          "access-log", "Who went where, one line a request.", List.of(LOG_FILE, LOG_FORMAT));

  private static final Key<Endpoint> ADMIN_LISTEN =
      Key.of(
          "admin.listen",
          Kinds.ENDPOINT,
          "127.0.0.1:9407",
          "127.0.0.1:9500",
          "Where `/metrics`, `/live`, `/ready`, the status page and the explanations are served.");

  private static final Key<Secret.Source> ADMIN_TOKEN =
      Key.optional(
          "admin.token-file",
          Kinds.SECRET_FILE,
          "nobody can",
          "/etc/postern/admin-token",
          "The file with the token for actions on the admin listener: reload, forget a user.");

  private static final Key<Boolean> SHOW_USERS =
      Key.of(
          "admin.show-users",
          Kinds.BOOLEAN,
          "false",
          "true",
          "Whether the status page shows the names of the users that were refused.");

  private static final Key<Path> ADMIN_CERTIFICATE =
      Key.optional(
          "admin.tls.certificate-file",
          Kinds.READABLE_FILE,
          "operators connect without TLS",
          "/etc/postern/admin.pem",
          "The listener's certificate and those that lead to its issuer, in PEM, for operators on"
              + " other machines. It is read again when it changes.");

  private static final Key<Path> ADMIN_KEY =
      Key.optional(
          "admin.tls.key-file",
          Kinds.READABLE_FILE,
          "operators connect without TLS",
          "/etc/postern/admin.key",
          "The certificate's private key, in PEM (PKCS #8, not encrypted).");

  static final KeyTable.Section ADMIN =
      new KeyTable.Section(
          "admin",
          "The operator's listener. Keep it on the loopback address.",
          List.of(ADMIN_LISTEN, ADMIN_TOKEN, SHOW_USERS, ADMIN_CERTIFICATE, ADMIN_KEY));

  private ServerKeys() {}

  static @Nullable AccessLogSettings accessLog(Values values) {
    String file = values.find(LOG_FILE);
    return file == null ? null : new AccessLogSettings(file, values.get(LOG_FORMAT));
  }

  static void check(Values values) {
    if (values.has(ADMIN_CERTIFICATE) != values.has(ADMIN_KEY)) {
      values.problem("admin.tls", "needs both certificate-file and key-file");
    }
  }

  static AdminSettings admin(Values values) {
    Path certificate = values.find(ADMIN_CERTIFICATE);
    Path key = values.find(ADMIN_KEY);
    return new AdminSettings(
        values.get(ADMIN_LISTEN).address(),
        values.find(ADMIN_TOKEN),
        values.get(SHOW_USERS),
        certificate == null || key == null ? null : new TlsFiles(certificate, key));
  }

  private static String logFile(String text, Reading reading) {
    return text.equals("-") ? text : Kinds.FILE.parser().parse(text, reading).toString();
  }
}
