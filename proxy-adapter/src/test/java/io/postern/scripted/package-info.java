/** Doubles that adapters are tested against. */
@NullMarked
package io.postern.scripted;

import org.jspecify.annotations.NullMarked;
