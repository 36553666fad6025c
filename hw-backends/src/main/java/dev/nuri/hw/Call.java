package dev.nuri.hw;

/**
 * One computation with all its arguments: shapes are checked when it is made, so kernels need not. Shapes are written
 * [slices][rows][columns], leading sizes of 1 left out; T is the number of tokens. Unless said otherwise tensors are
 * F32, and an output may be the very tensor of an input of the same shape but must not overlap one otherwise.
 */
public sealed interface Call {
    /** The kind of computation. */
    Op op();

    /** The element type a backend must know to run it: that of the weights, the cache or the copy's target. */
    default TensorType type() {
        return TensorType.F32;
    }

    /**
     * to = from, converted.
     *
     * @param from [S][R][C] of F32
     * @param to [S][R][C] of F32, F16 or BF16
     */
    record Copy(Tensor from, Tensor to) implements Call {
        public Copy {
            Shapes.f32("from", from);
            Shapes.same("from", from, "to", to);
            Shapes.check(!to.type().isQuantised() && to.type() != TensorType.I32, () -> "cannot copy to " + to.type());
        }

        @Override
        public Op op() {
            return Op.COPY;
        }

        @Override
        public TensorType type() {
            return to.type();
        }
    }

    /**
     * to[slots[t]] = from[t], converted: how keys and values get into their pool. Two tokens must not share a slot.
     *
     * @param from [T][G][D]
     * @param slots I32 [T], each in [0, P)
     * @param to [P][G][D] of F32, F16, BF16 or Q8_0
     */
    record StoreRows(Tensor from, Tensor slots, Tensor to) implements Call {
        public StoreRows {
            Shapes.f32("from", from);
            Shapes.ids(slots, 1, from.slices());
            Shapes.cache("to", to);
            Shapes.check(
                    from.rows() == to.rows() && from.columns() == to.columns(),
                    () -> "rows of " + from.shape() + " to " + to.shape());
        }

        @Override
        public Op op() {
            return Op.STORE_ROWS;
        }

        @Override
        public TensorType type() {
            return to.type();
        }
    }

    /**
     * out[t] = table[ids[t]].
     *
     * @param table [V][C] of any type but I32
     * @param ids [T] of I32, each in [0, V)
     * @param out [T][C]
     */
    record GetRows(Tensor table, Tensor ids, Tensor out) implements Call {
        public GetRows {
            Shapes.ids(ids, 1, out.rows());
            Shapes.f32("out", out);
            Shapes.check(
                    table.columns() == out.columns() && out.slices() == 1,
                    () -> "rows of " + table.shape() + " to " + out.shape());
        }

        @Override
        public Op op() {
            return Op.GET_ROWS;
        }

        @Override
        public TensorType type() {
            return table.type();
        }
    }

    /**
     * out[t][r] = sum over c of weights[r][c] x[t][c]: a linear layer over T tokens.
     *
     * @param weights [R][C] of any type but I32
     * @param x [T][C]
     * @param out [T][R]
     */
    record MatMul(Tensor weights, Tensor x, Tensor out) implements Call {
        public MatMul {
            Shapes.f32("x", x);
            Shapes.f32("out", out);
            Shapes.check(
                    weights.slices() == 1
                            && x.slices() == 1
                            && out.slices() == 1
                            && weights.columns() == x.columns()
                            && weights.rows() == out.columns()
                            && x.rows() == out.rows(),
                    () -> "weights " + weights.shape() + ", x " + x.shape() + ", out " + out.shape());
        }

        @Override
        public Op op() {
            return Op.MATMUL;
        }

        @Override
        public TensorType type() {
            return weights.type();
        }
    }

    /**
     * out[t][h] = weights[h] x[t][h]: each head has a matrix of its own.
     *
     * @param weights [H][R][C] of any type but I32
     * @param x [T][H][C]
     * @param out [T][H][R]
     */
    record HeadMatMul(Tensor weights, Tensor x, Tensor out) implements Call {
        public HeadMatMul {
            Shapes.f32("x", x);
            Shapes.f32("out", out);
            Shapes.check(
                    weights.slices() == x.rows()
                            && x.rows() == out.rows()
                            && weights.columns() == x.columns()
                            && weights.rows() == out.columns()
                            && x.slices() == out.slices(),
                    () -> "weights " + weights.shape() + ", x " + x.shape() + ", out " + out.shape());
        }

        @Override
        public Op op() {
            return Op.HEAD_MATMUL;
        }

        @Override
        public TensorType type() {
            return weights.type();
        }
    }

    /**
     * out[t][k] = weights[ids[t][k]] x[t][k], or x[t][0] when x has one row a token: the chosen experts' matrices.
     *
     * @param weights [X][R][C] of any type but I32
     * @param x [T][K][C] or [T][1][C]
     * @param ids [T][K] of I32, each in [0, X)
     * @param out [T][K][R]
     */
    record ExpertMatMul(Tensor weights, Tensor x, Tensor ids, Tensor out) implements Call {
        public ExpertMatMul {
            Shapes.f32("x", x);
            Shapes.f32("out", out);
            Shapes.ids(ids, out.slices(), out.rows());
            Shapes.check(
                    weights.columns() == x.columns()
                            && weights.rows() == out.columns()
                            && x.slices() == out.slices()
                            && (x.rows() == 1 || x.rows() == out.rows()),
                    () -> "weights " + weights.shape() + ", x " + x.shape() + ", out " + out.shape());
        }

