package dev.nuri.indexer.extract;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** System calls of Linux by number, for those that the JDK has no method for. */
final class SystemCalls {

    private static final int MOST_ARGUMENTS = 5;

    private final Machine machine;
    private final MethodHandle syscall;
    private final MemorySegment state;
    private final VarHandle errno;

    /**
     * What differs between kinds of processors.
     *
     * @param audit how the kernel calls it
     * @param socket number of the call, like the others
     */
    record Machine(int audit, int socket, int openat, int close, int prctl, int seccomp) {

        private static Optional<Machine> current() {
            return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
                case "amd64", "x86_64" -> Optional.of(new Machine(0xC000003E, 41, 257, 3, 157, 317));
                case "aarch64" -> Optional.of(new Machine(0xC00000B7, 198, 56, 57, 167, 277));
                default -> Optional.empty();
            };
        }
    }

    @SuppressWarnings("restricted") // the calls' own numbers and the kernel's checks are all there is to go wrong
    private SystemCalls(Machine machine, MemorySegment function) {
        this.machine = machine;
        Linker.Option capture = Linker.Option.captureCallState("errno");
        ValueLayout[] arguments = new ValueLayout[MOST_ARGUMENTS + 1];
        Arrays.fill(arguments, ValueLayout.JAVA_LONG);
        syscall = Linker.nativeLinker()
                .downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments),
                        Linker.Option.firstVariadicArg(1),
                        capture);
        StructLayout layout = Linker.Option.captureStateLayout();
        state = Arena.global().allocate(layout);
        errno = layout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    }

    /** The calls of this system; empty where they are not known. */
    static Optional<SystemCalls> ofThisSystem() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return Machine.current().flatMap(machine -> Linker.nativeLinker()
                .defaultLookup()
                .find("syscall")
                .map(function -> new SystemCalls(machine, function)));
    }

    Machine machine() {
        return machine;
    }

    /**
     * Makes a call.
     *
     * @param arguments numbers, or addresses as {@link MemorySegment#address} gives them
     * @throws IOException when the system refuses, with its number for why
     */
    synchronized long call(int number, long... arguments) throws IOException {
        Object[] all = Stream.concat(
                        Stream.of(state, (long) number),
                        Arrays.stream(Arrays.copyOf(arguments, MOST_ARGUMENTS)).boxed())
                .toArray();
        long result;
        try {
            result = (long) syscall.invokeWithArguments(all);
        } catch (Throwable e) {
            throw new IOException("system call " + number + " cannot be made: " + e, e);
        }
        if (result < 0) {
            throw new IOException("system call " + number + " failed with error " + (int) errno.get(state, 0L));
        }
        return result;
    }
}
