/** The running program for as long as one likes, and what it holds in the end. */
@NullMarked
package io.postern.it.soak;

import org.jspecify.annotations.NullMarked;
