package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** nginx with auth_request and the configuration that we ship. */
record NginxFront(int port, PeerProcess process, EchoOrigin origin) implements ProgramFront {

  static NginxFront start(Path folder, SharedPostern postern, EchoOrigin origin)
      throws IOException {
    Peers.require("nginx");
    SharedPostern.open(folder);
    int port = PeerProcess.freePort();
    Path question = Shipped.copy("nginx/postern-question.conf", folder, Map.of());
    Path ours =
        Shipped.copy(
            "nginx/postern.conf",
            folder,
            Map.of(
                "/run/postern/auth.sock", postern.authSocket().toString(),
                "listen 8080", "listen 127.0.0.1:" + port,
                "http://127.0.0.1:8000", "http://127.0.0.1:" + origin.port(),
                "include postern-question.conf", "include " + question));
    Path config =
        Shipped.write(
            folder.resolve("nginx.conf"),
            String.join(
                "\n",
                "daemon off;",
                "worker_processes 1;",
                "pid " + folder.resolve("nginx.pid") + ';',
                "error_log " + folder.resolve("error.log") + ';',
                "events { worker_connections 512; }",
                "http {",
                "  access_log off;",
                temporary(folder, "client_body"),
                temporary(folder, "proxy"),
                temporary(folder, "fastcgi"),
                temporary(folder, "uwsgi"),
                temporary(folder, "scgi"),
                "  include " + ours + ';',
                "}",
                ""));
    PeerProcess process =
        PeerProcess.start(
            folder,
            Peers.path("nginx").toString(),
            "-p",
            folder.toString(),
            "-e",
            folder.resolve("error.log").toString(),
            "-c",
            config.toString());
    return new NginxFront(port, process.awaitPort(port), origin);
  }

  private static String temporary(Path folder, String what) {
    return "  " + what + "_temp_path " + folder.resolve(what) + ';';
  }

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public boolean isForwardProxy() {
    return false;
  }
}
