package dev.nuri.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * A network that reads tokens, run by ONNX Runtime. Thread-safe.
 *
 * <p>Texts are run one at a time, each by one thread, never padded into a batch: quantised weights are scaled by what
 * else is in the input, so that a text's result would depend on its neighbours. Callers spread texts over the cores.
 */
final class OnnxNetwork implements AutoCloseable {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";
    private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES, POSITIONS);
    private static final Set<OnnxJavaType> NUMBERS =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    private final String called;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;
    private final Map<String, long[]> outputs;

    @FunctionalInterface
    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private OnnxNetwork(String called, Opening opening) {
        this.called = called;
        environment = environment(called);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Its failures are told by exceptions; its own lines would only repeat them.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // Lengths differ from text to text: remembered patterns and a growing arena would only cost memory.
            options.setMemoryPatternOptimization(false);
            options.setCPUArenaAllocator(false);
            session = opening.open(environment, options);
        } catch (OrtException e) {
            throw NuriException.invalid(called + " cannot be loaded: " + NuriException.reason(e) + ".");
        }
        try {
            inputs = inputs(session);
            outputs = outputs(session);
        } catch (OrtException e) {
            close();
            throw NuriException.invalid(called + " cannot be loaded: " + NuriException.reason(e) + ".");
        } catch (NuriException e) {
            close();
            throw e;
        }
    }

    /** To be had before options are made, which need its library loaded. */
    private static OrtEnvironment environment(String called) {
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    called + " cannot run here, since ONNX Runtime does not load: " + NuriException.reason(e) + ".",
                    e);
        }
    }

    /**
     * Loads a file, and the files of weights beside it that it names.
     *
     * @param called how messages name it, at the start of a sentence
     * @throws NuriException when it cannot be read or takes other inputs
     */
    static OnnxNetwork open(Path file, String called) {
        return new OnnxNetwork(called, (environment, options) -> environment.createSession(file.toString(), options));
    }

    /** Loads the bytes of a file, likewise. */
    static OnnxNetwork open(byte[] weights, String called) {
        return new OnnxNetwork(called, (environment, options) -> environment.createSession(weights, options));
    }

    private Set<String> inputs(OrtSession opened) throws OrtException {
        Set<String> names = new TreeSet<>(opened.getInputNames());
        if (!names.contains(IDS) || !KNOWN.containsAll(names)) {
            throw NuriException.invalid(called + " must take " + IDS + ", and at most " + MASK + ", " + TYPES + " and "
                    + POSITIONS + " beside it, but takes " + String.join(", ", names) + ".");
        }
        for (NodeInfo input : opened.getInputInfo().values()) {
            if (!(input.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.INT64) {
                throw NuriException.invalid(called + " must take whole numbers of 64 bits, but its input "
                        + input.getName() + " is " + input.getInfo() + ".");
            }
        }
        return names;
    }

    private static Map<String, long[]> outputs(OrtSession opened) throws OrtException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        opened.getOutputInfo().forEach((name, output) -> {
            if (output.getInfo() instanceof TensorInfo info && NUMBERS.contains(info.type)) {
                shapes.put(name, info.getShape());
            }
        });
        return shapes;
    }

    /** Its outputs that are floating-point numbers, in its order, with their shapes; -1 is any size. */
    Map<String, long[]> outputs() {
        return outputs;
    }

    /**
     * Runs it for one text.
     *
     * @param tokens at least one
     * @param output one of {@link #outputs()}
     * @throws NuriException when it fails, such as on a token it does not have
     */
    Tensor run(Tokens tokens, String output) {
        long[] shape = {1, tokens.length()};
        try (OnnxTensor ids = tensor(tokens.ids(), shape);
                OnnxTensor mask = tensor(tokens.mask(), shape);
                OnnxTensor types = tensor(tokens.types(), shape);
                OnnxTensor positions =
                        tensor(LongStream.range(0, tokens.length()).toArray(), shape)) {
            Map<String, OnnxTensorLike> feed =
                    new HashMap<>(Map.of(IDS, ids, MASK, mask, TYPES, types, POSITIONS, positions));
            feed.keySet().retainAll(inputs);
            try (OrtSession.Result result = session.run(feed, Set.of(output))) {
                OnnxTensor found = (OnnxTensor) result.get(0);
                FloatBuffer buffer = found.getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return new Tensor(values, found.getInfo().getShape());
            }
        } catch (OrtException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, called + " failed on a text: " + NuriException.reason(e) + ".", e);
        }
    }

    /**
     * Makes sure that it has every token of a tokenizer.
     *
     * @param tokenizerJson what {@code tokenizer.json} holds
     * @param output one of {@link #outputs()}
     * @throws NuriException when it has not
     */
    void requireTokens(byte[] tokenizerJson, String output) {
        long highest;
        try {
            highest = ModelTokenizer.highest(tokenizerJson);
        } catch (IOException e) {
            throw NuriException.invalid(
                    called + " has a tokenizer.json that cannot be read: " + NuriException.reason(e) + ".");
        }
        try {
            if (highest >= 0) {
                var _ = run(Tokens.single(highest), output);
            }
        } catch (NuriException e) {
            throw NuriException.invalid(called + " has a tokenizer.json that does not fit its network, which fails on"
                    + " token " + highest + ": take both from the same place.");
        }
    }

    private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new NuriException(ErrorCode.INTERNAL, called + " did not close: " + NuriException.reason(e) + ".", e);
        }
    }
}
