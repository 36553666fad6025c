package dev.nuri.web;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Standard error as the launcher leaves it. A JVM with the Vector API announces at each start that the module is
 * incubating, before any code runs and with no way to turn it off. The launcher therefore starts such a JVM with
 * standard error led nowhere and the real one at another descriptor, from which it is taken back here.
 */
final class StandardError {

    private static final String DESCRIPTOR = "launcher.stderr";
    private static final int STANDARD_ERROR = 2;

    private StandardError() {}

    /** Takes it back; does nothing when the launcher left it alone. */
    @SuppressWarnings("restricted") // the launcher allows native access
    static void restore() {
        Integer descriptor = Integer.getInteger(DESCRIPTOR);
        if (descriptor == null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("dup2"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int result = (int) dup2.invokeExact(descriptor.intValue(), STANDARD_ERROR);
            if (result != STANDARD_ERROR) {
                throw new IllegalStateException("dup2 gave " + result);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("standard error cannot be taken back from " + descriptor, e);
        }
    }
}
