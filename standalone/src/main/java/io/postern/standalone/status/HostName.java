package io.postern.standalone.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name, found without asking a name server, which may be what is down. */
final class HostName {
  static final String OURS = read();

  private HostName() {}

  private static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException notLinux) {
      String windows = System.getenv("COMPUTERNAME");
      return windows == null ? "this machine" : windows;
    }
  }
}
