/** The one decision function that every adapter asks. */
@NullMarked
package io.postern.gate;

import org.jspecify.annotations.NullMarked;
