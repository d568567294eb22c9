/**
 * Wire conversations in text files, played against the whole proxy.
 *
 * <p>Each line of a file begins with who speaks:
 *
 * <pre>
 * #  what this conversation shows
 * C: a line of the client's, with CRLF       C~ text as it is: \r \n \\ \xNN, ends without CRLF
 * S: what the proxy must answer: its status line, then fields, then an empty line;
 *    "S: Name: value" is there, once for each time that it stands here, "S: !Name" is not;
 *    {any} and {id} match
 * S= the answer's whole body                 S~ a part of it
 * S. closed | bodiless | silent
 * O: what the origin must get, as S:         O= the request's whole body
 * R: a line of the origin's answer           R~ text as it is          R. closed
 * </pre>
 *
 * In C and O, {origin} is the origin's authority and {basic NAME:PASSWORD} a field value.
 */
@NullMarked
package io.postern.it.conversation;

import org.jspecify.annotations.NullMarked;