        @Override
        public Op op() {
            return Op.EXPERT_MATMUL;
        }

        @Override
        public TensorType type() {
            return weights.type();
        }
    }

    /**
     * x[t][k] += bias[ids[t][k]], in place.
     *
     * @param x [T][K][C]
     * @param bias [X][C]
     * @param ids [T][K] of I32, each in [0, X)
     */
    record ExpertBias(Tensor x, Tensor bias, Tensor ids) implements Call {
        public ExpertBias {
            Shapes.f32("x", x);
            Shapes.f32("bias", bias);
            Shapes.ids(ids, x.slices(), x.rows());
            Shapes.check(bias.columns() == x.columns(), () -> "x " + x.shape() + ", bias " + bias.shape());
        }

        @Override
        public Op op() {
            return Op.EXPERT_BIAS;
        }
    }

    /**
     * out[t] = sum over k of weights[t][k] x[t][k].
     *
     * @param x [T][K][C]
     * @param weights [T][K]
     * @param out [T][C]
     */
    record ExpertSum(Tensor x, Tensor weights, Tensor out) implements Call {
        public ExpertSum {
            Shapes.f32("x", x);
            Shapes.f32("weights", weights);
            Shapes.f32("out", out);
            Shapes.check(
                    weights.slices() == 1
                            && weights.rows() == x.slices()
                            && weights.columns() == x.rows()
                            && out.slices() == 1
                            && out.rows() == x.slices()
                            && out.columns() == x.columns(),
                    () -> "x " + x.shape() + ", weights " + weights.shape() + ", out " + out.shape());
        }

        @Override
        public Op op() {
            return Op.EXPERT_SUM;
        }
    }

    /**
     * Chooses experts. Scores come from the logits as {@code spec} says; {@code bias} is added to them for choosing
     * only. With groups, a group counts the sum of its best biased scores, as many as {@code spec} says, and only the
     * best groups remain. Chosen
     * are the best biased scores, best first, the lower id first among equals; a NaN is worse than any number. Their
     * weights are the scores without bias, then normalised and scaled as {@code spec} says.
     *
     * @param spec the rule
     * @param logits [T][X]
     * @param bias [X], or null
     * @param ids [T][K] of I32, written
     * @param weights [T][K], written
     */
    record Route(RouteSpec spec, Tensor logits, Tensor bias, Tensor ids, Tensor weights) implements Call {
        public Route {
            Shapes.f32("logits", logits);
            Shapes.f32("weights", weights);
            Shapes.ids(ids, logits.rows(), spec.chosen());
            Shapes.check(
                    logits.slices() == 1
                            && weights.rows() == logits.rows()
                            && weights.columns() == spec.chosen()
                            && spec.chosen() <= logits.columns() / spec.groups() * spec.groupsKept()
                            && logits.columns() % spec.groups() == 0
                            && (bias == null || bias.columns() == logits.columns()),
                    () -> "logits " + logits.shape() + ", weights " + weights.shape() + ", " + spec);
        }

        @Override
        public Op op() {
            return Op.ROUTE;
        }
    }

    /**
     * out = x / sqrt(mean(x^2) + eps) * weight, row by row (Zhang and Sennrich, arXiv 1910.07467).
     *
     * @param x [S][R][C]
     * @param weight [C], or null for ones
     * @param epsilon added to the mean square
     * @param out [S][R][C]
     */
    record RmsNorm(Tensor x, Tensor weight, float epsilon, Tensor out) implements Call {
        public RmsNorm {
            Shapes.f32("x", x);
            Shapes.same("x", x, "out", out);
            Shapes.vector("weight", weight, x.columns());
        }

        @Override
        public Op op() {
            return Op.RMS_NORM;
        }
    }

