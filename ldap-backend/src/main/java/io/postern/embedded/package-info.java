/**
 * A directory inside this process that behaves as Active Directory does: for the demo and tests.
 */
@NullMarked
package io.postern.embedded;

import org.jspecify.annotations.NullMarked;
