// Where a browser goes: its own host and names without a dot directly, everything else through the proxy.
function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || host === "127.0.0.1" || host === "[::1]" || host === "::1" || host === "{host}") {
    return "DIRECT";
  }
  return "{keyword} {authority}";
}
