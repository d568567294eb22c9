package io.postern.answer;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a page is about.
 *
 * @param key of its title and text, such as {@code sign-in}; also the reason in JSON
 * @param link where to go next; the text then is that of {@code KEY.link}
 */
record Topic(String key, int status, @Nullable URI link) {

  Topic(String key, int status) {
    this(key, status, null);
  }

  String title(Texts texts) {
    return texts.get(key + ".title");
  }

  String text(Texts texts) {
    return texts.get(key + (link == null ? ".text" : ".link"));
  }
}
