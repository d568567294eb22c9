package io.postern.standalone.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every key there is, in the order of the reference. */
final class KeyTable {
  static final List<Section> SECTIONS =
      List.of(
          DirectoryKeys.SECTION,
          CacheKeys.SECTION,
          CacheKeys.LOCKOUT_SHIELD,
          CacheKeys.ACCOUNT_WATCH,
          ProxyKeys.SECTION,
          EndpointKeys.SECTION,
          EndpointKeys.SQUID_HELPER,
          AccessKeys.SECTION,
          AccessKeys.ON_PASSWORD_EXPIRED,
          ServerKeys.ACCESS_LOG,
          ServerKeys.ADMIN);

  private static final Map<String, Key<?>> BY_PATH =
      keys().collect(Collectors.toUnmodifiableMap(Key::path, Function.identity()));
  private static final Set<String> SECTION_PATHS = sectionPaths();

  private KeyTable() {}

  /** One top-level key of the file: its keys and what it is for. */
  record Section(String name, String description, List<Key<?>> keys) {}

  static Stream<Key<?>> keys() {
    return SECTIONS.stream().flatMap(section -> section.keys().stream());
  }

  static @Nullable Key<?> key(String pattern) {
    return BY_PATH.get(pattern);
  }

  /** Whether keys stand below {@code pattern}; a list of sections ends with {@code []}. */
  static boolean isSection(String pattern) {
    return SECTION_PATHS.contains(pattern);
  }

  /** The names that may stand in a section. */
  static Set<String> names(String section) {
    String prefix = section.isEmpty() ? "" : section + '.';
    return Stream.concat(BY_PATH.keySet().stream(), SECTION_PATHS.stream())
        .filter(path -> path.startsWith(prefix) && path.length() > prefix.length())
        .map(path -> path.substring(prefix.length()))
        .filter(rest -> rest.indexOf('.') < 0)
        .map(name -> name.replace("[]", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The path of the only key outside of lists with this name; null if there are none or more. */
  static @Nullable String elsewhere(String name) {
    List<String> paths =
        keys()
            .filter(key -> key.name().equals(name) && !key.path().contains("[]"))
            .map(Key::path)
            .toList();
    return paths.size() == 1 ? paths.get(0) : null;
  }

  private static Set<String> sectionPaths() {
    Set<String> paths = new LinkedHashSet<>();
    BY_PATH
        .values()
        .forEach(
            key -> {
              for (String at = key.section(); !at.isEmpty(); at = parent(at)) {
                paths.add(at);
              }
            });
    return paths;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}
