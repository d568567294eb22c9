package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.it.bed.OkOrigin;
import io.postern.it.peer.Completed;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import io.postern.it.program.RunningPostern;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program's standard error is a pipe that is full, and whoever reads it stands still. */
@EnabledOnOs(OS.LINUX)
class StalledLogIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void log_thatNobodyReads_holdsUpNeitherAnswersNorTheEnd() throws Exception {
    String script = "mkfifo log && { cat log & } && echo reader $! && exec \"$@\" 2>log";
    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
        OkOrigin origin = new OkOrigin();
        RunningPostern postern = RunningPostern.startBy(script, folder, configuration(directory))) {
      ProcessHandle reader = reader(postern);
      try {
        stall(reader);

        // An event loop says that the parent proxy is down, and goes on.
        assertThat(get(postern, origin)).isEqualTo(200);

        signal("CONT", reader);
        Eventually.see(
            "the line that waited",
            SOON,
            () -> postern.process().output().contains(" parent-down: ") ? true : null);
        stall(reader);
        postern.process().terminate();
        assertThat(postern.process().awaitEnd(SOON)).isZero();
      } finally {
        reader.destroyForcibly();
      }
    }
  }

  private static ProcessHandle reader(RunningPostern postern) {
    long pid =
        postern
            .process()
            .output()
            .lines()
            .filter(line -> line.startsWith("reader "))
            .mapToLong(line -> Long.parseLong(line.substring("reader ".length())))
            .findFirst()
            .orElseThrow();
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** Stops the reader, and fills the pipe to the last octet. */
  private void stall(ProcessHandle reader) {
    signal("STOP", reader);
    for (int size : new int[] {4_096, 1}) {
      Completed filled =
          Completed.run(folder, "dd", "if=/dev/zero", "of=log", "oflag=nonblock", "bs=" + size);
      assertThat(filled.output()).contains("Resource temporarily unavailable");
    }
  }

  private void signal(String name, ProcessHandle reader) {
    Completed sent = Completed.run(folder, "kill", "-" + name, reader.pid());
    assertThat(sent.exit()).as(sent.output()).isZero();
  }

  private static int get(RunningPostern postern, OkOrigin origin) throws Exception {
    String proxy = postern.proxy();
    int port = Integer.parseInt(proxy.substring(proxy.lastIndexOf(':') + 1));
    HttpClient client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)))
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("alice", "secret".toCharArray());
                  }
                })
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + origin.authority() + "/"))
            .timeout(SOON)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String configuration(AdDirectory directory) {
    return """
    directory:
      domain: corp.example.test
      servers: [DIRECTORY]
      tls: { mode: none }
    proxy:
      listen: 127.0.0.1:0
      deny-destinations: []
      upstream: { address: "127.0.0.1:DEAD", next: [{ address: direct }] }
    admin: { listen: 127.0.0.1:0 }
    """
        .replace("DIRECTORY", directory.ldapUrl())
        .replace("DEAD", Integer.toString(PeerProcess.freePort()));
  }
}
