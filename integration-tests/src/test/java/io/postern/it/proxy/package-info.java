/**
 * The forward proxy under octets that others found dangerous, judged by a recorder that is not
 * Netty.
 */
@NullMarked
package io.postern.it.proxy;

import org.jspecify.annotations.NullMarked;
