/** The forward proxy: one request at a time, decided, rebuilt and relayed, on Netty. */
@NullMarked
package io.postern.netty;

import org.jspecify.annotations.NullMarked;
