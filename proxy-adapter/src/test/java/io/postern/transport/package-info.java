/** What tests of the proxy run on. */
@NullMarked
package io.postern.transport;

import org.jspecify.annotations.NullMarked;
