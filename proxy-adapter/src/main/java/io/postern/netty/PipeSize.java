package io.postern.netty;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code fcntl(F_SETPIPE_SZ)}, by Java's foreign functions where there are any (Java 22 and later);
 * they are looked up by name, as this is compiled for Java 17. A large pipe halves what a tunnel
 * costs.
 */
final class PipeSize {
  /** What Linux gives a pipe. */
  private static final int USUAL = 64 * 1024;

  private static final int F_SETPIPE_SZ = 1031;
  private static final @Nullable MethodHandle FCNTL = fcntl();

  private PipeSize() {}

  /** Asks for a size; says what the pipe has now. */
  static int set(int descriptor, int wanted) {
    MethodHandle fcntl = FCNTL;
    if (fcntl == null) {
      return USUAL;
    }
    try {
      int size = (int) fcntl.invokeExact(descriptor, F_SETPIPE_SZ, wanted);
      return size > 0 ? size : USUAL; // over the user's limit: it stays as it was
    } catch (Throwable unexpected) {
      return USUAL;
    }
  }

  private static @Nullable MethodHandle fcntl() {
    try {
      Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
      Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
      Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
      Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
      Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
      Object integer =
          Class.forName("java.lang.foreign.ValueLayout").getField("JAVA_INT").get(null);

      Object linker = linkerType.getMethod("nativeLinker").invoke(null);
      Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
      Method find = Class.forName("java.lang.foreign.SymbolLookup").getMethod("find", String.class);
      Optional<?> symbol = (Optional<?>) find.invoke(lookup, "fcntl");

      Object layouts = Array.newInstance(layoutType, 3);
      for (int i = 0; i < 3; i++) {
        Array.set(layouts, i, integer);
      }
      Object descriptor =
          descriptorType
              .getMethod("of", layoutType, layouts.getClass())
              .invoke(null, integer, layouts);
      Object options = Array.newInstance(optionType, 1);
      Array.set(options, 0, optionType.getMethod("firstVariadicArg", int.class).invoke(null, 2));
      return (MethodHandle)
          linkerType
              .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
              .invoke(linker, symbol.orElseThrow(), descriptor, options);
    } catch (ReflectiveOperationException | RuntimeException notHere) {
      return null;
    }
  }
}
