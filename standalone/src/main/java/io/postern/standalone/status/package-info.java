/** The operator's page: whether the proxy is well, at a glance. */
@NullMarked
package io.postern.standalone.status;

import org.jspecify.annotations.NullMarked;
