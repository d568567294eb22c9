/** The Basic scheme (RFC 7617). */
@NullMarked
package io.postern.basic;

import org.jspecify.annotations.NullMarked;
