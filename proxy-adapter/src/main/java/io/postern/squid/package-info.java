/** Squid's helper protocols: questions on lines, answers on lines. */
@NullMarked
package io.postern.squid;

import org.jspecify.annotations.NullMarked;
