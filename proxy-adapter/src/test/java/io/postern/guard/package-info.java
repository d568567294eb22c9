/** What no test may do by the way: lose a buffer, or let an event loop wait. */
@NullMarked
package io.postern.guard;

import org.jspecify.annotations.NullMarked;
