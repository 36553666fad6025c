package dev.nuri.moe.model;

import dev.nuri.hw.Device;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Runs texts through an encoder: owns a stream and scratch memory. For one thread. */
public final class EncoderRunner implements AutoCloseable {
    private final Encoder encoder;
    private final Stream stream;
    private final Workspace workspace;

    /** A runner on the device that holds the encoder's weights. */
    public EncoderRunner(Device device, Encoder encoder) {
        this.encoder = encoder;
        this.stream = device.newStream();
        this.workspace = new Workspace(device);
    }

    /**
     * Runs texts together in one pass.
     *
     * @param texts token ids of each, at least one
     * @return for each text the hidden states of its tokens, [n][embedding] in one row
     */
    public List<float[]> run(List<int[]> texts) {
        Workspace.Mark mark = workspace.mark();
        try (Arena arena = Arena.ofConfined()) {
            int tokens = texts.stream().mapToInt(text -> text.length).sum();
            Tensor arrays = upload(texts, tokens, arena);
            Pass.Batch batch =
                    new Pass.Batch(arrays.columns(0, tokens), arrays.columns(tokens, tokens), null, null, null);
            TextSpans spans = new TextSpans(
                    TextSpans.ofLengths(texts), arrays.columns(2 * tokens, tokens), arrays.columns(3 * tokens, tokens));
            RoutingLog routing = new RoutingLog(workspace, encoder.expertsChosen(), tokens);
            Tensor hidden = encoder.forward(new Pass(stream, workspace, null, batch, routing), spans);
            MemorySegment rows = arena.allocate(ValueLayout.JAVA_FLOAT, (long) hidden.columns() * tokens);
            stream.download(hidden.buffer(), hidden.offset(), rows);
            stream.finish();
            return split(spans.spans(), rows);
        } catch (RuntimeException | Error e) {
            Runner.settle(stream, e);
            throw e;
        } finally {
            workspace.release(mark);
        }
    }

    /** Ids, positions, last positions and zeros, T each. */
    private Tensor upload(List<int[]> texts, int tokens, Arena arena) {
        int[] all = new int[4 * tokens];
        int at = 0;
        for (int[] text : texts) {
            for (int i = 0; i < text.length; i++, at++) {
                all[at] = text[i];
                all[tokens + at] = i;
                all[2 * tokens + at] = text.length - 1;
            }
        }
        Tensor device = workspace.take(TensorType.I32, all.length, 1, 1);
        stream.upload(arena.allocateFrom(ValueLayout.JAVA_INT, all), device.buffer(), device.offset());
        return device;
    }

    private List<float[]> split(List<TextSpans.Span> spans, MemorySegment rows) {
        long rowBytes = 4L * encoder.dimension();
        List<float[]> out = new ArrayList<>();
        for (TextSpans.Span span : spans) {
            out.add(rows.asSlice(span.from() * rowBytes, span.count() * rowBytes)
                    .toArray(ValueLayout.JAVA_FLOAT));
        }
        return out;
    }

    @Override
    public void close() {
        stream.close();
        workspace.close();
    }
}
