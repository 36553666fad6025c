package dev.nuri.moe;

import dev.nuri.hw.Backends;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Architecture;
import dev.nuri.moe.model.Encoder;
import dev.nuri.moe.model.EncoderRunner;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A text encoder: texts to vectors whose inner product says how near two texts are in meaning. A vector is the mean of its
 * tokens' hidden states, brought to unit length. What a model wants before a text, such as {@code search_query: }, is the
 * caller's to put there. May be shared by threads, whose texts take turns. Close it when nobody uses it any more.
 */
public final class TextEncoder implements AutoCloseable {
    /** Tokens that texts of one pass have together, unless a single one is longer. */
    private static final int PASS_TOKENS = 512;

    private final ModelFile file;
    private final Backends.Selection backend;
    private final Device device;
    private final Encoder encoder;
    private final Tokenizer tokenizer;
    private final EncoderSettings settings;
    private final int contextLength;
    private final OptionalInt first;
    private final OptionalInt last;
    private final ReentrantLock turn = new ReentrantLock();
    private final EncoderRunner runner;
    private boolean closed;

    private TextEncoder(ModelFile file, Backends.Selection backend, Device device, EncoderSettings settings) {
        LanguageModel.plan(file, device, 0, TensorType.F16).check();
        this.file = file;
        this.backend = backend;
        this.device = device;
        this.encoder = Architecture.loadEncoder(file, device);
        this.tokenizer = Tokenizer.of(file.metadata());
        this.settings = settings;
        this.contextLength = file.metadata().integer(architecture() + ".context_length");
        this.first = tokenizer.addsBegin() ? tokenizer.vocabulary().role("bos") : OptionalInt.empty();
        this.last = file.metadata().bool("tokenizer.ggml.add_eos_token", true)
                ? tokenizer.vocabulary().role("eos")
                : OptionalInt.empty();
        check();
        this.runner = new EncoderRunner(device, encoder);
    }

    private void check() {
        if (settings.dimension() > encoder.dimension()) {
            throw file.metadata()
                    .error("its vectors have " + encoder.dimension() + " components, got dimension "
                            + settings.dimension());
        }
        if (contextLength <= borders()) {
            throw file.metadata().error("a context of " + contextLength + " tokens has no room for a text");
        }
        if (tokenizer.vocabulary().size() > encoder.vocabularySize()) {
            throw file.metadata()
                    .error("its vocabulary has " + tokenizer.vocabulary().size() + " tokens, its embedding "
                            + encoder.vocabularySize());
        }
    }

    /** Opens an encoder on the best backend there is, with the default settings. */
    public static TextEncoder open(Path path) {
        return open(path, Backends.AUTO, DeviceOptions.defaults(), EncoderSettings.defaults());
    }

    /**
     * Opens an encoder.
     *
     * @param path the GGUF file or the first of its shards
     * @param backend name of a backend, or {@code auto}
     * @param options of its device, such as the number of threads
     * @param settings how vectors are made
     * @throws ModelInputException if the file is malformed or no encoder, its architecture or tokenizer is not known, or its
     *     vectors have fewer components than the settings want
     * @throws ModelResourceException if the backend cannot run here, or there is not enough memory
     */
    public static TextEncoder open(Path path, String backend, DeviceOptions options, EncoderSettings settings) {
        return LanguageModel.opened(
                path,
                backend,
                options,
                (file, selection, device) -> new TextEncoder(file, selection, device, settings));
    }

    /** The architecture's name, such as {@code nomic-bert-moe}. */
    public String architecture() {
        return file.metadata().text("general.architecture");
    }

    /** Text to ids and back. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Tokens of a text at most, with those that begin and end it. */
    public int contextLength() {
        return contextLength;
    }

    /** Components of a vector. */
    public int dimension() {
        return settings.dimension() == 0 ? encoder.dimension() : settings.dimension();
    }

    /** Name of the backend it runs on. */
    public String backend() {
        return backend.backend().name();
    }

    /** Which backend was chosen and why, in a sentence. */
    public String backendReason() {
        return backend.reason();
    }

    /** Embeds one text, see {@link #embed(List)}. */
    public float[] embed(String text) {
        return embed(List.of(text))[0];
    }

    /**
     * Embeds texts. Nothing in them becomes a control token; an empty one is embedded as the tokens that begin and end it.
     *
     * @return [texts][{@link #dimension}], each row of unit length
     * @throws ModelInputException if a text is longer than the context and the settings refuse that, has no tokens at all,
     *     or the encoder is closed
     * @throws ModelInternalException if a vector is zero or not finite: the weights are broken
     */
    public float[][] embed(List<String> texts) {
        List<int[]> ids = texts.stream().map(this::ids).toList();
        float[][] vectors = new float[ids.size()][];
        turn.lock();
        try {
            if (closed) {
                throw new ModelInputException("the encoder is closed");
            }
            for (int from = 0; from < vectors.length; ) {
                int to = end(ids, from);
                List<float[]> hidden = run(ids.subList(from, to));
                for (int i = from; i < to; i++) {
                    vectors[i] = vector(hidden.get(i - from), i);
                }
                from = to;
            }
        } finally {
            turn.unlock();
        }
        return vectors;
    }

    private List<float[]> run(List<int[]> ids) {
        return LanguageModel.translated(() -> runner.run(ids));
    }

    /** Where the pass that begins with a text ends. */
    private int end(List<int[]> ids, int from) {
        int to = from + 1;
        int tokens = ids.get(from).length;
        while (!settings.reproducible() && to < ids.size() && tokens + ids.get(to).length <= PASS_TOKENS) {
            tokens += ids.get(to++).length;
        }
        return to;
    }

    private int borders() {
        return (first.isPresent() ? 1 : 0) + (last.isPresent() ? 1 : 0);
    }

    /** The text's tokens between the model's own. */
    private int[] ids(String text) {
        int[] own = tokenizer.encode(text);
        int room = contextLength - borders();
        if (own.length > room && settings.longTexts() == EncoderSettings.LongTexts.REFUSE) {
            throw new ModelInputException("a text of " + own.length + " tokens exceeds the " + room
                    + " that the encoder's context has room for by " + (own.length - room));
        }
        int kept = Math.min(own.length, room);
        if (kept + borders() == 0) {
            throw new ModelInputException("a text without tokens has no vector");
        }
        int[] out = new int[kept + borders()];
        int start = first.isPresent() ? 1 : 0;
        System.arraycopy(own, 0, out, start, kept);
        first.ifPresent(id -> out[0] = id);
        last.ifPresent(id -> out[out.length - 1] = id);
        return out;
    }

    /**
     * The mean over tokens, cut, at unit length.
     *
     * @param hidden [n][embedding]
     */
    private float[] vector(float[] hidden, int text) {
        double[] sum = new double[dimension()];
        for (int row = 0; row < hidden.length; row += encoder.dimension()) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += hidden[row + c];
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new ModelInternalException("the vector of text " + text
                    + " is zero or not finite: the model's weights or its computation are broken");
        }
        float[] out = new float[sum.length];
        for (int c = 0; c < out.length; c++) {
            out[c] = (float) (sum[c] / length);
        }
        return out;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                runner.close();
                device.close();
                file.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
