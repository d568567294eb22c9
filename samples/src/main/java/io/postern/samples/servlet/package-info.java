/** Postern in a servlet container. */
@NullMarked
package io.postern.samples.servlet;

import org.jspecify.annotations.NullMarked;
