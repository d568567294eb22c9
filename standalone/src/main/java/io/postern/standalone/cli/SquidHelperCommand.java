package io.postern.standalone.cli;

import io.postern.squid.Channels;
import io.postern.squid.HelperClient;
import io.postern.squid.HelperOptions;
import io.postern.standalone.SquidHelperAlone;
import io.postern.standalone.config.Config;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern squid-helper}. */
@Command(
    name = SquidHelperClient.COMMAND,
    description = {
      "Answer Squid on the standard input and output: asks a Postern that runs, or else the"
          + " directory by itself."
    })
final class SquidHelperCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(SquidHelperCommand.class);
  private static final Marker ALONE = MarkerFactory.getMarker("helper-alone");

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--socket",
      paramLabel = "FILE",
      description = "Where a Postern runs, instead of the configuration's squid-helper.socket.")
  private @Nullable Path socket;

  @Option(
      names = "--acl",
      description = "Speak as an external_acl_type program, not as an auth_param one.")
  private boolean acl;

  @Option(
      names = "--deny-by-note",
      description =
          "Answer OK with another word in the note authstate_ where a page helps the user and a"
              + " password does not. For a squid.conf that lets nobody in but by that note.")
  private boolean denyByNote;

  @Option(
      names = "--group-notes",
      description = "Send a group= note for each group, too. Squid never forgets one.")
  private boolean groupNotes;

  @Option(
      names = "--channels",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "Whether lines begin with a channel id (default: ${DEFAULT-VALUE}).")
  private Channels channels = Channels.AUTO;

  private final Terminal terminal;

  SquidHelperCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Config loaded = config.load(terminal);
    HelperOptions.Interface speaks =
        acl ? HelperOptions.Interface.ACL : HelperOptions.Interface.BASIC;
    HelperOptions options = new HelperOptions(speaks, channels, denyByNote, groupNotes);
    Path shared = socket == null && loaded != null ? loaded.helperSocket() : socket;
    if (loaded == null && shared == null) {
      return Exit.USAGE;
    }
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      run(loaded, shared, options, in, out);
    } catch (IOException squidIsGone) {
      LOG.debug("Squid reads no more: {}", squidIsGone.getMessage());
    }
    return Exit.FINE;
  }

  private static void run(
      @Nullable Config loaded,
      @Nullable Path shared,
      HelperOptions options,
      InputStream in,
      OutputStream out)
      throws IOException {
    if (shared != null
        && HelperClient.run(shared, options, in, out, SquidHelperClient.patience())) {
      return;
    }
    if (loaded != null) {
      if (shared != null) {
        LOG.warn(
            ALONE, "no Postern answers at {}: this helper asks the directory by itself", shared);
      }
      SquidHelperAlone.run(loaded, options, in, out);
    } else if (shared != null) {
      // Squid ends itself when its helpers end.
      LOG.warn(
          ALONE,
          "no Postern answers at {}, and without a configuration nobody can be asked",
          shared);
      HelperClient.runAnyway(shared, options, in, out, SquidHelperClient.patience());
    }
  }
}
