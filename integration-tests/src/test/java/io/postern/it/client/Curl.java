package io.postern.it.client;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The curl of this machine, through one proxy. */
record Curl(Path folder, String proxy) {

  /** The status of the last answer, {@code 000} for none, and what curl printed before it. */
  Completed run(String... arguments) {
    List<Object> command = new ArrayList<>();
    command.add(Peers.path("curl"));
    command.addAll(List.of("-q", "-s", "--max-time", "60", "--noproxy", ""));
    command.addAll(List.of("-x", "http://" + proxy));
    command.addAll(List.of(arguments));
    return Completed.run(folder, command.toArray());
  }

  /** The status of each answer to a request. */
  String status(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new)).output();
  }

  /** The status that the proxy gave to CONNECT. */
  String connectStatus(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-k", "-o", "/dev/null", "-w", "%{http_connect}"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new)).output();
  }
}
