/** Proxies that others wrote, with the configurations that we ship, asking one running Postern. */
@NullMarked
package io.postern.it.proxies;

import org.jspecify.annotations.NullMarked;
