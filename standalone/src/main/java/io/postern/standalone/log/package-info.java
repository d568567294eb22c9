/** What the program writes down: the access log, and its own events. */
@NullMarked
package io.postern.standalone.log;

import org.jspecify.annotations.NullMarked;
