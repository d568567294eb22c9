package io.postern.squid;

/** Whether lines begin with a channel id, as they do if Squid's {@code concurrency=} is above 0. */
public enum Channels {
  /** A number before two or more fields is a channel id: right unless key_extras are used. */
  AUTO,
  ALWAYS,
  NEVER
}
