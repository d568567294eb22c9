/** Who may go where: the rules of the configuration, and the place to change an old password. */
@NullMarked
package io.postern.standalone.access;

import org.jspecify.annotations.NullMarked;
