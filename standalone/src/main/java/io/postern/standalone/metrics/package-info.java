/** What the program counts, for Prometheus. No user, password or destination is ever a label. */
@NullMarked
package io.postern.standalone.metrics;

import org.jspecify.annotations.NullMarked;
