/** The demo: a directory, a proxy and an origin in one process, on this machine alone. */
@NullMarked
package io.postern.standalone.demo;

import org.jspecify.annotations.NullMarked;
