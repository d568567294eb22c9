/**
 * What Postern remembers of accounts, so that a decision is free and nobody is locked out by it.
 */
@NullMarked
package io.postern.cache;

import org.jspecify.annotations.NullMarked;
