package dev.nuri.moe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of llama.cpp's C interface that measuring it takes. Two of its structs are passed by value and change from
 * release to release, so each is taken as a block larger than itself, filled by the library's own defaults; a field is set
 * at an offset only after the default there was found to be the expected one. Offsets: release 0.5.0.
 */
@SuppressWarnings("restricted") // calling C is what it is for
final class LlamaCppLibrary {
    /** More than either parameter struct takes; what is beyond its end is never read. */
    private static final StructLayout PARAMETERS =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(64, ADDRESS).withName("head"));

    private static final StructLayout BATCH = MemoryLayout.structLayout(
            JAVA_INT, MemoryLayout.paddingLayout(4), ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private final Arena arena;
    private final SymbolLookup symbols;

    /** Loads the libraries, which stay loaded until the arena closes, and the processor code that suits this machine. */
    LlamaCppLibrary(Path folder, Arena arena) {
        this.arena = arena;
        // Each needs those before it.
        SymbolLookup.libraryLookup(library(folder, "libggml-base"), arena);
        SymbolLookup ggml = SymbolLookup.libraryLookup(library(folder, "libggml"), arena);
        this.symbols =
                SymbolLookup.libraryLookup(library(folder, "libllama"), arena).or(ggml);
        silence();
        run(
                "ggml_backend_load_all_from_path",
                FunctionDescriptor.ofVoid(ADDRESS),
                arena.allocateFrom(folder.toString()));
        run("llama_backend_init", FunctionDescriptor.ofVoid());
    }

    /** {@code name.so}, possibly with a version before or after the suffix. */
    private static Path library(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.getFileName().toString().matches(name + "(\\.v[0-9.]*)?\\.(so|dylib)(\\.[0-9.]+)?"))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new ModelInputException(folder + " lacks llama.cpp's library " + name));
        } catch (IOException e) {
            throw new ModelInputException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Its log is for developers of models; failures are told by what it returns. */
    private void silence() {
        FunctionDescriptor callback = FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS);
        try {
            MethodHandle nothing = MethodHandles.empty(
                    MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment stub = Linker.nativeLinker().upcallStub(nothing, callback, arena);
            run("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), stub, MemorySegment.NULL);
        } catch (IllegalArgumentException e) {
            throw new ModelInternalException("cannot silence llama.cpp", e);
        }
    }

    /**
     * A model.
     *
     * @throws ModelInputException if the library cannot load it
     */
    MemorySegment loadModel(Path file) {
        MemorySegment parameters = defaults("llama_model_default_params");
        expect(parameters, "n_gpu_layers", 16, -1);
        expect(parameters, "split_mode", 20, 1);
        expect(parameters, "load_mode", 24, -1);
        if (parameters.get(JAVA_BYTE, 74) != 1) {
            throw moved("use_extra_bufts", 74, parameters.get(JAVA_BYTE, 74), 1);
        }
        MemorySegment model = (MemorySegment) call(
                "llama_model_load_from_file",
                FunctionDescriptor.of(ADDRESS, ADDRESS, PARAMETERS),
                arena.allocateFrom(file.toString()),
                parameters);
        if (model.equals(MemorySegment.NULL)) {
            throw new ModelInputException("llama.cpp cannot load " + file);
        }
        return model;
    }

    /** A context that computes on {@code threads} threads and takes whole prompts at once. */
    MemorySegment newContext(MemorySegment model, int tokens, int threads) {
        MemorySegment parameters = defaults("llama_context_default_params");
        expect(parameters, "n_ctx", 0, 512);
        expect(parameters, "n_batch", 4, 2048);
        expect(parameters, "n_ubatch", 8, 512);
        expect(parameters, "n_threads", 28, 4);
        expect(parameters, "n_threads_batch", 32, 4);
        expect(parameters, "flash_attn_type", 52, -1);
        expect(parameters, "type_k", 104, 1);
        expect(parameters, "type_v", 108, 1);
        parameters.set(JAVA_INT, 0, tokens);
        parameters.set(JAVA_INT, 4, tokens);
        parameters.set(JAVA_INT, 28, threads);
        parameters.set(JAVA_INT, 32, threads);
        MemorySegment context = (MemorySegment)
                call("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, PARAMETERS), model, parameters);
        if (context.equals(MemorySegment.NULL)) {
            throw new ModelResourceException("llama.cpp cannot make a context of " + tokens + " tokens");
        }
        return context;
    }

    private MemorySegment defaults(String function) {
        return (MemorySegment) call(function, FunctionDescriptor.of(PARAMETERS));
    }

    private static void expect(MemorySegment parameters, String field, long offset, int value) {
        int found = parameters.get(JAVA_INT, offset);
        if (found != value) {
            throw moved(field, offset, found, value);
        }
    }

    private static ModelInputException moved(String field, long offset, int found, int expected) {
        return new ModelInputException("these libraries are of another llama.cpp release than 0.5.0: offset " + offset
                + " holds " + found + " where the default of " + field + ", " + expected + ", should be");
    }

    /** Ids its vocabulary has. */
    int vocabularySize(MemorySegment model) {
        MemorySegment vocabulary =
                (MemorySegment) call("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS), model);
        return (int) call("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS), vocabulary);
    }

    /** Forgets all tokens of a context. */
    void clear(MemorySegment context) {
        MemorySegment memory =
                (MemorySegment) call("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS), context);
        run("llama_memory_clear", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN), memory, true);
    }

    /** Runs tokens at the positions from {@code start} on, and waits for the logits of the last. */
    void decode(MemorySegment context, int[] ids, int start) {
        try (Arena call = Arena.ofConfined()) {
            int status = (int) call(
                    "llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, BATCH), context, batch(call, ids, start));
            if (status != 0) {
                throw new ModelInternalException("llama_decode returned " + status);
            }
            call("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT), context, -1);
        }
    }

    private static MemorySegment batch(Arena arena, int[] ids, int start) {
        int n = ids.length;
        MemorySegment positions = arena.allocate(JAVA_INT, n);
        MemorySegment counts = arena.allocate(JAVA_INT, n);
        MemorySegment sequences = arena.allocate(ADDRESS, n);
        MemorySegment wanted = arena.allocate(n);
        MemorySegment zero = arena.allocate(JAVA_INT);
        for (int i = 0; i < n; i++) {
            positions.setAtIndex(JAVA_INT, i, start + i);
            counts.setAtIndex(JAVA_INT, i, 1);
            sequences.setAtIndex(ADDRESS, i, zero);
        }
        wanted.set(JAVA_BYTE, n - 1L, (byte) 1);
        MemorySegment batch = arena.allocate(BATCH);
        batch.set(JAVA_INT, 0, n);
        List<MemorySegment> parts =
                List.of(arena.allocateFrom(JAVA_INT, ids), MemorySegment.NULL, positions, counts, sequences, wanted);
        for (int i = 0; i < parts.size(); i++) {
            batch.set(ADDRESS, 8L + 8L * i, parts.get(i));
        }
        return batch;
    }

    /** Runs a text through an encoder; its pooled vector of {@code size} components, as the library leaves it. */
    float[] embed(MemorySegment context, int[] ids, int size) {
        run("llama_set_embeddings", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN), context, true);
        try (Arena call = Arena.ofConfined()) {
            int status = (int)
                    call("llama_encode", FunctionDescriptor.of(JAVA_INT, ADDRESS, BATCH), context, batch(call, ids, 0));
            if (status != 0) {
                throw new ModelInternalException("llama_encode returned " + status);
            }
            MemorySegment vector = (MemorySegment)
                    call("llama_get_embeddings_seq", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT), context, 0);
            return vector.reinterpret(4L * size).toArray(JAVA_FLOAT);
        }
    }

    void freeContext(MemorySegment context) {
        run("llama_free", FunctionDescriptor.ofVoid(ADDRESS), context);
    }

    void freeModel(MemorySegment model) {
        run("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS), model);
    }

    private void run(String function, FunctionDescriptor descriptor, Object... arguments) {
        call(function, descriptor, arguments);
    }

    /** Calls a function by name: slow beside what the functions do, but some microseconds do not count here. */
    private Object call(String function, FunctionDescriptor descriptor, Object... arguments) {
        MemorySegment symbol = symbols.find(function)
                .orElseThrow(() -> new ModelInputException("llama.cpp's libraries lack " + function));
        MethodHandle handle = Linker.nativeLinker().downcallHandle(symbol, descriptor);
        try {
            boolean structReturned =
                    descriptor.returnLayout().filter(PARAMETERS::equals).isPresent();
            Object[] all = structReturned ? new Object[] {(java.lang.foreign.SegmentAllocator) arena} : arguments;
            return handle.invokeWithArguments(all);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ModelInternalException(function + " failed", e);
        }
    }
}
