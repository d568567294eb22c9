/** A directory that cannot be asked, seen from the client. */
@NullMarked
package io.postern.it.outage;

import org.jspecify.annotations.NullMarked;
