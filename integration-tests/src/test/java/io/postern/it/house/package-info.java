/** The house rules: who may know whom, and how files look. */
@NullMarked
package io.postern.it.house;

import org.jspecify.annotations.NullMarked;
