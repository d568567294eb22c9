package io.postern.standalone.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of the admin listener by their paths. Immutable once it listens. */
public final class AdminPages {
  private final Map<String, AdminPage> pages = new LinkedHashMap<>();
  private final Map<String, AdminPage> actions = new LinkedHashMap<>();

  /**
   * Serves {@code page} to GET and HEAD.
   *
   * @param path one that ends with a slash, but the root, serves every path below it
   */
  public AdminPages page(String path, AdminPage page) {
    pages.put(path, page);
    return this;
  }

  /** Serves {@code page} to POST, and only to those who have {@code token}. */
  public AdminPages action(String path, AdminToken token, AdminPage page) {
    actions.put(path, request -> token.guards(page, request));
    return this;
  }

  /** The answer to a request for {@code target}. */
  AdminAnswer answer(AdminRequest request, String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    boolean acts = request.method().equals("POST");
    String prefix = prefix(reads ? pages : actions, path);
    if (prefix != null && (reads || acts)) {
      AdminPage page = (reads ? pages : actions).get(prefix);
      String name = decoded(path.substring(prefix.length()));
      return page == null || name == null
          ? AdminAnswer.text(400, "The path cannot be read.\n")
          : page.answer(request.named(name));
    }
    boolean elsewhere = prefix(pages, path) != null || prefix(actions, path) != null;
    return elsewhere
        ? AdminAnswer.text(405, "That is not how this page is asked.\n")
        : AdminAnswer.text(404, "There is no such page.\n");
  }

  private static @Nullable String prefix(Map<String, AdminPage> map, String path) {
    for (String prefix : map.keySet()) {
      boolean subtree = prefix.length() > 1 && prefix.endsWith("/");
      boolean below = path.startsWith(prefix) && path.length() > prefix.length();
      if (subtree ? below : path.equals(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  private static @Nullable String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return null;
    }
  }
}
