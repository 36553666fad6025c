package dev.nuri.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A BERT-shaped sentence encoder run by ONNX Runtime: tokens → last hidden states → mean over tokens → unit length.
 *
 * <p>Each text is run by itself, never padded into a batch: the weights are quantised with scales taken from the whole
 * input at run time, so a text's vector would depend on its neighbours. Texts of one call are spread over the cores
 * instead.
 */
final class OnnxEmbedder implements Embedder {

    private final OnnxModel model;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;

    /**
     * Loads a model.
     *
     * @throws NuriException when its inputs or output are not those of such an encoder
     */
    OnnxEmbedder(OnnxModel model, byte[] weights, HuggingFaceTokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // Lengths differ from text to text: remembered patterns and a growing arena would only cost memory.
            options.setMemoryPatternOptimization(false);
            options.setCPUArenaAllocator(false);
            this.session = environment.createSession(weights, options);
            this.inputs = session.getInputNames();
            checkDimension(hiddenSize(session));
        } catch (OrtException e) {
            throw new NuriException(
                    ErrorCode.INVALID_INPUT, "The embedder " + model.id() + " cannot be loaded: " + e.getMessage(), e);
        }
        if (!inputs.contains("input_ids") || !inputs.contains("attention_mask")) {
            throw NuriException.invalid("The embedder " + model.id()
                    + " must take input_ids and attention_mask, but takes " + inputs + ".");
        }
    }

    private void checkDimension(int found) {
        if (found != model.dimension()) {
            throw NuriException.invalid("The embedder " + model.id() + " must give " + model.dimension()
                    + " components, but gives " + found + ".");
        }
    }

    private static int hiddenSize(OrtSession session) throws OrtException {
        if (session.getOutputInfo().values().iterator().next().getInfo() instanceof TensorInfo output) {
            long[] shape = output.getShape();
            if (shape.length == 3 && shape[2] > 0) {
                return Math.toIntExact(shape[2]);
            }
        }
        throw NuriException.invalid("An embedder's first output must have shape [batch, tokens, dimension], but is "
                + session.getOutputInfo() + ".");
    }

    @Override
    public String id() {
        return model.id();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return model.supports(lang);
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        String prefix = role == Role.QUERY ? model.queryPrefix() : model.passagePrefix();
        float[][] vectors = new float[texts.size()][];
        IntStream.range(0, texts.size()).parallel().forEach(i -> vectors[i] = embedOne(prefix + texts.get(i)));
        return vectors;
    }

    private float[] embedOne(String text) {
        Encoding encoding = tokenizer.encode(text, true, false);
        long[] shape = {1, encoding.getIds().length};
        Map<String, OnnxTensorLike> feed = new HashMap<>();
        try (OnnxTensor ids = tensor(encoding.getIds(), shape);
                OnnxTensor mask = tensor(encoding.getAttentionMask(), shape);
                OnnxTensor types = tensor(encoding.getTypeIds(), shape)) {
            feed.put("input_ids", ids);
            feed.put("attention_mask", mask);
            if (inputs.contains("token_type_ids")) {
                feed.put("token_type_ids", types);
            }
            try (OrtSession.Result result = session.run(feed)) {
                return pool(((OnnxTensor) result.get(0)).getFloatBuffer());
            }
        } catch (OrtException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The embedder " + model.id() + " failed on a text: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }

    /**
     * Mean over tokens, then unit length.
     *
     * @param hidden {@code [tokens][dimension]}, row-major
     */
    private float[] pool(FloatBuffer hidden) {
        int dimension = model.dimension();
        float[] sum = new float[dimension];
        while (hidden.hasRemaining()) {
            for (int i = 0; i < dimension; i++) {
                sum[i] += hidden.get();
            }
        }
        double squares = 0;
        for (float x : sum) {
            squares += (double) x * x;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The embedder " + model.id() + " gave a vector that is zero or not a number.");
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < dimension; i++) {
            sum[i] *= scale;
        }
        return sum;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new NuriException(ErrorCode.INTERNAL, "The embedder " + model.id() + " did not close.", e);
        }
        tokenizer.close();
    }
}
