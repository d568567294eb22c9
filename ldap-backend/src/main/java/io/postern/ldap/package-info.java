/** Active Directory and other LDAP directories: whose name it is, whether the password is right. */
@NullMarked
package io.postern.ldap;

import org.jspecify.annotations.NullMarked;
