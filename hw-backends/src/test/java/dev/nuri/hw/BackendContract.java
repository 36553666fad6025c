package dev.nuri.hw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.scalar.ScalarKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend must do: the same as scalar, op by op, type by type, at awkward sizes and with awkward numbers. A
 * backend extends this class and inherits every test. Inputs are random; the seed is in each test's name and
 * {@code -Dnuri.seed} repeats it.
 */
public abstract class BackendContract {
    private static final int[] SIZES = {1, 13, 207, 4098};
    private static final Set<TensorType> WEIGHTS = EnumSet.complementOf(EnumSet.of(TensorType.I32));
    private static final Set<TensorType> CACHES =
            EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0);

    /** One rounding of a float. */
    private static final double EPSILON = 0x1p-23;

    /**
     * The bound on the mean square error, in squares of a step: errors of half a step of the greatest magnitude, where
     * that is eight times the root of the mean square; random numbers stay far below, a wrong scale, column or row far
     * above.
     */
    private static final double SQUARE_STEPS = 16;

    /** Of fewer results one may be all there is of the error. */
    private static final int ENOUGH_FOR_A_MEAN = 13;

    private final long seed = Long.getLong("nuri.seed", System.nanoTime());
    private final List<Buffer> buffers = new ArrayList<>();
    private Device device;
    private RandomGenerator random;

    /** The backend under test. */
    protected abstract Backend backend();

    /** Bits, sign included, to which its kernels may round an activation that meets quantised weights. */
    protected int activationBits() {
        return 8;
    }

    /** One step of such an activation, of its greatest magnitude. */
    private double step() {
        return 1.0 / ((1 << (activationBits() - 1)) - 1);
    }

    @BeforeEach
    final void open() {
        Backend.Availability probe = backend().probe();
        Assumptions.assumeTrue(probe.available(), "skipped: " + backend().name() + " cannot run: " + probe.reason());
        device = backend().open(0);
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @AfterEach
    final void close() {
        buffers.forEach(Buffer::close);
        if (device != null) {
            device.close();
        }
    }

    @Test
    void saysWhatItIs() {
        assertThat(backend().name()).matches("[a-z][a-z0-9]*");
        assertThat(backend().probe().reason()).isNotBlank();
        assertThat(backend().devices()).isNotEmpty().allMatch(info -> info.memoryBytes() > 0);
        assertThat(WEIGHTS).anyMatch(type -> backend().supports(Op.MATMUL, type));
    }

    @TestFactory
    java.util.stream.Stream<DynamicTest> products() {
        return WEIGHTS.stream().flatMap(type -> Arrays.stream(SIZES)
                .boxed()
                .flatMap(size -> java.util.stream.Stream.of(
                        test("matmul", type, size, () -> matMul(type, columns(type, size), rows(size), 1)),
                        test("matmul of 7 tokens", type, size, () -> matMul(type, columns(type, size), 13, 7)),
                        test("head matmul", type, size, () -> headMatMul(type, columns(type, size))),
                        test("expert matmul", type, size, () -> expertMatMul(type, columns(type, size), 1)),
                        test("expert matmul, own x", type, size, () -> expertMatMul(type, columns(type, size), 3)),
                        test("get rows", type, size, () -> getRows(type, columns(type, size))))));
    }

    @TestFactory
    java.util.stream.Stream<DynamicTest> attention() {
        return CACHES.stream().flatMap(type -> Arrays.stream(SIZES)
                .boxed()
                .flatMap(size -> java.util.stream.Stream.of(
                        test("attention over positions", type, size, () -> attention(type, size, 24, 4, 2, 0, false)),
                        test("attention, window, sinks", type, size, () -> attention(type, size, 8, 6, 2, 5, true)),
                        test("attention, head size", type, size, () -> attention(type, 9, size, 3, 1, 0, true)),
                        test("attention in both directions", type, size, () -> bothDirections(type, size)),
                        test("attention, values in keys", type, size, () -> latentAttention(type, size)),
                        test("store rows", type, size, () -> storeRows(type, size)))));
    }

    @TestFactory
    java.util.stream.Stream<DynamicTest> rows() {
        return Arrays.stream(SIZES)
                .boxed()
                .flatMap(n -> java.util.stream.Stream.of(
                        test("copy", TensorType.F16, n, () -> copy(TensorType.F16, n)),
                        test("copy", TensorType.BF16, n, () -> copy(TensorType.BF16, n)),
                        test("copy", TensorType.F32, n, () -> copy(TensorType.F32, n)),
                        test(
                                "rms norm",
                                TensorType.F32,
                                n,
                                () -> unary(n, (x, out) -> new Call.RmsNorm(x, vector(n), 1e-5f, out))),
                        test(
                                "layer norm",
                                TensorType.F32,
                                n,
                                () -> unary(n, (x, out) -> new Call.LayerNorm(x, vector(n), vector(n), 1e-5f, out))),
                        test("softmax", TensorType.F32, n, () -> unary(n, Call.Softmax::new)),
                        test("scale", TensorType.F32, n, () -> unary(n, (x, out) -> new Call.Scale(x, -1.7f, out))),
                        test("add", TensorType.F32, n, () -> unary(n, (x, out) -> new Call.Add(x, vector(n), out))),
                        test("rope", TensorType.F32, n, () -> rope(n)),
                        test("gate", TensorType.F32, n, () -> gates(n)),
                        test("route", TensorType.F32, n, () -> route(n)),
                        test("expert bias and sum", TensorType.F32, n, () -> biasAndSum(n))));
    }

    /** NaN and infinity come out where scalar has them, and nowhere else. */
    @TestFactory
    java.util.stream.Stream<DynamicTest> awkwardNumbers() {
        float[] awkward = {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e-40f, -0f, 1e18f
        };
        List<DynamicTest> tests = new ArrayList<>();
        for (TensorType type : WEIGHTS) {
            for (float value : awkward) {
                for (int tokens : new int[] {1, 5}) {
                    String name = "matmul of " + tokens + " tokens, one number " + value;
                    int columns = columns(type, 207);
                    tests.add(test(name, type, columns, () -> {
                        Tensor x = floats(1, tokens, columns);
                        set(x, random.nextInt(columns), value);
                        Tensor weights = weights(type, columns, 13, 1);
                        compareProducts(weights, x, (w, out) -> new Call.MatMul(w, x, out), f32(1, tokens, 13));
                    }));
                }
            }
        }
        return tests.stream();
    }

    private DynamicTest test(String name, TensorType type, int size, Runnable body) {
        // A test factory's own set-up ran for the factory as a whole; each test draws on from there.
        return DynamicTest.dynamicTest(name + ", " + type + ", " + size + " (seed " + seed + ")", body::run);
    }

    private static int columns(TensorType type, int size) {
        return (size + type.blockElements() - 1) / type.blockElements() * type.blockElements();
    }

    private static int rows(int size) {
        return Math.min(size, 207);
    }

    // Each op.

    private void matMul(TensorType type, int columns, int rows, int tokens) {
        Tensor weights = weights(type, columns, rows, 1);
        Tensor x = floats(1, tokens, columns);
        compareProducts(weights, x, (w, out) -> new Call.MatMul(w, x, out), f32(1, tokens, rows));
    }

    private void headMatMul(TensorType type, int columns) {
        Tensor weights = weights(type, columns, 5, 3);
        Tensor x = floats(4, 3, columns + 2).columns(1, columns);
        compareProducts(
                weights,
                x,
                (w, out) -> new Call.HeadMatMul(w, x, out),
                f32(4, 3, 6).columns(1, 5));
    }

    private void expertMatMul(TensorType type, int columns, int rowsOfX) {
        Tensor weights = weights(type, columns, 7, 5);
        Tensor x = floats(6, rowsOfX, columns);
        Tensor ids = Tensors.i32(6, 3, random.ints(18, 0, 5).toArray());
        compareProducts(weights, x, (w, out) -> new Call.ExpertMatMul(w, x, ids, out), f32(6, 3, 7));
    }

    private void getRows(TensorType type, int columns) {
        Tensor table = weights(type, columns, 9, 1);
        Tensor placed = place(table, HostWeights.Residency.RESIDENT);
        compare(
                (own, out) -> new Call.GetRows(own ? placed : table, Tensors.i32(1, 3, 8, 0, 8), out),
                f32(1, 3, columns),
                0,
                0,
                0);
    }

    /** Five tokens of two sequences whose pages lie in a pool in no order, with a page of NaN that nobody sees. */
    private void attention(TensorType type, int positions, int size, int heads, int groups, int window, boolean sinks) {
        int columns = columns(type, size);
        PageTable pages = pages(positions, 16, 0, 1, 1, 1, 0);
        int pool = (2 * pages.pages().columns() + 1) * 16;
        Tensor q = floats(5, heads, columns);
        Tensor keys = typed(poisoned(pool, groups, columns), type);
        Tensor values = typed(poisoned(pool, groups, columns), type);
        Tensor at = Tensors.i32(1, 5, 0, positions / 2, Math.max(0, positions - 2), positions - 1, positions - 1);
        Tensor sink = sinks ? vector(heads) : null;
        float scale = (float) (1 / Math.sqrt(columns));
        compare(
                out -> new Call.Attention(q, keys, values, at, pages, scale, window, sink, out),
                f32(5, heads, columns),
                attentionTolerance(columns, positions));
    }

    private static double attentionTolerance(int columns, int positions) {
        return EPSILON * (16 + Math.sqrt((double) columns + positions)) * 8;
    }

    /** A pool whose last page is NaN. */
    private Tensor poisoned(int pool, int groups, int columns) {
        Tensor out = floats(pool, groups, columns);
        for (int i = (pool - 16) * groups * columns; i < pool * groups * columns; i++) {
            set(out, i, Float.NaN);
        }
        return out;
    }

    /** A table of two sequences, of {@code positions} each, in shuffled pages; {@code sequences} of the tokens. */
    private PageTable pages(int positions, int pageSize, int... sequences) {
        int each = (positions + pageSize - 1) / pageSize;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) {
            order.add(random.nextInt(i + 1), i);
        }
        int[] numbers = order.stream().mapToInt(i -> i).toArray();
        return new PageTable(Tensors.i32(2, each, numbers), Tensors.i32(1, sequences.length, sequences), pageSize);
    }

    private void bothDirections(TensorType type, int positions) {
        int tokens = Math.min(positions, 13);
        int columns = columns(type, 20);
        int[] last = new int[tokens];
        Arrays.fill(last, positions - 1);
        PageTable whole = new PageTable(Tensors.i32(1, 1, 0), Tensors.i32(1, tokens), positions);
        Tensor q = floats(tokens, 2, columns);
        Tensor keys = typed(floats(positions, 2, columns), type);
        Tensor values = typed(floats(positions, 2, columns), type);
        compare(
                out -> new Call.Attention(q, keys, values, Tensors.i32(1, tokens, last), whole, 0.2f, 0, null, out),
                f32(tokens, 2, columns),
                attentionTolerance(columns, positions));
    }

    /** Values that are the beginning of their keys, in a pool with room beside them. */
    private void latentAttention(TensorType type, int size) {
        int columns = columns(type, size);
        int more = type.blockElements();
        Tensor q = floats(3, 5, columns + more);
        Tensor wide = typed(floats(32, 1, columns + 2 * more), type);
        Tensor keys = wide.columns(0, columns + more);
        PageTable pages = pages(13, 16, 0, 1, 1);
        Tensor at = Tensors.i32(1, 3, 12, 0, 7);
        compare(
                out -> new Call.Attention(q, keys, keys.columns(0, columns), at, pages, 0.1f, 0, null, out),
                f32(3, 5, columns),
                attentionTolerance(columns, 13) * 8);
    }

    /** Scattered rows hold what scalar stores, to a rounding step of their type; the rows between stay as they were. */
    private void storeRows(TensorType type, int size) {
        int columns = columns(type, size);
        Tensor from = floats(3, 2, columns + 2).columns(1, columns);
        Tensor before = floats(6, 2, columns);
        Tensor slots = Tensors.i32(1, 3, 4, 0, 2);
        Tensor expected = typed(before, type);
        Tensor actual = typed(before, type);
        new ScalarKernels().run(new Call.StoreRows(from, slots, expected));
        run(new Call.StoreRows(from, slots, actual));
        double greatest = greatest(Tensors.floats(expected));
        float[] a = Tensors.floats(actual);
        float[] e = Tensors.floats(expected);
        for (int i = 0; i < e.length; i++) {
            boolean stored = i / (2 * columns) % 2 == 0;
            double step = !stored || type != TensorType.Q8_0 ? 0 : greatest / 127 * 1.01;
            assertThat((double) a[i]).as("element %d", i).isCloseTo(e[i], org.assertj.core.api.Assertions.within(step));
        }
    }

    private void copy(TensorType type, int n) {
        Tensor from = floats(2, 3, n);
        Tensor actual = Tensor.of(keep(HostBuffer.allocate(type.bytes(6L * n))), 0, type, n, 3, 2);
        Tensor expected = typed(from, type);
        run(new Call.Copy(from, actual));
        assertThat(Tensors.floats(actual)).isEqualTo(Tensors.floats(expected));
    }

    private interface Unary {
        Call of(Tensor x, Tensor out);
    }

    private void unary(int n, Unary call) {
        Tensor x = floats(2, 3, n);
        Call made = call.of(x, f32(2, 3, n));
        compare(out -> withOut(made, out), f32(2, 3, n), EPSILON * (8 + Math.sqrt(n)) * 8);
    }

    private static Call withOut(Call call, Tensor out) {
        return switch (call) {
            case Call.RmsNorm c -> new Call.RmsNorm(c.x(), c.weight(), c.epsilon(), out);
            case Call.LayerNorm c -> new Call.LayerNorm(c.x(), c.weight(), c.bias(), c.epsilon(), out);
            case Call.Softmax c -> new Call.Softmax(c.x(), out);
            case Call.Scale c -> new Call.Scale(c.x(), c.factor(), out);
            case Call.Add c -> new Call.Add(c.a(), c.b(), out);
            default -> throw new IllegalArgumentException(call.toString());
        };
    }

    private void rope(int n) {
        Tensor x = floats(3, 2, n + 1);
        Tensor positions = Tensors.i32(1, 3, 0, 17, 4097);
        for (boolean halves : new boolean[] {true, false}) {
            RopeSpec.Yarn yarn = new RopeSpec.Yarn(64, 32, 1, 1.1f);
            RopeSpec spec = new RopeSpec((n + 1) / 2 * 2, halves, 10000, 0.25f, halves ? yarn : null);
            compare(out -> new Call.Rope(spec, x, positions, null, out), f32(3, 2, n + 1), EPSILON * 64);
        }
    }

    private void gates(int n) {
        Tensor g = floats(2, 3, n);
        Tensor u = floats(2, 3, n);
        for (Activation activation : Activation.values()) {
            compare(out -> new Call.Gate(activation, g, u, out), f32(2, 3, n), EPSILON * 32);
            compare(out -> new Call.Gate(activation, g.columns(0, 1), u, out), f32(2, 3, n), EPSILON * 32);
            Tensor same = u.slices(0, 1).rows(0, 1).repeated(3, 2);
            compare(out -> new Call.Gate(activation, g, same, out), f32(2, 3, n), EPSILON * 32);
        }
    }

    private void route(int n) {
        int experts = 4 * n;
        Tensor logits = floats(1, 3, experts);
        Tensor bias = vector(experts);
        int chosen = Math.min(n, 8);
        for (RouteSpec.Scoring scoring : RouteSpec.Scoring.values()) {
            int counted = scoring == RouteSpec.Scoring.SOFTMAX ? 1 : 2;
            RouteSpec spec = new RouteSpec(scoring, chosen, 4, 2, counted, true, 2.5f);
            Tensor ids = Tensors.i32(3, chosen);
            Tensor expectedIds = Tensors.i32(3, chosen);
            Tensor expected = f32(1, 3, chosen);
            new ScalarKernels().run(new Call.Route(spec, logits, bias, expectedIds, expected));
            Tensor actual = f32(1, 3, chosen);
            run(new Call.Route(spec, logits, bias, ids, actual));
            assertThat(Tensors.ints(ids)).isEqualTo(Tensors.ints(expectedIds));
            assertClose(actual, expected, EPSILON * 64, 1);
        }
    }

    private void biasAndSum(int n) {
        Tensor x = floats(3, 2, n);
        Tensor same = f32(3, 2, n);
        new ScalarKernels().run(new Call.Copy(x, same));
        Tensor bias = floats(1, 4, n);
        Tensor ids = Tensors.i32(3, 2, 3, 0, 1, 2, 0, 3);
        new ScalarKernels().run(new Call.ExpertBias(same, bias, ids));
        run(new Call.ExpertBias(x, bias, ids));
        assertThat(Tensors.floats(x)).isEqualTo(Tensors.floats(same));
        Tensor weights = floats(1, 3, 2);
        compare(out -> new Call.ExpertSum(x, weights, out), f32(1, 3, n), EPSILON * 8);
    }

    // Comparing.

    /**
     * Products: the tolerance grows with the length of a row and the size of what is multiplied. Activations that meet
     * quantised weights may be rounded to steps of their greatest magnitude ({@link #activationBits}). Such errors, of
     * either sign and up to half a step each, grow with the root of the length; a step times that root is six standard
     * deviations even where all weights are as great as can be. Since that is wide, the results as a whole are held to
     * a mean square error as well, relative to the products that were added up: a sum itself may happen to be a small
     * difference of great numbers.
     */
    private void compareProducts(Tensor weights, Tensor x, BiFunction<Tensor, Tensor, Call> call, Tensor out) {
        float[] w = Tensors.floats(weights);
        float[] activations = Tensors.floats(x);
        double rounding = weights.type().isQuantised() ? step() * Math.sqrt(weights.columns()) : 0;
        double tolerance = EPSILON * weights.columns() + rounding;
        double energy = weights.columns() * meanSquare(w) * meanSquare(activations);
        for (HostWeights.Residency residency : HostWeights.Residency.values()) {
            Tensor placed = place(weights, residency);
            compare(
                    (own, o) -> call.apply(own ? placed : weights, o),
                    out,
                    tolerance,
                    greatest(w) * greatest(activations),
                    energy);
        }
    }

    /** The device's own form of weights that lie without gaps in host memory. */
    private Tensor place(Tensor weights, HostWeights.Residency residency) {
        Tensor placed = device.place(new HostWeights(
                HostBuffer.segmentOf(weights).asReadOnly(),
                weights.type(),
                weights.columns(),
                weights.rows(),
                weights.slices(),
                residency));
        keep(placed.buffer());
        return placed;
    }

    private void compare(Function<Tensor, Call> call, Tensor out, double tolerance) {
        compare((own, o) -> call.apply(o), out, tolerance, 0, 0);
    }

    /**
     * @param call makes the call for the device under test if its first argument is true, else for scalar
     * @param scale what {@code tolerance} is relative to, 0 for the greatest result
     * @param energy what the mean square error of the results is relative to at least, if not to their mean square
     */
    private void compare(
            BiFunction<Boolean, Tensor, Call> call, Tensor out, double tolerance, double scale, double energy) {
        new ScalarKernels().run(call.apply(false, out));
        Tensor expected = f32(out.slices(), out.rows(), out.columns());
        new ScalarKernels().run(new Call.Copy(out, expected));
        Tensor garbage = f32(out.slices(), out.rows(), out.columns());
        set(garbage, 0, Float.NaN);
        new ScalarKernels().run(new Call.Copy(garbage, out)); // what was there before must not matter
        run(call.apply(true, out));
        assertClose(out, expected, tolerance, scale == 0 ? greatest(Tensors.floats(expected)) : scale);
        if (expected.columns() * expected.allRows() >= ENOUGH_FOR_A_MEAN) {
            assertMeanSquareError(Tensors.floats(out), Tensors.floats(expected), energy);
        }
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance, double scale) {
        float[] a = Tensors.floats(actual);
        float[] e = Tensors.floats(expected);
        double most = Math.max(tolerance * scale, Float.MIN_NORMAL);
        for (int i = 0; i < e.length; i++) {
            boolean same =
                    Float.isFinite(e[i]) ? Math.abs((double) a[i] - e[i]) <= most : Float.compare(a[i], e[i]) == 0;
            assertThat(same)
                    .as("element %d: %s instead of %s, tolerance %s", i, a[i], e[i], most)
                    .isTrue();
        }
    }

    private void assertMeanSquareError(float[] actual, float[] expected, double energy) {
        float[] errors = new float[actual.length];
        for (int i = 0; i < actual.length; i++) {
            errors[i] = actual[i] - expected[i]; // not finite where the result is not, and then not counted
        }
        double size = Math.max(Math.max(energy, meanSquare(expected)), Float.MIN_NORMAL);
        assertThat(meanSquare(errors) / size)
                .as("normalised mean square error")
                .isLessThan(SQUARE_STEPS * step() * step());
    }

    /** The mean of the squares of what is finite. */
    private static double meanSquare(float[] values) {
        double sum = 0;
        int finite = 0;
        for (float v : values) {
            if (Float.isFinite(v)) {
                sum += (double) v * v;
                finite++;
            }
        }
        return finite == 0 ? 0 : sum / finite;
    }

    private static double greatest(float[] values) {
        double greatest = 0;
        for (float v : values) {
            greatest = Float.isFinite(v) ? Math.max(greatest, Math.abs(v)) : greatest;
        }
        return greatest;
    }

    private void run(Call call) {
        Visiting.run(device, call);
    }

    // Inputs.

    private <T extends Buffer> T keep(T buffer) {
        buffers.add(buffer);
        return buffer;
    }

    private Tensor f32(int slices, int rows, int columns) {
        return Tensor.of(
                keep(HostBuffer.allocate(4L * slices * rows * columns)), 0, TensorType.F32, columns, rows, slices);
    }

    private Tensor floats(int slices, int rows, int columns) {
        Tensor out = f32(slices, rows, columns);
        for (int i = 0; i < slices * rows * columns; i++) {
            set(out, i, (float) random.nextGaussian());
        }
        return out;
    }

    private Tensor vector(int columns) {
        return floats(1, 1, columns);
    }

    private static void set(Tensor tensor, int index, float value) {
        HostBuffer.segmentOf(tensor).set(ValueLayout.JAVA_FLOAT, tensor.offset() + 4L * index, value);
    }

    private Tensor typed(Tensor from, TensorType type) {
        Buffer buffer = keep(HostBuffer.allocate(type.bytes((long) from.columns() * from.allRows())));
        Tensor to = Tensor.of(buffer, 0, type, from.columns(), from.rows(), from.slices());
        int[] slots = java.util.stream.IntStream.range(0, from.slices()).toArray();
        new ScalarKernels().run(new Call.StoreRows(from, Tensors.i32(1, slots.length, slots), to));
        return to;
    }

    /** Random weights of any type: random bits, but scales that are moderate numbers. */
    private Tensor weights(TensorType type, int columns, int rows, int slices) {
        if (!type.isQuantised()) {
            return typed(floats(slices, rows, columns), type);
        }
        HostBuffer buffer = keep(HostBuffer.allocate(type.bytes((long) columns * rows * slices)));
        for (long at = 0; at < buffer.byteSize(); at += type.blockBytes()) {
            byte[] block = new byte[type.blockBytes()];
            random.nextBytes(block);
            for (int scale : scaleOffsets(type)) {
                short half = Float.floatToFloat16((float) (random.nextGaussian() * 0.1));
                block[scale] = (byte) half;
                block[scale + 1] = (byte) (half >>> 8);
            }
            if (type == TensorType.MXFP4) {
                block[0] = (byte) random.nextInt(120, 130);
            }
            MemorySegment.copy(block, 0, buffer.segment(), ValueLayout.JAVA_BYTE, at, block.length);
        }
        return Tensor.of(buffer, 0, type, columns, rows, slices);
    }

    private static int[] scaleOffsets(TensorType type) {
        return switch (type) {
            case Q8_0, Q4_0, Q5_0 -> new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case MXFP4, F32, F16, BF16, I32 -> new int[0];
        };
    }
}
