package io.postern.standalone.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code init} need not ask, because somebody has said it. */
final class InitOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The file to write (default: ${DEFAULT-VALUE}).",
      defaultValue = "postern.yaml")
  Path file = Path.of("postern.yaml");

  @Option(names = "--domain", paramLabel = "NAME", description = "The Active Directory domain.")
  @Nullable String domain;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "A domain controller, instead of those that DNS knows; may be repeated.")
  List<String> servers = new ArrayList<>();

  @Option(
      names = "--name-server",
      paramLabel = "ADDRESS",
      description = "The DNS server that knows the domain.")
  @Nullable String nameServer;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "The certificate, in PEM, of the authority that issues the domain's.")
  @Nullable Path caFile;

  @Option(
      names = "--trust",
      paramLabel = "FINGERPRINT",
      description = "The SHA-256 fingerprint of the certificate to trust, if the JDK does not.")
  @Nullable String fingerprint;

  @Option(
      names = "--service-account",
      paramLabel = "NAME",
      description = "The account that searches; \"\" for none.")
  @Nullable String serviceAccount;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file with the password of the account that searches.")
  @Nullable Path passwordFile;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The group that may use the proxy; \"\" for everybody.")
  @Nullable String group;

  @Option(names = "--listen", paramLabel = "ADDRESS:PORT", description = "Where clients connect.")
  @Nullable String listen;

  @Option(
      names = "--try",
      paramLabel = "USER",
      description = "A user to try a login with; \"\" for none.")
  @Nullable String user;

  @Option(
      names = "--try-password-file",
      paramLabel = "FILE",
      description = "The file with that user's password.")
  @Nullable Path userPasswordFile;

  @Option(names = "--yes", description = "Ask nothing.")
  boolean silent;

  @Option(names = "--force", description = "Replace files that are there.")
  boolean force;
}
