package dev.nuri.moe;

import dev.nuri.hw.BackendException;
import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.BackendInternalException;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Backends;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvPool;
import dev.nuri.moe.chat.ChatTemplate;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Architecture;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A language model: weights mapped from a file, its tokenizer, and the device it runs on. Immutable and shared by
 * threads; each conversation is a {@link GenerationSession} of its own. Close it after its sessions.
 */
public final class LanguageModel implements AutoCloseable {
    private final ModelFile file;
    private final Backends.Selection backend;
    private final Device device;
    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final GrammarMasks constraints;

    private LanguageModel(ModelFile file, Backends.Selection backend, Device device) {
        this.file = file;
        this.backend = backend;
        this.device = device;
        this.decoder = Architecture.load(file, device);
        this.tokenizer = Tokenizer.of(file.metadata());
        this.constraints = new GrammarMasks(tokenizer);
    }

    /** Opens a model on the best backend there is. */
    public static LanguageModel open(Path path) {
        return open(path, Backends.AUTO);
    }

    /** Opens a model on a named backend with the default options. */
    public static LanguageModel open(Path path, String backend) {
        return open(path, backend, DeviceOptions.defaults());
    }

    /**
     * Opens a model: a GGUF file, or a folder of safetensors.
     *
     * @param path the GGUF file or the first of its shards, or the folder
     * @param backend name of a backend, or {@code auto}
     * @param options of its device, such as the number of threads
     * @throws ModelInputException if the file is malformed, or its architecture or tokenizer is not known
     * @throws ModelResourceException if the backend cannot run here
     */
    public static LanguageModel open(Path path, String backend, DeviceOptions options) {
        return opened(path, backend, options, LanguageModel::new);
    }

    /** Makes something of a file and a device, which it will close. */
    @FunctionalInterface
    interface Maker<T> {
        T make(ModelFile file, Backends.Selection backend, Device device);
    }

    /** Opens file and device for {@code maker}; if it fails, nothing stays open. */
    static <T> T opened(Path path, String backend, DeviceOptions options, Maker<T> maker) {
        return translated(() -> {
            ModelFile file = ModelFile.open(path);
            Device device = null;
            try {
                Backends.Selection selection = Backends.select(backend);
                device = selection.backend().open(0, options);
                return maker.make(file, selection, device);
            } catch (RuntimeException | Error e) {
                if (device != null) {
                    device.close();
                }
                file.close();
                throw e;
            }
        });
    }

    /** Turns backend failures into this module's, of the same kind. */
    static <T> T translated(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (BackendException e) {
            throw switch (e) {
                case BackendInputException input -> new ModelInputException(input.getMessage(), input);
                case BackendInternalException internal -> new ModelInternalException(internal.getMessage(), internal);
                case BackendResourceException lack -> new ModelResourceException(lack.getMessage(), lack);
            };
        }
    }

    /** The architecture's name, such as {@code qwen3moe}. */
    public String architecture() {
        return file.metadata().text("general.architecture");
    }

    /** Text to ids and back. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * How conversations become prompts, as the model brings it; empty for a model that only writes on.
     *
     * @throws ModelInputException if its template cannot be read
     */
    public Optional<ChatTemplate> chatTemplate() {
        return ChatTemplate.of(file.metadata(), tokenizer.vocabulary());
    }

    /** Tokens of context the model was trained for. */
    public int contextLength() {
        return file.metadata().integer(architecture() + ".context_length");
    }

    /** Length of the logits. */
    public int vocabularySize() {
        return decoder.vocabularySize();
    }

    /** Name of the backend it runs on. */
    public String backend() {
        return backend.backend().name();
    }

    /** Which backend was chosen and why, in a sentence. */
    public String backendReason() {
        return backend.reason();
    }

    /** Bytes a session's cache takes for each token of context. */
    public long kvBytesPerToken(TensorType cacheType) {
        return KvPool.bytesPerPosition(decoder.cacheShapes(), cacheType);
    }

    /** A session with an F16 cache. */
    public GenerationSession newSession(int contextTokens) {
        return newSession(contextTokens, TensorType.F16);
    }

    /**
     * A new session.
     *
     * @param contextTokens prompt and answer together, 1 to {@link #contextLength}
     * @param cacheType F32, F16, BF16 or Q8_0
     * @throws ModelInputException if the model has no such context, or keys and values that the type cannot hold
     * @throws ModelResourceException if there is not enough memory; the message is its plan's sentence
     */
    public GenerationSession newSession(int contextTokens, TensorType cacheType) {
        if (contextTokens < 1 || contextTokens > contextLength()) {
            throw new ModelInputException("contextTokens must be 1 to " + contextLength() + ", got " + contextTokens);
        }
        plan(contextTokens, cacheType).check();
        return translated(() -> new GenerationSession(device, decoder, contextTokens, cacheType));
    }

    /** An engine that answers requests with this model, with the usual settings. */
    public GenerationEngine newEngine() {
        return newEngine(EngineSettings.defaults());
    }

    /**
     * An engine that answers requests with this model.
     *
     * @throws ModelResourceException if there is not enough memory; the message is its plan's sentence
     */
    public GenerationEngine newEngine(EngineSettings settings) {
        MemoryPlan plan = plan(settings.cacheTokens(), settings.cacheType());
        plan.check();
        boolean larger = plan.placement() == MemoryPlan.Placement.EXPERTS_FROM_DISK;
        return translated(() -> new GenerationEngine(this, file, device, decoder, settings, larger));
    }

    private MemoryPlan plan(int cacheTokens, TensorType cacheType) {
        return plan(file, device, cacheTokens, cacheType);
    }

    static MemoryPlan plan(ModelFile file, Device device, int cacheTokens, TensorType cacheType) {
        long memory = device.info().memoryBytes();
        // Only of the machine's own memory is it known how much is in use.
        long available = memory == Memory.total() ? Memory.available() : memory;
        return MemoryPlan.of(file, cacheTokens, cacheType, memory, available);
    }

    /** Grammars over this model's vocabulary. */
    GrammarMasks constraints() {
        return constraints;
    }

    /** Whether ids mean the same in both models. */
    boolean hasVocabularyOf(LanguageModel other) {
        return vocabularySize() == other.vocabularySize()
                && tokenizer.vocabulary().hasTextsOf(other.tokenizer.vocabulary());
    }

    @Override
    public void close() {
        device.close();
        file.close();
    }
}
