/** What a decision costs, measured by JMH; nothing here runs in a build. */
@NullMarked
package io.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
