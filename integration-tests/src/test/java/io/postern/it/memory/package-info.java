/** The account memory on directories that behave as real ones do. */
@NullMarked
package io.postern.it.memory;

import org.jspecify.annotations.NullMarked;
