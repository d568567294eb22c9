package io.postern.scripted;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody else has, made by the JDK's own keytool. */
public record TestCertificate(Path chain, Path key, KeyStore store) {
  private static final String PASSWORD = "changeit";

  /** For localhost. */
  public static TestCertificate make(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    return make(folder, "localhost");
  }

  /** For a server's name, and for the address of localhost. */
  public static TestCertificate make(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve(name + ".p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String arguments =
        "-genkeypair -alias test -keyalg EC -groupname secp256r1 -dname CN="
            + name
            + " -ext san=ip:127.0.0.1,dns:"
            + name
            + " -validity 2 -storetype PKCS12 -storepass "
            + PASSWORD
            + " -keystore";
    ProcessBuilder command = new ProcessBuilder(keytool.toString());
    command.command().addAll(List.of(arguments.split(" ")));
    command.command().add(file.toString());
    Process process = command.inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] key = store.getKey("test", PASSWORD.toCharArray()).getEncoded();
    return new TestCertificate(
        pem(
            folder.resolve(name + ".pem"),
            "CERTIFICATE",
            store.getCertificate("test").getEncoded()),
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", key),
        store);
  }

  /** A connection whose client trusts this certificate and no other. */
  public Socket connect(InetSocketAddress address) throws IOException, GeneralSecurityException {
    return context().getSocketFactory().createSocket(address.getAddress(), address.getPort());
  }

  /** A client's side that trusts this certificate and no other. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", store.getCertificate("test"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file,
        "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
