package io.postern.ldap;

import com.unboundid.util.ssl.PEMFileKeyManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The authorities we trust and the certificate we show, read from their files again when these
 * change. Thread-safe.
 */
final class TlsContext {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);
  private static final Marker READ = MarkerFactory.getMarker("tls-files-read");
  private static final Marker UNUSABLE = MarkerFactory.getMarker("tls-files-unusable");
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final TlsSettings settings;
  private @Nullable SSLContext context;
  private List<Object> madeOf = List.of();
  private long lookedAt;

  TlsContext(TlsSettings settings) {
    this.settings = settings;
  }

  /**
   * The context of now. A file that has become unreadable changes nothing but the log.
   *
   * @throws GeneralSecurityException or IOException if there has never been a good one
   */
  synchronized SSLContext current() throws GeneralSecurityException, IOException {
    long now = System.nanoTime();
    if (context != null && now - lookedAt < LOOK_EVERY_NANOS) {
      return context;
    }
    lookedAt = now;
    List<Object> stamps = stamps();
    if (context == null || !stamps.equals(madeOf)) {
      context = reload(context);
      madeOf = stamps;
    }
    return context;
  }

  private SSLContext reload(@Nullable SSLContext old) throws GeneralSecurityException, IOException {
    try {
      SSLContext fresh = make();
      if (old != null) {
        LOG.info(READ, "TLS files of the directory were read again: {}", settings.caFile());
      }
      return fresh;
    } catch (GeneralSecurityException | IOException unusable) {
      if (old == null) {
        throw unusable;
      }
      LOG.error(
          UNUSABLE,
          "TLS files of the directory changed and cannot be used: {}",
          unusable.toString());
      return old;
    }
  }

  private SSLContext make() throws GeneralSecurityException, IOException {
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keyManagers(), trustManagers(), null);
    return made;
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities());
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager jdk) {
        return new TrustManager[] {new DatedTrust(jdk)};
      }
    }
    throw new KeyStoreException("the JDK has no trust manager for certificates");
  }

  /** Null: those of the JDK. */
  private @Nullable KeyStore authorities() throws GeneralSecurityException, IOException {
    if (settings.caFile() == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate authority : certificates(settings.caFile())) {
      store.setCertificateEntry("ca-" + store.size(), authority);
    }
    return store;
  }

  private static List<Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      List<Certificate> found =
          new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(pem));
      if (found.isEmpty()) {
        throw new CertificateException("no certificate in " + file);
      }
      return found;
    }
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException {
    if (settings.certificateFile() == null || settings.keyFile() == null) {
      return null;
    }
    return new KeyManager[] {
      new PEMFileKeyManager(settings.certificateFile().toFile(), settings.keyFile().toFile())
    };
  }

  private List<Object> stamps() {
    List<Object> stamps = new ArrayList<>();
    for (Path file :
        new Path[] {settings.caFile(), settings.certificateFile(), settings.keyFile()}) {
      if (file != null) {
        try {
          stamps.add(Files.getLastModifiedTime(file));
          stamps.add(Files.size(file));
        } catch (IOException missing) {
          stamps.add(missing.toString());
        }
      }
    }
    return stamps;
  }
}
