/** The HTTP listener that other proxies ask about their requests. */
@NullMarked
package io.postern.endpoint;

import org.jspecify.annotations.NullMarked;
