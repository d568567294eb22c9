/** The commands: what is typed, what is printed, and the exit codes. */
@NullMarked
package io.postern.standalone.cli;

import org.jspecify.annotations.NullMarked;
