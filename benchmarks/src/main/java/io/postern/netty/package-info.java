/** What the steps of a request cost in the proxy, measured by JMH; nothing here runs in a build. */
@NullMarked
package io.postern.netty;

import org.jspecify.annotations.NullMarked;
