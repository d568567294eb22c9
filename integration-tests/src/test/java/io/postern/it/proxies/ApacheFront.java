package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Apache httpd as a forward proxy, with mod_authnz_external and the files that we ship. */
record ApacheFront(int port, PeerProcess process, EchoOrigin origin) implements ProgramFront {
  private static final Path MODULES = Path.of("/usr/lib/apache2/modules");

  static ApacheFront start(Path folder, SharedPostern postern, EchoOrigin origin)
      throws IOException {
    Peers.require("apache2", "curl", "setsid");
    if (!Files.exists(MODULES.resolve("mod_authnz_external.so"))) {
      throw new TestAbortedException("peer not installed: libapache2-mod-authnz-external");
    }
    SharedPostern.open(folder);
    int port = PeerProcess.freePort();
    Path program =
        Shipped.copy(
            "apache/apache-authnz",
            folder,
            Map.of("/run/postern/auth.sock", postern.authSocket().toString()));
    Path ours =
        Shipped.copy(
            "apache/postern.conf",
            folder,
            Map.of(
                "/usr/lib/postern/apache-authnz", program.toString(),
                "Listen 3128", "Listen 127.0.0.1:" + port,
                "*:3128", "127.0.0.1:" + port));
    Path config =
        Shipped.write(
            folder.resolve("apache2.conf"),
            String.join(
                "\n",
                "ServerRoot " + folder,
                "ServerName apache.example",
                "PidFile " + folder.resolve("apache.pid"),
                "DefaultRuntimeDir " + folder,
                "ErrorLog " + folder.resolve("error.log"),
                "User nobody",
                "Group nogroup",
                modules(),
                "Include " + ours,
                ""));
    PeerProcess process =
        PeerProcess.start(
            folder,
            // Its own process group: when it ends, it ends all of that.
            "setsid",
            "--wait",
            Peers.path("apache2").toString(),
            "-DFOREGROUND",
            "-d",
            folder.toString(),
            "-f",
            config.toString());
    return new ApacheFront(port, process.awaitPort(port), origin);
  }

  private static String modules() {
    return Stream.of(
            // In a threaded one, mod_authnz_external loses exit codes now and then.
            "mpm_prefork",
            "authn_core",
            "authz_core",
            "authz_user",
            "auth_basic",
            "socache_shmcb",
            "authn_socache",
            "authnz_external",
            "proxy",
            "proxy_http",
            "proxy_connect")
        .map(name -> "LoadModule " + name + "_module " + MODULES + "/mod_" + name + ".so")
        .collect(Collectors.joining("\n"));
  }

  @Override
  public String name() {
    return "Apache httpd";
  }

  @Override
  public boolean isForwardProxy() {
    return true;
  }
}
