/** Clients that others wrote, through the proxy. */
@NullMarked
package io.postern.it.client;

import org.jspecify.annotations.NullMarked;
