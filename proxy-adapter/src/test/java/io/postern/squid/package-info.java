/** What Squid sends and what it is told. */
@NullMarked
package io.postern.squid;

import org.jspecify.annotations.NullMarked;
