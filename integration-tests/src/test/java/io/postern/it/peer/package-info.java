/** Programs that others wrote, as processes of a test. */
@NullMarked
package io.postern.it.peer;

import org.jspecify.annotations.NullMarked;
