/**
 * What the account memory and the account watch ask of a directory, and what it answers. The memory
 * ({@code cache}, {@code watch}) and LDAP ({@code ldap}) meet here and do not know each other.
 */
@NullMarked
package io.postern.account;

import org.jspecify.annotations.NullMarked;
