/** The configuration: one YAML file, one table of keys, and every mistake reported at once. */
@NullMarked
package io.postern.standalone.config;

import org.jspecify.annotations.NullMarked;
