/** The program: everything wired together. */
@NullMarked
package io.postern.standalone;

import org.jspecify.annotations.NullMarked;
