package dev.nuri.hw.nativecpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nuri.hw.BackendInternalException;
import dev.nuri.hw.BackendResourceException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/** The compiled kernels, loaded once for the life of the process, or why they are not there. */
@SuppressWarnings("restricted") // calling C is what it is for
final class CLibrary {
    private final MethodHandle prepare;
    private final MethodHandle multiply;
    private final MethodHandle rows;
    private final MethodHandle attention;
    private final MethodHandle packedBytes;
    private final MethodHandle pack;
    private final MethodHandle reserve;
    private final MethodHandle release;

    private CLibrary(SymbolLookup symbols) {
        prepare = handle(
                symbols, "nuri_prepare", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
        multiply = handle(
                symbols, "nuri_multiply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
        rows = handle(
                symbols,
                "nuri_rows",
                FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
        attention = handle(
                symbols,
                "nuri_attention",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
        packedBytes = handle(symbols, "nuri_packed_bytes", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
        pack = handle(
                symbols, "nuri_pack", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        reserve = handle(symbols, "nuri_reserve", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        release = handle(symbols, "nuri_release", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    }

    private static MethodHandle handle(SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
        MemorySegment symbol =
                symbols.find(name).orElseThrow(() -> new BackendInternalException("the compiled kernels lack " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }

    /**
     * What looking for the library found.
     *
     * @param library null if it cannot be had
     * @param reason why or why not, in words for a person
     */
    record Found(CLibrary library, String reason) {}

    /** Compiles, or takes from the cache, the kernels for this machine. Does not throw. */
    static Found find(String path, LibraryCache cache) {
        Optional<Compiler> compiler = Compiler.find(path);
        if (compiler.isEmpty()) {
            return new Found(null, "there is no C compiler: gcc, clang or cc on the PATH would do");
        }
        CpuFeatures features = CpuFeatures.ofThisMachine();
        try {
            Path file = cache.library(compiler.get(), features);
            return new Found(
                    new CLibrary(SymbolLookup.libraryLookup(file, Arena.global())),
                    features.name() + " kernels, compiled by " + compiler.get().version());
        } catch (IOException | RuntimeException | LinkageError e) {
            return new Found(null, "the C kernels cannot be had: " + e.getMessage());
        }
    }

    /** The library for the process. */
    static Found ofThisProcess() {
        return Holder.FOUND;
    }

    private static final class Holder {
        static final Found FOUND =
                find(Optional.ofNullable(System.getenv("PATH")).orElse(""), LibraryCache.ofThisUser());
    }

    /** Brings rows [from, to) of the activations into the scratch area; returns whether all are finite. */
    boolean prepare(MemorySegment x, MemorySegment scratch, long from, long to) {
        try {
            return (int) prepare.invokeExact(x, scratch, from, to) != 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs items [from, to) of the plan in the scratch area. */
    void multiply(MemorySegment weights, MemorySegment scratch, MemorySegment out, long from, long to) {
        try {
            multiply.invokeExact(weights, scratch, out, from, to);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs rows [from, to) of the plan in the scratch area. */
    void rows(MemorySegment a, MemorySegment b, MemorySegment out, MemorySegment scratch, long from, long to) {
        try {
            rows.invokeExact(a, b, out, scratch, from, to);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Runs items [from, to) of the plan in the scratch area.
     *
     * @param t queries, keys, values, pages, sinks and output
     * @return false if there is no memory
     */
    boolean attention(MemorySegment[] t, MemorySegment scratch, long from, long to) {
        try {
            return (int) attention.invokeExact(t[0], t[1], t[2], t[3], t[4], t[5], scratch, from, to) == 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Bytes of eight packed rows of a type, as {@link Plan#code} numbers it; 0 if it is used as it lies. */
    long packedBytes(int type, int columns) {
        try {
            return (long) packedBytes.invokeExact((long) type, (long) columns);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Packs rows that follow each other to memory that is all zeros. */
    void pack(MemorySegment from, MemorySegment to, int type, int columns, int rows) {
        try {
            pack.invokeExact(from, to, (long) type, (long) columns, (long) rows);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Zeroed memory that is taken up as it is written; lives until {@link #release}.
     *
     * @throws BackendResourceException if there is none
     */
    MemorySegment reserve(long bytes) {
        MemorySegment memory;
        try {
            memory = (MemorySegment) reserve.invokeExact(bytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (memory.equals(MemorySegment.NULL)) {
            throw new BackendResourceException("cannot reserve " + bytes + " bytes for packed weights");
        }
        return memory.reinterpret(bytes);
    }

    void release(MemorySegment reserved) {
        try {
            release.invokeExact(reserved, reserved.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException runtime -> runtime; // a segment that is closed
            default -> new BackendInternalException("a native call failed", e);
        };
    }
}
