package io.postern.netty;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of an origin's answer, checked, with what it says about both connections. */
final class ResponseHead {
  private static final int MOST_FIELDS = 256;

  private final HttpResponse response;
  private final RequestHead request;
  private final HopByHopFields hopByHop = new HopByHopFields();
  private long length = RequestHead.NONE;
  private boolean chunked;
  private boolean bindsConnection;

  private ResponseHead(HttpResponse response, RequestHead request) {
    this.response = response;
    this.request = request;
  }

  /**
   * Reads a head.
   *
   * @return null if it could be read in two ways, or is one that no origin may send
   */
  static @Nullable ResponseHead read(HttpResponse response, RequestHead request) {
    ResponseHead head = new ResponseHead(response, request);
    return head.isPlausible() && head.readFields() ? head : null;
  }

  int status() {
    return response.status().code();
  }

  HttpResponseStatus statusLine() {
    return response.status();
  }

  HttpHeaders fields() {
    return response.headers();
  }

  HopByHopFields hopByHop() {
    return hopByHop;
  }

  /** Whether there is no body, whatever the fields say (RFC 9112 §6.3). */
  boolean isBodiless() {
    int status = status();
    return request.isHead() || status < 200 || status == 204 || status == 304;
  }

  /** What goes on to the client as Content-Length; {@link RequestHead#NONE}: nothing does. */
  long length() {
    return status() >= 200 && status() != 204 ? length : RequestHead.NONE;
  }

  boolean isHttp10() {
    return response.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  boolean chunksToClient() {
    return !isBodiless() && !hasLength() && !request.http10();
  }

  /** Whether the client can tell the end of the body by nothing but the connection's. */
  boolean endsWithConnection() {
    return !isBodiless() && !hasLength() && request.http10();
  }

  /**
   * Whether the origin begins to have its user proven for the whole connection: NTLM, Negotiate.
   */
  boolean bindsConnection() {
    return bindsConnection;
  }

  /** Whether the origin lets another request follow. */
  boolean keepsOrigin() {
    boolean delimited = isBodiless() || hasLength() || chunked;
    return delimited && !hopByHop.close() && (!isHttp10() || hopByHop.keepAlive());
  }

  private boolean hasLength() {
    return length != RequestHead.NONE;
  }

  private boolean isPlausible() {
    HttpVersion version = response.protocolVersion();
    int status = status();
    return (version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0))
        && status >= 100
        && status < 600
        // An origin has no business with the client's proxy password.
        && status != 407;
  }

  private boolean readFields() {
    int count = 0;
    Iterator<Map.Entry<CharSequence, CharSequence>> all = fields().iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      if (++count > MOST_FIELDS || !read(FieldName.of(field.getKey()), field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean read(FieldName name, CharSequence value) {
    switch (name) {
      case CONNECTION -> {
        return hopByHop.add(value.toString());
      }
      case WWW_AUTHENTICATE -> bindsConnection |= FieldName.bindsConnection(value);
      case CONTENT_LENGTH -> length = Long.parseLong(value.toString());
      case TRANSFER_ENCODING -> {
        // Another coding than chunked would be lost, as the body is framed anew.
        if (chunked || !value.toString().equalsIgnoreCase("chunked")) {
          return false;
        }
        chunked = true;
      }
      default -> {}
    }
    return true;
  }
}
