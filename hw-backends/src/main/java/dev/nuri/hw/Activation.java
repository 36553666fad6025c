package dev.nuri.hw;

/** The function that {@link Call.Gate} applies to its gate before the product. */
public enum Activation {
    /** g / (1 + e^-g); the product is SwiGLU. */
    SILU,
    /** The tanh approximation of GELU; the product is GEGLU. */
    GELU,
    /** 1 / (1 + e^-g). */
    SIGMOID,
    /**
     * The clamped SwiGLU of gpt-oss: g = min(g, 7), u = clamp(u, -7, 7), result g / (1 + e^(-1.702 g)) * (u + 1).
     */
    CLAMPED_SWIGLU
}
