package io.postern.standalone;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Hears the signals that the operating system sends. The JDK offers that in its unsupported module
 * alone, so it is called by name: where it is missing, signals do what they always do.
 */
public final class Signals {
  private Signals() {}

  /**
   * Has {@code action} run, on a thread of its own, each time that the signal comes.
   *
   * @param name without SIG, such as {@code HUP}
   * @return whether it will be heard
   */
  @SuppressWarnings("ReferenceEquality") // what equals means for a proxy without state
  public static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, arguments) -> {
            switch (method.getName()) {
              case "handle" -> {
                action.run();
                return null;
              }
              case "hashCode" -> {
                return System.identityHashCode(proxy);
              }
              case "equals" -> {
                return proxy == arguments[0];
              }
              default -> {
                return name;
              }
            }
          };
      Object listener =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
      return true;
    } catch (ReflectiveOperationException notHere) {
      return false;
    }
  }
}
