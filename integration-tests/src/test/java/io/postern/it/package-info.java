/** The whole, against what others wrote; a test whose peer is not installed is skipped by name. */
@NullMarked
package io.postern.it;

import org.jspecify.annotations.NullMarked;
