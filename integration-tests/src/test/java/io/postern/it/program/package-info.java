/** The packaged program, run as its users run it. */
@NullMarked
package io.postern.it.program;

import org.jspecify.annotations.NullMarked;
