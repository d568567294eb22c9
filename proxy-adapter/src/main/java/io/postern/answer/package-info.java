/** What a refusal looks like: status, fields and body as data that any HTTP server can send. */
@NullMarked
package io.postern.answer;

import org.jspecify.annotations.NullMarked;
