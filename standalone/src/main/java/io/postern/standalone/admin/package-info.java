/** The operator's listener: metrics, health, status and explanations. */
@NullMarked
package io.postern.standalone.admin;

import org.jspecify.annotations.NullMarked;
