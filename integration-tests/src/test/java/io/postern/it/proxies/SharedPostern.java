package io.postern.it.proxies;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One {@code postern run}, for every proxy to ask. */
final class SharedPostern implements AutoCloseable {
  static final int MANY = 64;

  /** Its PROXY protocol header is believed. */
  static final String BALANCER = "127.0.0.9";

  static final String GROUP = "Internet Users";
  static final String ODD_PASSWORD = "a b\"c\\d%41+&<>{}|^~[]`'#;,=?@:$(id)";

  final Path folder;
  final int endpointPort = PeerProcess.freePort();
  final int proxyPort = PeerProcess.freePort();
  final Path command;
  final Path config;
  private PeerProcess process;

  private SharedPostern(Path folder, String directory, String group) {
    this.folder = folder;
    this.config = config(directory, group);
    this.command = command();
    this.process = run();
  }

  /** A directory with the sample users and {@link #MANY} more, who may all browse but bob. */
  static AdDirectory domain(int lockoutThreshold) {
    AdSettings settings =
        AdSettings.DEFAULT.withLockout(
            lockoutThreshold, Duration.ofMinutes(10), Duration.ofMinutes(10));
    AdDirectory directory = AdDirectory.start(settings).withSampleUsers();
    directory.users().join("müller", GROUP);
    directory.users().add("o'brien", ODD_PASSWORD).join("o'brien", GROUP);
    for (int i = 0; i < MANY; i++) {
      directory.users().add("user" + i, "pass" + i).join("user" + i, GROUP);
    }
    return directory;
  }

  static SharedPostern start(Path folder, AdDirectory directory) throws IOException {
    open(folder);
    Path password = Shipped.secret(folder.resolve("ldap-password"), directory.servicePassword());
    String section =
        String.join(
            "\n",
            "  domain: " + directory.settings().dnsDomain(),
            "  netbios-name: " + directory.settings().netBiosName(),
            "  servers: [" + directory.ldapUrl() + "]",
            "  service-account: { name: "
                + directory.serviceAccount()
                + ", password-file: "
                + password
                + " }",
            "  tls: { mode: none }",
            "  request-timeout: 20s");
    return start(folder, section, GROUP);
  }

  /**
   * Starts it over any directory.
   *
   * @param directory the lines below {@code directory:}
   * @param group whose members may browse
   */
  static SharedPostern start(Path folder, String directory, String group) throws IOException {
    open(folder);
    return new SharedPostern(folder, directory, group);
  }

  /** JUnit's folder is for its owner alone, and some daemons give up being root. */
  static Path open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  Path authSocket() {
    return folder.resolve("auth.sock");
  }

  Path helperSocket() {
    return folder.resolve("squid.sock");
  }

  /** Waits until its own proxy has served this client. */
  void awaitAccess(String client) {
    Path log = folder.resolve("access.log");
    Eventually.see(
        client + " in " + log,
        FrontProxy.DEADLINE,
        () -> Shipped.read(log).contains("\"client\":\"" + client + '"') ? log : null);
  }

  /** Starts the program again, on the same sockets. */
  void restart() {
    process.close();
    process = run();
  }

  PeerProcess process() {
    return process;
  }

  private PeerProcess run() {
    PeerProcess started =
        PeerProcess.start(folder, command.toString(), "run", "--config", config.toString());
    started.awaitPort(endpointPort);
    started.awaitPort(proxyPort);
    Eventually.see(
        "the helper's socket",
        FrontProxy.DEADLINE,
        () -> Files.exists(helperSocket()) ? helperSocket() : null);
    openSockets();
    return started;
  }

  private void openSockets() {
    try {
      for (Path socket : List.of(authSocket(), helperSocket())) {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      }
    } catch (IOException missing) {
      throw new AssertionError(missing);
    }
  }

  private Path config(String directory, String group) {
    return Shipped.write(
        folder.resolve("postern.yaml"),
        String.join(
            "\n",
            "directory:",
            directory,
            "cache: { fresh-for: 2s }",
            "proxy:",
            "  listen: 127.0.0.1:" + proxyPort,
            "  deny-destinations: []",
            "  proxy-protocol: true",
            "  balancers: [" + BALANCER + "]",
            "  connect-ports: [1-65535]",
            "auth-endpoint: { listen: [127.0.0.1:" + endpointPort + ", \"unix:auth.sock\"] }",
            "squid-helper: { socket: squid.sock }",
            "admin: { listen: 127.0.0.1:0 }",
            "access-log: { file: access.log }",
            "access:",
            "  - { allow: { groups: [\"" + group + "\"] } }",
            "on-password-expired: { change-url: \"https://passwords.corp.example.com/\" }",
            ""));
  }

  /** What stands in place of {@code /usr/bin/postern}. */
  private Path command() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xmn4m", "-jar"));
    words.add(System.getProperty("postern.jar", "../standalone/target/postern.jar"));
    return Shipped.write(
        folder.resolve("postern"), "#!/bin/sh\nexec " + String.join(" ", words) + " \"$@\"\n");
  }

  @Override
  public void close() {
    process.close();
  }
}
