package dev.nuri.hw;

/** The kinds of computation a backend may offer; {@link Call} has the arguments and the meaning of each. */
public enum Op {
    COPY,
    STORE_ROWS,
    GET_ROWS,
    MATMUL,
    HEAD_MATMUL,
    EXPERT_MATMUL,
    EXPERT_BIAS,
    EXPERT_SUM,
    ROUTE,
    RMS_NORM,
    LAYER_NORM,
    ROPE,
    ATTENTION,
    SOFTMAX,
    GATE,
    ADD,
    SCALE
}
