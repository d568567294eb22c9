package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Caddy with forward_auth and the configuration that we ship. */
record CaddyFront(int port, PeerProcess process, EchoOrigin origin) implements ProgramFront {

  static CaddyFront start(Path folder, SharedPostern postern, EchoOrigin origin)
      throws IOException {
    Peers.require("caddy");
    SharedPostern.open(folder);
    int port = PeerProcess.freePort();
    Path ours =
        Shipped.copy(
            "caddy/Caddyfile",
            folder,
            Map.of(
                "unix//run/postern/auth.sock", "unix/" + postern.authSocket(),
                ":8080", "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\nhttp://:" + port,
                "reverse_proxy 127.0.0.1:8000", "reverse_proxy 127.0.0.1:" + origin.port()));
    PeerProcess process =
        PeerProcess.start(
            folder,
            Map.of("HOME", folder.toString(), "XDG_DATA_HOME", folder.toString()),
            Peers.path("caddy").toString(),
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            ours.toString());
    return new CaddyFront(port, process.awaitPort(port), origin);
  }

  @Override
  public String name() {
    return "Caddy";
  }

  @Override
  public boolean isForwardProxy() {
    return false;
  }
}
