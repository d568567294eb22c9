/** What was decided lately, and why: for the help desk. */
@NullMarked
package io.postern.standalone.explain;

import org.jspecify.annotations.NullMarked;
