package dev.nuri.moe;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tensor.StoredTensor;

/**
 * Which type each tensor gets. The mixed schemes (those in {@code _M}) spend more bits where errors count most: on the
 * output, and on the value and down projections of the first and last eighth of the layers and every third between.
 */
public enum QuantisationScheme {
    F32(TensorType.F32, 0),
    F16(TensorType.F16, 1),
    BF16(TensorType.BF16, 32),
    Q4_0(TensorType.Q4_0, 2),
    Q4_1(TensorType.Q4_1, 3),
    Q5_0(TensorType.Q5_0, 8),
    Q5_1(TensorType.Q5_1, 9),
    Q8_0(TensorType.Q8_0, 7),
    Q2_K(TensorType.Q2_K, 10),
    Q3_K_M(TensorType.Q3_K, 12),
    Q4_K_M(TensorType.Q4_K, 15),
    Q5_K_M(TensorType.Q5_K, 17),
    Q6_K(TensorType.Q6_K, 18),
    MXFP4(TensorType.MXFP4, 38);

    private final TensorType base;
    private final int fileType;

    QuantisationScheme(TensorType base, int fileType) {
        this.base = base;
        this.fileType = fileType;
    }

    /** The number that GGUF's {@code general.file_type} has for it. */
    public int fileType() {
        return fileType;
    }

    /** The type most matrices get. */
    public TensorType base() {
        return base;
    }

    /** What a tensor becomes: its own type if it is none of the matrices that make a model large. */
    TensorType typeOf(StoredTensor tensor, ModelFile file) {
        String name = tensor.name();
        boolean matrix = tensor.shape().length > 1
                && tensor.type() != TensorType.I32
                && name.endsWith(".weight")
                && !name.endsWith("_norm.weight")
                && !name.contains("ffn_gate_inp");
        if (!matrix) {
            return tensor.type();
        }
        return fitting(wanted(name, file), tensor.size(0));
    }

    private TensorType wanted(String name, ModelFile file) {
        if (!base.isQuantised() || this == Q8_0 || this == MXFP4) {
            return base;
        }
        boolean output = name.equals("output.weight")
                || (name.equals("token_embd.weight")
                        && file.tensor("output.weight").isEmpty());
        if (output) {
            return TensorType.Q6_K;
        }
        boolean mixed = name().endsWith("_M");
        return mixed && isSensitive(name, layers(file)) ? better() : base;
    }

    private TensorType better() {
        return this == Q3_K_M ? TensorType.Q5_K : TensorType.Q6_K;
    }

    private static boolean isSensitive(String name, int layers) {
        if (!name.startsWith("blk.")
                || !name.matches("blk\\.\\d{1,6}\\.(attn_v|attn_v_b|ffn_down|ffn_down_exps)\\.weight")) {
            return false;
        }
        int layer = Integer.parseInt(name.substring(4, name.indexOf('.', 4)));
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }

    private static int layers(ModelFile file) {
        String architecture =
                file.metadata().optionalText("general.architecture").orElse("");
        return Math.max(1, file.metadata().integer(architecture + ".block_count", 1));
    }

    /** The type, or one of about as many bits whose blocks rows of that length are a multiple of. */
    private static TensorType fitting(TensorType type, int columns) {
        if (columns % type.blockElements() == 0) {
            return type;
        }
        TensorType smaller =
                switch (type) {
                    case Q2_K, Q3_K -> TensorType.Q4_0;
                    case Q4_K -> TensorType.Q5_0;
                    case Q5_K -> TensorType.Q5_1;
                    default -> TensorType.Q8_0;
                };
        return columns % smaller.blockElements() == 0 ? smaller : TensorType.F16;
    }
}
