package io.postern.netty;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.transport.TestedTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A proxy on loopback with a scripted directory, and what it told its listener. */
final class RunningProxy implements AutoCloseable {
  /** Proxy-Authorization of a user that the directory knows on the spot. */
  static final String ALICE = authorization("alice", "secret");

  static final String BOB = authorization("bob", "secret");

  final ScriptedDirectory directory = new ScriptedDirectory();
  final BlockingQueue<Exchange> exchanges = new LinkedTransferQueue<>();

  /** What parent proxies did, in turn. */
  final List<String> parents = new CopyOnWriteArrayList<>();

  final AtomicInteger outOfDescriptors = new AtomicInteger();
  final ForwardProxyServer server;
  private final CountDownLatch ranOut = new CountDownLatch(1);
  private final ProxySettings settings;
  private final AuthGate gate;
  private final Names names;

  RunningProxy() throws IOException {
    this(settings -> settings);
  }

  RunningProxy(UnaryOperator<ProxySettings> change) throws IOException {
    this(change, Authorizer.EVERYONE);
  }

  RunningProxy(UnaryOperator<ProxySettings> change, Authorizer authorizer) throws IOException {
    this(change, authorizer, TestedTransport.get());
  }

  RunningProxy(UnaryOperator<ProxySettings> change, Authorizer authorizer, Transport transport)
      throws IOException {
    this(
        change,
        authorizer,
        transport,
        settings -> new Names.Dns(transport, settings.outbound().nameServers()));
  }

  RunningProxy(
      UnaryOperator<ProxySettings> change,
      Authorizer authorizer,
      Transport transport,
      Function<ProxySettings, Names> names)
      throws IOException {
    gate =
        new AuthGate(
            List.of(new BasicScheme(directory, "test")),
            authorizer,
            (request, client, decision, nanos) -> {});
    ProxyListener listener =
        new ProxyListener() {
          @Override
          public void exchanged(Exchange exchange) {
            exchanges.add(exchange);
          }

          @Override
          public void parentDown(String parent) {
            parents.add("down");
          }

          @Override
          public void parentUp(String parent) {
            parents.add("up");
          }

          @Override
          public void outOfDescriptors() {
            outOfDescriptors.incrementAndGet();
            ranOut.countDown();
          }
        };
    settings = change.apply(SETTINGS);
    this.names = names.apply(settings);
    server = ForwardProxyServer.start(new Setup(settings, gate, listener, transport, this.names));
  }

  private static final ProxySettings SETTINGS =
      new ProxySettings(
          List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          Set.of(443),
          DestinationRules.of(List.of(), List.of()),
          Set.of(),
          "test-proxy",
          null,
          ProxySettings.Limits.DEFAULT,
          ProxySettings.Timeouts.DEFAULT,
          Duration.ZERO);

  /** Lets CONNECT reach this port. */
  static UnaryOperator<ProxySettings> tunnelsTo(int port) {
    return settings ->
        new ProxySettings(
            settings.listen(),
            Set.of(port),
            settings.destinations(),
            settings.closed(),
            settings.name(),
            settings.changeUrl(),
            settings.limits(),
            settings.timeouts(),
            settings.drain());
  }

  static UnaryOperator<ProxySettings> with(ProxySettings.Timeouts timeouts) {
    return settings ->
        new ProxySettings(
            settings.listen(),
            settings.connectPorts(),
            settings.destinations(),
            settings.closed(),
            settings.name(),
            settings.changeUrl(),
            settings.limits(),
            timeouts,
            settings.drain());
  }

  static UnaryOperator<ProxySettings> with(DestinationRules destinations) {
    return settings ->
        new ProxySettings(
            settings.listen(),
            settings.connectPorts(),
            destinations,
            settings.closed(),
            settings.name(),
            settings.changeUrl(),
            settings.limits(),
            settings.timeouts(),
            settings.drain());
  }

  static String authorization(String user, String password) {
    String value =
        BasicScheme.fieldValue(
            user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    return "Proxy-Authorization: " + value + "\r\n";
  }

  InetSocketAddress address() {
    return server.addresses().get(0);
  }

  /** The same setup with another listener, for a handler of its own. */
  Setup setup(ProxyListener listener) {
    return new Setup(settings, gate, listener, server.transport(), names);
  }

  /** Waits until something could not be had for want of a file descriptor. */
  void awaitOutOfDescriptors() throws InterruptedException {
    if (!ranOut.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("there were descriptors for everything");
    }
  }

  RawClient client() throws IOException {
    return new RawClient(address());
  }

  Exchange exchange() throws InterruptedException {
    Exchange exchange = exchanges.poll(60, TimeUnit.SECONDS);
    if (exchange == null) {
      throw new AssertionError("nothing was logged");
    }
    return exchange;
  }

  @Override
  public void close() {
    server.close();
  }
}
