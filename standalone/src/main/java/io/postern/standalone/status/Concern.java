package io.postern.standalone.status;

import io.postern.standalone.status.StatusSnapshot.Rates;
import io.postern.standalone.status.StatusSnapshot.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Something that an operator should know of first, in a sentence. */
record Concern(Level level, String sentence) {
  private static final double TOO_MANY_UNAVAILABLE = 0.01;
  private static final Duration LONG_UNSEEN = Duration.ofMinutes(1);

  /** How bad it is, the least bad first. */
  enum Level {
    WELL("It is well"),
    WATCH("Something needs a look"),
    DOWN("People cannot work");

    private final String words;

    Level(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** All of a moment's concerns; none if all is well. */
  static List<Concern> of(StatusSnapshot now) {
    List<Concern> concerns = new ArrayList<>();
    addUnavailable(now.now(), concerns);
    addServers(now.servers(), concerns);
    if (now.watchLag() != null && now.watchLag().compareTo(LONG_UNSEEN) > 0) {
      concerns.add(
          new Concern(
              Level.WATCH,
              "The directory's changes were last seen "
                  + Words.duration(now.watchLag())
                  + " ago: who was disabled since then is not noticed yet."));
    }
    return concerns;
  }

  static Level worst(List<Concern> concerns) {
    return concerns.stream().map(Concern::level).max(Level::compareTo).orElse(Level.WELL);
  }

  private static void addUnavailable(Rates rates, List<Concern> concerns) {
    if (rates.unavailable() > TOO_MANY_UNAVAILABLE * rates.total()) {
      concerns.add(
          new Concern(
              Level.DOWN,
              Words.percent(rates.unavailable() / rates.total())
                  + " of the decisions are 503: the directory could not be asked."));
    }
  }

  private static void addServers(List<Server> servers, List<Concern> concerns) {
    List<String> down = servers.stream().filter(s -> !s.up()).map(Server::name).toList();
    if (servers.isEmpty()) {
      concerns.add(new Concern(Level.WATCH, "No directory server has been asked yet."));
    } else if (down.size() == servers.size()) {
      concerns.add(
          new Concern(
              Level.DOWN,
              "No directory server answers. Users verified before go on working for a while, others"
                  + " get 503."));
    } else if (!down.isEmpty()) {
      concerns.add(
          new Concern(
              Level.WATCH,
              String.join(", ", down)
                  + (down.size() == 1 ? " does" : " do")
                  + " not answer; the others are asked."));
    }
  }
}
