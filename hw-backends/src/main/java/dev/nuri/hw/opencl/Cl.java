package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.nuri.hw.BackendInternalException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The OpenCL loader with its functions bound. Error codes become exceptions; objects are counted from their making to
 * their release, so that a test can see that none is left.
 */
@SuppressWarnings("restricted") // calling C is what it is for
final class Cl {
    private static final List<String> LOADERS = List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll");

    private final Map<ClFunction, MethodHandle> handles = new EnumMap<>(ClFunction.class);
    private final AtomicInteger live = new AtomicInteger();

    private Cl(SymbolLookup loader) {
        for (ClFunction function : ClFunction.values()) {
            MemorySegment symbol = loader.find(function.symbol())
                    .orElseThrow(() -> new IllegalArgumentException("it lacks " + function.symbol()));
            MethodHandle handle = Linker.nativeLinker().downcallHandle(symbol, function.descriptor());
            handles.put(
                    function,
                    handle.asSpreader(Object[].class, handle.type().parameterCount())
                            .asType(MethodType.methodType(Object.class, Object[].class)));
        }
    }

    /**
     * Loads the loader for the life of the process.
     *
     * @throws IllegalArgumentException if the machine has none, or one too old
     */
    static Cl load() {
        for (String name : LOADERS) {
            try {
                return new Cl(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException e) {
                if (name.equals(LOADERS.getLast())) {
                    throw e;
                }
            }
        }
        throw new AssertionError("unreachable");
    }

    /** Calls a function; its error code. */
    int status(ClFunction function, Object... arguments) {
        return (int) invoke(function, arguments);
    }

    /** Calls a function that must succeed. */
    void call(ClFunction function, Object... arguments) {
        int code = status(function, arguments);
        if (code != 0) {
            throw ClErrors.of(function.symbol(), code);
        }
    }

    /** Makes an object; the place for the error code is added to the arguments. */
    MemorySegment make(ClFunction function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(JAVA_INT);
            Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = code;
            MemorySegment made = (MemorySegment) invoke(function, all);
            if (code.get(JAVA_INT, 0) != 0) {
                throw ClErrors.of(function.symbol(), code.get(JAVA_INT, 0));
            }
            live.incrementAndGet();
            return made;
        }
    }

    /** Releases an object that {@link #make} made. A failure leaves nothing to do, so it is not told. */
    void free(ClFunction function, MemorySegment object) {
        status(function, object);
        live.decrementAndGet();
    }

    /** Objects made and not yet released. */
    int live() {
        return live.get();
    }

    private Object invoke(ClFunction function, Object[] arguments) {
        try {
            return (Object) handles.get(function).invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new BackendInternalException(function.symbol() + " failed", e);
        }
    }
}
