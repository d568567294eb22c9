package io.postern.it.proxies;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthField;
import io.postern.gate.AuthGate;
import io.postern.samples.servlet.PosternFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A servlet in Jetty that says who asks it, behind our sample's filter. */
record ServletFront(Server server, AuthField field) implements HttpFront {
  /** Few: Jetty needs some of them for itself. */
  private static final int THREADS = 8;

  static ServletFront start(AuthGate gate, DecisionResponse answers, AuthField field) {
    Server server = new Server(new QueuedThreadPool(THREADS));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    FilterHolder filter = new FilterHolder(new PosternFilter(gate, answers, field));
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    ServletHolder servlet = new ServletHolder(new WhoAmI());
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception cannotStart) {
      throw new IllegalStateException(cannotStart);
    }
    return new ServletFront(server, field);
  }

  @Override
  public String name() {
    return "Servlet filter (" + field.status() + ')';
  }

  @Override
  public boolean isForwardProxy() {
    return field == AuthField.PROXY;
  }

  @Override
  public int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  /** It is its own. */
  @Override
  public int originPort() {
    return port();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception cannotStop) {
      throw new IllegalStateException(cannotStop);
    }
  }

  /** Answers with the user's name, one group and the request's fields. */
  private static final class WhoAmI extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain; charset=utf-8");
      response
          .getWriter()
          .println(
              "echo "
                  + request.getRemoteUser()
                  + ' '
                  + request.isUserInRole("internet users")
                  + ' '
                  + Collections.list(request.getHeaderNames()));
    }
  }
}
