package io.postern.netty;

import io.postern.gate.DecisionId;
import io.postern.spi.Client;
import org.jspecify.annotations.Nullable;

/**
 * One request with its answer, or one tunnel: a line of the access log.
 *
 * @param user proven if the request was forwarded, else as claimed; null if nobody was named
 * @param target as the client wrote it, without control characters; {@code -} if it was no request
 * @param status what the client got; 0 if it was gone before an answer
 * @param received octets of content from the client
 * @param sent octets of content to the client
 * @param nanos from the request's head to the end
 * @param reason the decision's, or the error's, or why a tunnel ended
 */
public record Exchange(
    Client client,
    @Nullable String user,
    String method,
    String target,
    int status,
    long received,
    long sent,
    long nanos,
    @Nullable DecisionId decision,
    String reason) {}
