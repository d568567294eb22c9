/** Postern in LittleProxy. */
@NullMarked
package io.postern.samples.littleproxy;

import org.jspecify.annotations.NullMarked;
