package io.postern.answer;

import io.postern.answer.Answer.Field;
import io.postern.answer.Preferences.Format;
import io.postern.answer.Preferences.Language;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy serves when it is opened itself, as a web site: how to set it up in the programs
 * that people use, and {@code /proxy.pac}. Thread-safe.
 */
public final class SetupPage {
  private final boolean tls;
  private final ProxyPac pac;
  private final Map<Language, Template> pages = new EnumMap<>(Language.class);
  private final Map<Language, Template> texts = new EnumMap<>(Language.class);
  private final Field policy;

  /**
   * Makes the page.
   *
   * @param tls whether clients talk TLS to the proxy
   * @param changeUrl where users change their password
   * @throws IllegalArgumentException with a sentence for the operator who wrote a template
   */
  public SetupPage(boolean tls, @Nullable URI changeUrl, Templates templates) {
    this.tls = tls;
    this.pac = new ProxyPac(templates);
    String template = templates.text(Templates.SETUP);
    this.policy = new Field("Content-Security-Policy", ContentPolicy.of(template));
    List<ClientSettings> settings = ClientSettings.read(templates.text(Templates.SETTINGS));
    for (Language language : Language.values()) {
      SetupText text = new SetupText(Texts.in(language, templates), settings, tls, changeUrl);
      pages.put(language, new Template(text.html(new Template(template))));
      texts.put(language, new Template(text.plain()));
    }
  }

  /**
   * The answer to a GET or HEAD in origin form.
   *
   * @param path of the request, its query included
   * @param authority what the client calls the proxy: its Host field
   * @return null if there is nothing at {@code path}
   */
  public @Nullable Answer to(String path, @Nullable String authority, Preferences preferences) {
    int query = path.indexOf('?');
    ProxyAddress address = ProxyAddress.of(authority, tls);
    return switch (query < 0 ? path : path.substring(0, query)) {
      case "/" -> page(address, preferences);
      case "/proxy.pac", "/wpad.dat" -> pac.at(address);
      default -> null;
    };
  }

  private Answer page(ProxyAddress address, Preferences preferences) {
    boolean html = preferences.format() == Format.HTML;
    Template template = (html ? pages : texts).get(preferences.language());
    byte[] body =
        Objects.requireNonNull(template).fill(address::fill).getBytes(StandardCharsets.UTF_8);
    return new Answer(
        200,
        List.of(
            new Field("Cache-Control", "no-store"),
            new Field("Content-Type", (html ? Format.HTML : Format.TEXT).contentType()),
            new Field("Content-Language", preferences.language().tag()),
            policy,
            new Field("Referrer-Policy", "no-referrer"),
            new Field("X-Content-Type-Options", "nosniff"),
            new Field("Content-Length", Integer.toString(body.length))),
        body);
  }
}
