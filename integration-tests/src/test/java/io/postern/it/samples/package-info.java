/** What the manual tells programmers, compiled and run. */
@NullMarked
package io.postern.it.samples;

import org.jspecify.annotations.NullMarked;
