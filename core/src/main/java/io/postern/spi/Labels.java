package io.postern.spi;

import java.util.Locale;

/** The spelling of an enum constant in metrics and logs. */
final class Labels {
  private Labels() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
