/**
 * The whole product in the test's process, between a directory and an origin that can be told what
 * to do.
 */
@NullMarked
package io.postern.it.bed;

import org.jspecify.annotations.NullMarked;
