package io.postern.standalone.cli;

import io.postern.standalone.CannotStart;
import io.postern.standalone.demo.Demo;
import io.postern.standalone.demo.Rehearsal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code postern rehearse}: for the script and the packages, which make the start faster with it.
 */
@Command(name = "rehearse", hidden = true, description = "Run the demo through once, and end.")
final class RehearseCommand implements Callable<Integer> {
  private final Terminal terminal;

  RehearseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Demo demo = Demo.start(any, any, Version.CURRENT, OutputStream.nullOutputStream())) {
      Rehearsal.play(demo, Version.CURRENT);
      return Exit.FINE;
    } catch (CannotStart | IOException why) {
      terminal.err().println("postern rehearse: " + why.getMessage());
      return Exit.FAILED;
    }
  }
}
