/** What proxies send and what they are told. */
@NullMarked
package io.postern.endpoint;

import org.jspecify.annotations.NullMarked;
