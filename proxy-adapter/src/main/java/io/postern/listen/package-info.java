/** What listeners of Netty's have in common, whatever is spoken over their connections. */
@NullMarked
package io.postern.listen;

import org.jspecify.annotations.NullMarked;
