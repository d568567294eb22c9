/** LDAP directories that others wrote, as the backend sees them. */
@NullMarked
package io.postern.it.directory;

import org.jspecify.annotations.NullMarked;
