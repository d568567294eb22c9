package io.postern.standalone.explain;

import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.spi.Client;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision as it is remembered. It never holds the request itself, which has the credentials.
 *
 * @param nanos how long it took
 */
public record Explanation(
    Instant time,
    Client client,
    String adapter,
    String method,
    AuthRequest.@Nullable Target target,
    Decision decision,
    long nanos) {}
