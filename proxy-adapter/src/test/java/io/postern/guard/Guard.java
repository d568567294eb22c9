package io.postern.guard;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class of tests that has lost a buffer, or has let an event loop wait. */
public final class Guard implements BeforeAllCallback, AfterAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    BlockedLoops.watch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getRequiredTestClass().getEnclosingClass() != null) {
      return; // the class around it is asked
    }
    List<String> faults = new ArrayList<>(LeakReports.take());
    for (Throwable call : BlockedLoops.take()) {
      StringWriter trace = new StringWriter();
      call.printStackTrace(new PrintWriter(trace));
      faults.add("may wait: " + trace);
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n", faults));
    }
  }
}
