package io.postern.standalone;

import io.postern.standalone.admin.AdminPages;
import io.postern.standalone.config.ConfigFile;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a server is given by whoever starts it.
 *
 * @param version what the metrics say that runs
 * @param out where an access log goes whose file is {@code -}
 * @param file reads the configuration again
 * @param pages adds pages to the admin listener
 */
public record Surroundings(
    String version,
    OutputStream out,
    Supplier<ConfigFile.Result> file,
    Consumer<AdminPages> pages) {}
