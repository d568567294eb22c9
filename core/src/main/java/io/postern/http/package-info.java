/** HTTP authentication's grammar: challenges and credentials (RFC 9110 §11). */
@NullMarked
package io.postern.http;

import org.jspecify.annotations.NullMarked;
