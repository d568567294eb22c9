/** What changed in the directory since the last look, for all accounts at once. */
@NullMarked
package io.postern.watch;

import org.jspecify.annotations.NullMarked;
