package io.postern.cache;

import org.jspecify.annotations.Nullable;

/**
 * The order of password versions. They are numbers or times, so the later one is the longer or, at
 * equal length, the greater text. Servers that replicate may show an older one after a newer one.
 */
final class PasswordVersion {
  private PasswordVersion() {}

  /** Whether both are known and {@code version} is later than {@code other}. */
  static boolean isNewer(@Nullable String version, @Nullable String other) {
    if (version == null || other == null || isUnset(version) || isUnset(other)) {
      return false;
    }
    return version.length() != other.length()
        ? version.length() > other.length()
        : version.compareTo(other) > 0;
  }

  /** Whether both are known and equal. */
  static boolean isSame(@Nullable String version, @Nullable String other) {
    return version != null && !isUnset(version) && version.equals(other);
  }

  /** The later of the two; the one that is known, if only one is. */
  static @Nullable String newest(@Nullable String version, @Nullable String other) {
    return isNewer(other, version) || !isKnown(version) ? other : version;
  }

  static boolean isKnown(@Nullable String version) {
    return version != null && !isUnset(version);
  }

  /** AD writes 0 for "must change at next logon": it says nothing about the password. */
  private static boolean isUnset(String version) {
    return version.equals("0");
  }
}
