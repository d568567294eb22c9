package io.postern.answer;

import io.postern.answer.Answer.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The automatic configuration of browsers and desktops: {@code /proxy.pac}. Immutable. */
final class ProxyPac {
  private final Template template;

  ProxyPac(Templates templates) {
    template = new Template(templates.text(Templates.PAC));
  }

  Answer at(ProxyAddress address) {
    byte[] body = template.fill(address::fill).getBytes(StandardCharsets.UTF_8);
    return new Answer(
        200,
        List.of(
            new Field("Cache-Control", "max-age=300"),
            new Field("Vary", "Host"),
            new Field("Content-Type", "application/x-ns-proxy-autoconfig"),
            new Field("Content-Length", Integer.toString(body.length))),
        body);
  }
}
