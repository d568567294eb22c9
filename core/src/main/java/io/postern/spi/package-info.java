/**
 * What a directory and an authentication scheme implement, and the result types that keep them
 * honest.
 */
@NullMarked
package io.postern.spi;

import org.jspecify.annotations.NullMarked;