    /**
     * out = (x - mean(x)) / sqrt(variance(x) + eps) * weight + bias, row by row.
     *
     * @param x [S][R][C]
     * @param weight [C], or null for ones
     * @param bias [C], or null for zeros
     * @param epsilon added to the variance
     * @param out [S][R][C]
     */
    record LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out) implements Call {
        public LayerNorm {
            Shapes.f32("x", x);
            Shapes.same("x", x, "out", out);
            Shapes.vector("weight", weight, x.columns());
            Shapes.vector("bias", bias, x.columns());
        }

        @Override
        public Op op() {
            return Op.LAYER_NORM;
        }
    }

    /**
     * Turns the pairs of each row by position times the pair's frequency.
     *
     * @param spec frequencies and pairing
     * @param x [T][H][C], C at least {@code spec.dimensions()}
     * @param positions [T] of I32
     * @param factors [dimensions / 2], divisors of the frequencies, or null
     * @param out [T][H][C]
     */
    record Rope(RopeSpec spec, Tensor x, Tensor positions, Tensor factors, Tensor out) implements Call {
        public Rope {
            Shapes.f32("x", x);
            Shapes.same("x", x, "out", out);
            Shapes.ids(positions, 1, x.slices());
            Shapes.vector("factors", factors, spec.dimensions() / 2);
            Shapes.check(spec.dimensions() <= x.columns(), () -> "rope over " + spec.dimensions() + " of " + x.shape());
        }

        @Override
        public Op op() {
            return Op.ROPE;
        }
    }

    /**
     * Causal attention of T tokens of one or several sequences over a pool of P rows, in which {@code pages} says where
     * each sequence's positions lie. A token at position p sees the positions max(0, p - window + 1) to p of its own
     * sequence, scores them scale * (query . key), and takes the softmax-weighted sum of the values. Heads share keys
     * and values in equal runs. A sink is one more logit of its head that has no value: it only takes weight away.
     * Attention in both directions is the same with every token at the last position.
     *
     * @param q [T][H][D]
     * @param keys [P][G][D] of F32, F16, BF16 or Q8_0; G divides H
     * @param values [P][G][E], of the keys' type; may be a part of the keys
     * @param positions [T] of I32, each in [0, {@code pages.positions()})
     * @param pages where each sequence's positions lie; the pages seen are in [0, P / pageSize)
     * @param scale factor on the products
     * @param window positions seen at most; 0 for all
     * @param sinks [H], or null
     * @param out [T][H][E]
     */
    record Attention(
            Tensor q,
            Tensor keys,
            Tensor values,
            Tensor positions,
            PageTable pages,
            float scale,
            int window,
            Tensor sinks,
            Tensor out)
            implements Call {
        public Attention {
            Shapes.f32("q", q);
            Shapes.f32("out", out);
            Shapes.ids(positions, 1, q.slices());
            Shapes.ids(pages.sequences(), 1, q.slices());
            Shapes.vector("sinks", sinks, q.rows());
            Shapes.cache("keys", keys);
            Shapes.check(
                    keys.columns() == q.columns()
                            && q.rows() % keys.rows() == 0
                            && values.type() == keys.type()
                            && values.rows() == keys.rows()
                            && values.slices() == keys.slices()
                            && out.slices() == q.slices()
                            && out.rows() == q.rows()
                            && out.columns() == values.columns()
                            && window >= 0,
                    () -> "q " + q.shape() + ", keys " + keys.shape() + ", values " + values.shape() + ", out "
                            + out.shape());
        }

        @Override
        public Op op() {
            return Op.ATTENTION;
        }

        @Override
        public TensorType type() {
            return keys.type();
        }
    }

    /**
     * out = softmax(x), row by row.
     *
     * @param x [S][R][C]
     * @param out [S][R][C]
     */
    record Softmax(Tensor x, Tensor out) implements Call {
        public Softmax {
            Shapes.f32("x", x);
            Shapes.same("x", x, "out", out);
        }

        @Override
        public Op op() {
            return Op.SOFTMAX;
        }
    }

    /**
     * out = activation(gate) * up, element by element.
     *
     * @param activation the function
     * @param gate [S][R][C], or [S][R][1] for one gate a row
     * @param up [S][R][C]
     * @param out [S][R][C]
     */
    record Gate(Activation activation, Tensor gate, Tensor up, Tensor out) implements Call {
        public Gate {
            Shapes.f32("gate", gate);
            Shapes.f32("up", up);
            Shapes.same("up", up, "out", out);
            Shapes.check(
                    gate.slices() == up.slices()
                            && gate.rows() == up.rows()
                            && (gate.columns() == 1 || gate.columns() == up.columns()),
                    () -> "gate " + gate.shape() + ", up " + up.shape());
        }

        @Override
        public Op op() {
            return Op.GATE;
        }
    }

    /**
     * out = a + b, element by element.
     *
     * @param a [S][R][C]
     * @param b [S][R][C], or [C] added to every row
     * @param out [S][R][C]
     */
    record Add(Tensor a, Tensor b, Tensor out) implements Call {
        public Add {
            Shapes.f32("a", a);
            Shapes.f32("b", b);
            Shapes.same("a", a, "out", out);
            Shapes.check(
                    b.sameShape(a) || (b.columns() == a.columns() && b.rows() == 1 && b.slices() == 1),
                    () -> "a " + a.shape() + ", b " + b.shape());
        }

        @Override
        public Op op() {
            return Op.ADD;
        }
    }

    /**
     * out = factor * x, element by element.
     *
     * @param x [S][R][C]
     * @param factor the factor
     * @param out [S][R][C]
     */
    record Scale(Tensor x, float factor, Tensor out) implements Call {
        public Scale {
            Shapes.f32("x", x);
            Shapes.same("x", x, "out", out);
        }

        @Override
        public Op op() {
            return Op.SCALE;
        }
    }
}
