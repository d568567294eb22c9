package io.postern.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Eventually;
import io.postern.it.peer.Slapd;
import io.postern.it.program.Footprint;
import io.postern.it.program.RunningPostern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Half of what this machine can, for half an hour ({@code -Dsoak.minutes}): pages, tunnels, clients
 * and origins that go away, wrong passwords, newcomers, slow ones, and a directory that goes and
 * comes. From the sixth part of that time to its end nothing may grow: at both the load rests, so
 * that what is held is compared and not what is under way.
 */
@Timeout(4 * 3_600)
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "postern.size", matches = "full")
class SoakIT {
  private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);
  private static final Duration WHOLE = Duration.ofMinutes(Integer.getInteger("soak.minutes", 30));
  private static final Duration SETTLE = WHOLE.dividedBy(6);
  private static final Duration CALIBRATION = Duration.ofSeconds(15);
  private static final Path REPORTS = Path.of("target", "soak");
  private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final int AT_ONCE = 64;
  private static final int SAMPLE_SECONDS = 10;

  /** Longer than connections to origins wait for the next request. */
  private static final Duration REST = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private SoakOrigin origin;
  private Slapd slapd;
  private Outages outages;
  private RunningPostern postern;
  private Visitors visitors;

  @BeforeEach
  void start() throws IOException {
    slapd = Slapd.start(Files.createDirectory(folder.resolve("slapd")), Visitors.STAFF);
    outages = new Outages(slapd);
    origin = new SoakOrigin();
    // A heap that is resident from the start: what grows is something else.
    postern =
        RunningPostern.start(
            folder,
            configuration(),
            "-Xms256m",
            "-XX:+AlwaysPreTouch",
            "-XX:NativeMemoryTracking=summary",
            "-Dio.netty.leakDetection.level=paranoid");
    visitors = new Visitors(postern.proxy(), origin);
  }

  @AfterEach
  void stop() throws IOException {
    if (postern != null) {
      postern.close();
      origin.close();
    }
    if (slapd != null) {
      slapd.close();
    }
  }

  @Test
  void program_atHalfOfCapacity_holdsNoMoreInTheEnd() throws Exception {
    List<Footprint> work;
    Footprint settled;
    Footprint last;
    long liveKib;
    long lastLiveKib;
    try (Crowd crowd = new Crowd(visitors, outages::isFelt)) {
      crowd.most(AT_ONCE, CALIBRATION); // warms up
      double most = crowd.most(AT_ONCE, CALIBRATION);
      LOG.info("{} visits a second at most, half of them for {}", (long) most, WHOLE);
      drive(crowd, most / 2, SETTLE);
      settled = rest();
      liveKib = liveKib("settled");
      LOG.info("at rest after {}, {} KiB of objects: {}", SETTLE, liveKib, settled);
      jcmd("VM.native_memory", "baseline");
      work = drive(crowd, most / 2, WHOLE.minus(SETTLE));
      last = rest();
      lastLiveKib = liveKib("end");
      LOG.info("at rest in the end, {} KiB of objects: {}", lastLiveKib, last);
      report("native-memory", jcmd("VM.native_memory", "summary.diff"));
      LOG.info("{} visits: {}", crowd.ended(), crowd.expected());
      assertThat(crowd.unexpected()).isEmpty();
    }
    assertThat(postern.complaints()).isEmpty();
    double slope = mebibytesAnHour(work);
    LOG.info("resident, from the first of {} samples: {} MiB an hour", work.size(), slope);
    assertThat(last.descriptors()).as("descriptors").isLessThan(settled.descriptors() + 8);
    assertThat(last.threads()).as("threads").isLessThan(settled.threads() + 3);
    assertThat(lastLiveKib).as("objects").isLessThan(liveKib + 4 * 1_024);
    assertThat(last.bufferKib()).as("buffers").isLessThan(settled.bufferKib() + 4 * 1_024);
    assertThat(last.residentKib()).as("resident").isLessThan(settled.residentKib() + 16 * 1_024);
    assertThat(slope).as("resident, MiB an hour").isLessThan(32);
  }

  /** Lets people come at a rate, with the slow ones beside them and the directory's outages. */
  private List<Footprint> drive(Crowd crowd, double perSecond, Duration time)
      throws InterruptedException {
    List<Footprint> samples = new ArrayList<>();
    SlowCrowd slow = new SlowCrowd(postern.proxy(), origin);
    Crowd.Going going = crowd.go(perSecond);
    try (slow;
        going) {
      long before = crowd.ended();
      for (long second = 1; second <= time.toSeconds(); second++) {
        pauseForASecond();
        outages.tick(second);
        if (second % SAMPLE_SECONDS == 0) {
          samples.add(look());
          LOG.info(
              "{} s, {} visits: {}",
              second,
              crowd.ended() - before,
              samples.get(samples.size() - 1));
        }
      }
    } finally {
      outages.comeBack();
    }
    LOG.info("slow clients: {}; unexpected: {}", slow.fate(), crowd.unexpected());
    assertThat(slow.closed()).as("slow clients that were closed").isPositive();
    return samples;
  }

  /** What is held when nobody is there any more and the rubbish is collected. */
  private Footprint rest() throws IOException {
    visitors.hangUp();
    Eventually.see("nobody", REST, () -> look().connections() == 0 ? true : null);
    for (long[] seen = {0, look().descriptors()}; seen[0] != seen[1]; ) {
      for (int second = 0; second < 40; second++) {
        pauseForASecond();
      }
      seen[0] = seen[1];
      seen[1] = look().descriptors();
    }
    jcmd("GC.run");
    jcmd("GC.run");
    return look();
  }

  /**
   * What objects in use take, without the rubbish of the looks since the last collection, of which
   * G1 counts whole regions. The classes are in {@code target/soak}.
   */
  private long liveKib(String when) throws IOException {
    String histogram = jcmd("GC.class_histogram");
    report("objects-" + when, histogram);
    Matcher total = LIVE.matcher(histogram);
    assertThat(total.find()).as(histogram).isTrue();
    return Long.parseLong(total.group(1)) / 1_024;
  }

  private static void report(String name, String text) throws IOException {
    Files.writeString(Files.createDirectories(REPORTS).resolve(name + ".txt"), text);
  }

  private String jcmd(String... command) {
    List<Object> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd"));
    line.add(postern.process().pid());
    line.addAll(List.of(command));
    Completed done = Completed.run(folder, line.toArray());
    assertThat(done.exit()).as(done.output()).isZero();
    return done.output();
  }

  private Footprint look() {
    return Footprint.of(postern.process().pid(), postern.admin());
  }

  /** The slope of the line of least squares through what was resident. */
  private static double mebibytesAnHour(List<Footprint> samples) {
    double meanTime = (samples.size() - 1) / 2.0;
    double mean = samples.stream().mapToLong(Footprint::residentKib).average().orElseThrow();
    double together = 0;
    double alone = 0;
    for (int i = 0; i < samples.size(); i++) {
      together += (i - meanTime) * (samples.get(i).residentKib() - mean);
      alone += (i - meanTime) * (i - meanTime);
    }
    return together / alone / 1_024 * 3_600 / SAMPLE_SECONDS;
  }

  private static void pauseForASecond() {
    try {
      boolean counted = new CountDownLatch(1).await(1, TimeUnit.SECONDS);
      assert !counted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A memory that is full soon, and that looks again often. */
  private String configuration() {
    return slapd.configuration()
        + """
        cache: { maximum-users: 1000, fresh-for: 20s, rejected-for: 1m }
        proxy:
          listen: 127.0.0.1:0
          deny-destinations: []
          connect-ports: [1-65535]
        access-log: { file: /dev/null }
        admin: { listen: 127.0.0.1:0 }
        """;
  }
}
