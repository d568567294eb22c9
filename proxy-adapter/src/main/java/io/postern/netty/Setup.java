package io.postern.netty;

import io.postern.answer.DecisionResponse;
import io.postern.answer.HttpDate;
import io.postern.answer.SetupPage;
import io.postern.gate.AuthGate;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** What all event loops share. */
final class Setup {
  final ProxySettings settings;
  final AuthGate gate;
  final ProxyListener listener;
  final Transport transport;
  final Names names;
  final HeadValidator validator;
  final DecisionResponse responses;
  final SetupPage setupPage;
  final HttpDate date = new HttpDate(InstantSource.system());
  final OwnListeners own;
  final Descriptors descriptors;
  final Shares<InetAddress> perAddress;
  final Shares<String> tunnelsPerUser;
  final Bandwidth.Each<InetAddress> bandwidthPerAddress;
  final Bandwidth.Each<String> bandwidthPerUser;

  /** Client connections now; asked once a connection, never once a request. */
  final AtomicInteger connections = new AtomicInteger();

  Setup(
      ProxySettings settings,
      AuthGate gate,
      ProxyListener listener,
      Transport transport,
      Names names) {
    this.settings = settings;
    this.gate = gate;
    this.listener = listener;
    this.transport = transport;
    this.names = names;
    this.validator = new HeadValidator(settings.limits(), settings.name());
    this.responses =
        new DecisionResponse(settings.name(), settings.changeUrl(), settings.templates());
    this.setupPage = new SetupPage(false, settings.changeUrl(), settings.templates());
    this.own = new OwnListeners(settings.closed());
    this.descriptors = new Descriptors(settings.limits().descriptors(), listener);
    Inbound.Share share = settings.inbound().share();
    this.perAddress = new Shares<>(share.connectionsPerAddress());
    this.tunnelsPerUser = new Shares<>(share.tunnelsPerUser());
    this.bandwidthPerAddress = new Bandwidth.Each<>(share.bandwidthPerAddress());
    this.bandwidthPerUser = new Bandwidth.Each<>(share.bandwidthPerUser());
  }
}
