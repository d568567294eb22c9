/** The file system's side of Unix domain sockets. */
@NullMarked
package io.postern.unix;

import org.jspecify.annotations.NullMarked;
