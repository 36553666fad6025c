package dev.nuri.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes networks of a few hundred bytes: a table of vectors looked up by token. Field numbers are those of ONNX's
 * published {@code onnx.proto}.
 */
final class TinyOnnx {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * A network that gives each token the row of its number.
     *
     * @param table {@code [tokens][dimension]}
     * @param pooled whether it also gives their mean, as {@code sentence_embedding}
     */
    static byte[] encoder(float[][] table, boolean pooled, List<String> inputs) {
        int dimension = table[0].length;
        TinyOnnx graph = new TinyOnnx();
        graph.message(1, node("Gather", List.of("table", "input_ids"), "last_hidden_state"));
        if (pooled) {
            graph.message(1, node("ReduceMean", List.of("last_hidden_state", "axes"), "mean"));
            graph.message(1, node("Squeeze", List.of("mean", "axes"), "sentence_embedding"));
        }
        graph.text(2, "tiny");
        graph.message(5, floats("table", table));
        if (pooled) {
            graph.message(
                    5, new TinyOnnx().number(1, 1).number(2, INT64).number(7, 1).text(8, "axes"));
        }
        inputs.forEach(input -> graph.message(11, value(input, INT64, 0)));
        graph.message(12, value("last_hidden_state", FLOAT, dimension));
        if (pooled) {
            graph.message(12, pooledValue(dimension));
        }
        return new TinyOnnx()
                .number(1, 8)
                .message(7, graph)
                .message(8, new TinyOnnx().number(2, 18))
                .bytes
                .toByteArray();
    }

    private static TinyOnnx node(String op, List<String> inputs, String output) {
        TinyOnnx node = new TinyOnnx();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, op);
    }

    private static TinyOnnx floats(String name, float[][] table) {
        ByteBuffer raw = ByteBuffer.allocate(table.length * table[0].length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : table) {
            for (float x : row) {
                raw.putFloat(x);
            }
        }
        return new TinyOnnx()
                .number(1, table.length)
                .number(1, table[0].length)
                .number(2, FLOAT)
                .text(8, name)
                .field(9, raw.array());
    }

    /** {@code [texts, tokens]}, or {@code [texts, tokens, dimension]} where there is one. */
    private static TinyOnnx value(String name, int type, int dimension) {
        TinyOnnx shape = new TinyOnnx().message(1, any("texts")).message(1, any("tokens"));
        if (dimension > 0) {
            shape.message(1, new TinyOnnx().number(1, dimension));
        }
        return typed(name, type, shape);
    }

    private static TinyOnnx pooledValue(int dimension) {
        return typed(
                "sentence_embedding",
                FLOAT,
                new TinyOnnx().message(1, any("texts")).message(1, new TinyOnnx().number(1, dimension)));
    }

    private static TinyOnnx typed(String name, int type, TinyOnnx shape) {
        TinyOnnx tensor = new TinyOnnx().number(1, type).message(2, shape);
        return new TinyOnnx().text(1, name).message(2, new TinyOnnx().message(1, tensor));
    }

    private static TinyOnnx any(String name) {
        return new TinyOnnx().text(2, name);
    }

    private TinyOnnx number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private TinyOnnx text(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private TinyOnnx message(int field, TinyOnnx value) {
        return field(field, value.bytes.toByteArray());
    }

    private TinyOnnx field(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while (rest > 127) {
            bytes.write((int) ((rest & 127) | 128));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** A tokenizer of words between spaces: unknown 0, begin 1, end 2, then the words. */
    static String tokenizer(List<String> words) {
        StringBuilder vocabulary = new StringBuilder("\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2");
        for (int i = 0; i < words.size(); i++) {
            vocabulary.append(",\"").append(words.get(i)).append("\":").append(3 + i);
        }
        String added = special(0, "[UNK]") + "," + special(1, "[CLS]") + "," + special(2, "[SEP]");
        return String.format(Locale.ROOT, """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[%s],"normalizer":null,
                 "pre_tokenizer":{"type":"Whitespace"},
                 "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
                 "decoder":null,
                 "model":{"type":"WordLevel","vocab":{%s},"unk_token":"[UNK]"}}""", added, vocabulary);
    }

    private static String special(int id, String content) {
        return "{\"id\":" + id + ",\"content\":\"" + content + "\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":false,\"special\":true}";
    }

    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
