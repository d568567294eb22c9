package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** HAProxy with the Lua action and the configuration that we ship. */
record HaproxyFront(int port, PeerProcess process, EchoOrigin origin) implements ProgramFront {

  static HaproxyFront start(Path folder, SharedPostern postern, EchoOrigin origin)
      throws IOException {
    Peers.require("haproxy");
    SharedPostern.open(folder);
    int port = PeerProcess.freePort();
    Path lua = Shipped.copy("haproxy/postern.lua", folder, Map.of());
    Path config =
        Shipped.copy(
            "haproxy/haproxy.cfg",
            folder,
            Map.of(
                "/etc/haproxy/postern.lua", lua.toString(),
                "bind :3128", "bind 127.0.0.1:" + port,
                "127.0.0.1:9408", "127.0.0.1:" + postern.endpointPort,
                "127.0.0.1:3129", "127.0.0.1:" + origin.port()));
    PeerProcess process =
        PeerProcess.start(folder, Peers.path("haproxy").toString(), "-db", "-f", config.toString());
    return new HaproxyFront(port, process.awaitPort(port), origin);
  }

  @Override
  public String name() {
    return "HAProxy (Lua)";
  }

  @Override
  public boolean isForwardProxy() {
    return true;
  }
}
