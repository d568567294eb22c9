/** The first configuration: what is asked, what is found out, and the file that comes of it. */
@NullMarked
package io.postern.standalone.init;

import org.jspecify.annotations.NullMarked;
