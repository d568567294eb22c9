package io.postern.standalone.demo;

import io.postern.standalone.config.Endpoint;
import java.util.Map;

/** What the demo says about itself: where everything is, and commands to paste. */
public final class Invitation {
  private static final String TEXT =
      """
      A proxy that asks an embedded Active Directory. Nothing leaves this machine.

        proxy      http://{proxy}
        admin      http://{admin}/metrics  /ready  /directory  /users/NAME  /decisions/ID
        directory  {ldap}  {base-dn} (CORP)
        origin     {http}  {https} (self-signed)

      Users, all with the password "secret": alice (in Internet Users), bob, expired, mustchange,
      disabled, locked, accountexpired, hours. And müller, with the password "pässwörd:1".

      Paste into another terminal:

        # No credentials: 407, and how to ask for them
        {curl} -i {http}/
        # The right password, in the clear and through a tunnel
        {curl} -U alice:secret {http}/headers
        {curl} -k -U 'CORP\\alice:secret' {https}/headers
        {curl} -U 'müller:pässwörd:1' {http}/
        # 10 MB up
        head -c 10000000 /dev/zero | {curl} -U bob:secret --data-binary @- {http}/upload
        # An expired password: 403, and what to do
        {curl} -i -H 'Accept: text/plain' -U expired:secret {http}/
        # A stale password, 20 times: the directory sees one of them, and alice is not locked out
        for i in $(seq 20); do {curl} -s -o /dev/null -w '%{http_code} ' -U alice:old {http}/; done
        curl -s http://{admin}/directory
      """;

  private final String proxy;
  private final String admin;
  private final Demo demo;
  private final String curl;

  /**
   * An invitation to this demo.
   *
   * @param environment of whoever reads it: some of it would lead curl past the proxy
   */
  public Invitation(Demo demo, Map<String, String> environment) {
    this.demo = demo;
    this.proxy = Endpoint.of(demo.server().proxyAddresses().get(0)).toString();
    this.admin = Endpoint.of(demo.server().adminAddress()).toString();
    boolean bypass = environment.containsKey("no_proxy") || environment.containsKey("NO_PROXY");
    this.curl = "curl " + (bypass ? "--noproxy '' " : "") + "-x http://" + proxy;
  }

  /** The line that says that everything accepts. */
  public String ready() {
    return "ready: proxy " + proxy + ", admin " + admin + " (Ctrl-C ends it)";
  }

  /** Everything else. */
  public String text() {
    return TEXT.replace("{curl}", curl)
        .replace("{proxy}", proxy)
        .replace("{admin}", admin)
        .replace("{http}", demo.origin().httpUrl())
        .replace("{https}", demo.origin().httpsUrl())
        .replace("{ldap}", demo.directory().ldapUrl())
        .replace("{base-dn}", demo.directory().baseDn());
  }
}
