/** What an operator gets beside the program: alerts, dashboard, service, package, pages. */
@NullMarked
package io.postern.it.ops;

import org.jspecify.annotations.NullMarked;
