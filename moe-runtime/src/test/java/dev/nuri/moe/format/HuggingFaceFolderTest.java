package dev.nuri.moe.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceFolderTest {
    @TempDir
    Path folder;

    private static FolderWriter llama() {
        FolderWriter writer = new FolderWriter();
        ObjectNode config = writer.config();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("num_hidden_layers", 1)
                .put("hidden_size", 4)
                .put("num_attention_heads", 1)
                .put("max_position_embeddings", 32);
        return writer.add("model.embed_tokens.weight", new float[8], 2, 4);
    }

    @Test
    void everyWayToNameTheFolderOpensIt() {
        llama().write(folder);
        for (String name : new String[] {"", "config.json", "model.safetensors"}) {
            try (ModelFile file = ModelFile.open(folder.resolve(name))) {
                assertThat(file.path()).isEqualTo(folder);
                assertThat(file.tensor("token_embd.weight").orElseThrow().shape())
                        .containsExactly(4, 2);
                assertThat(file.metadata().text("general.architecture")).isEqualTo("llama");
            }
        }
    }

    @Test
    void rolesAndTemplateComeFromTheirFiles() throws IOException {
        llama().write(folder);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [7, 9], \"bos_token_id\": 1}");
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"tool\", \"template\": \"t\"},"
                        + " {\"name\": \"default\", \"template\": \"d\"}], \"add_bos_token\": true}");
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(file.metadata().integer("tokenizer.ggml.eos_token_id")).isEqualTo(7);
            assertThat(file.metadata().integer("tokenizer.ggml.eot_token_id")).isEqualTo(9);
            assertThat(file.metadata().text("tokenizer.chat_template")).isEqualTo("d");
            assertThat(file.metadata().bool("tokenizer.ggml.add_bos_token", false))
                    .isTrue();
        }
        Files.writeString(folder.resolve("chat_template.jinja"), "own file");
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(file.metadata().text("tokenizer.chat_template")).isEqualTo("own file");
        }
    }

    @Test
    void centredNormsBecomeFactors() {
        FolderWriter writer = llama();
        writer.config().putArray("architectures").add("Gemma3ForCausalLM");
        writer.config().put("sliding_window", 4).put("query_pre_attn_scalar", 16);
        writer.add("model.layers.0.pre_feedforward_layernorm.weight", new float[] {-0.25f, 0, 0.5f, 1}, 4)
                .write(folder);
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(file.tensor("blk.0.ffn_norm.weight").orElseThrow().toFloats())
                    .containsExactly(0.75f, 1, 1.5f, 2);
            assertThat(file.metadata().real("gemma3.attention.scale")).isEqualTo(0.25f);
            assertThat(file.metadata().integer("gemma3.attention.sliding_window"))
                    .isEqualTo(4);
        }
    }

    /** Pairs that turn more than 4 times in the original context keep their speed, those under 1 turn 8 times slower. */
    @Test
    void llama3FactorsFollowTheirDefinition() {
        FolderWriter writer = llama();
        writer.config().put("head_dim", 128).put("rope_theta", 500000.0);
        writer.config()
                .putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", 8.0)
                .put("low_freq_factor", 1.0)
                .put("high_freq_factor", 4.0)
                .put("original_max_position_embeddings", 8192);
        writer.write(folder);
        try (ModelFile file = ModelFile.open(folder)) {
            float[] factors = file.tensor("rope_freqs.weight").orElseThrow().toFloats();
            assertThat(factors).hasSize(64);
            assertThat(factors[0]).isEqualTo(1);
            assertThat(factors[63]).isEqualTo(8);
            double wave = 2 * Math.PI * Math.pow(500000, 32 / 64.0);
            double smooth = (8192 / wave - 1) / 3;
            assertThat(factors[32]).isCloseTo((float) (1 / ((1 - smooth) / 8 + smooth)), within(1e-5f));
        }
    }

    @Test
    void mxfp4BlocksKeepTheirValues() {
        SplittableRandom random = new SplittableRandom(4);
        int experts = 2;
        int rows = 6;
        int inRow = 2;
        byte[] blocks = new byte[experts * rows * inRow * 16];
        byte[] scales = new byte[experts * rows * inRow];
        random.nextBytes(blocks);
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (byte) random.nextInt(120, 134);
        }
        FolderWriter writer = llama();
        writer.config().putArray("architectures").add("GptOssForCausalLM");
        writer.config().put("sliding_window", 8).put("intermediate_size", 3);
        writer.add("model.layers.0.mlp.experts.gate_up_proj_blocks", "U8", blocks, experts, rows, inRow, 16)
                .add("model.layers.0.mlp.experts.gate_up_proj_scales", "U8", scales, experts, rows, inRow)
                .write(folder);
        float[] values = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -0f, -0.5f, -1, -1.5f, -2, -3, -4, -6};
        try (ModelFile file = ModelFile.open(folder)) {
            float[] gate =
                    file.tensor("blk.0.ffn_gate_exps.weight").orElseThrow().toFloats();
            float[] up = file.tensor("blk.0.ffn_up_exps.weight").orElseThrow().toFloats();
            for (int i = 0; i < gate.length; i++) {
                int row = i / 64;
                int pair = row / 3 * rows + row % 3 * 2; // of the six rows of an expert, gate and up in turn
                for (int which = 0; which < 2; which++) {
                    int block = (pair + which) * inRow + i % 64 / 32;
                    int nibble = blocks[block * 16 + i % 32 / 2] >> (i % 2 * 4) & 15;
                    float expected = Math.scalb(values[nibble], scales[block] - 127 + (scales[block] < 0 ? 256 : 0));
                    assertThat((which == 0 ? gate : up)[i]).isEqualTo(expected);
                }
            }
            assertThat(file.tensor("blk.0.ffn_up_exps.weight").orElseThrow().type())
                    .isEqualTo(TensorType.MXFP4);
        }
    }

    private void refused(FolderWriter writer, String... words) {
        writer.write(folder);
        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(ModelInputException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void namesWhatItCannotUse() {
        FolderWriter parrot = llama();
        parrot.config().putArray("architectures").add("ParrotForCausalLM");
        refused(parrot, "config.json", "'ParrotForCausalLM'", "Qwen3MoeForCausalLM");
        refused(llama().add("model.layers.0.mlp.wings", new float[1], 1), "model.safetensors, byte", "mlp.wings");
        refused(
                llama().add("model.layers.0.self_attn.v_proj.weight", "F8_E4M3", new byte[4], 2, 2),
                "must be F32, F16 or BF16, is F8_E4M3");
        FolderWriter longrope = llama();
        longrope.config().putObject("rope_scaling").put("type", "longrope");
        refused(longrope, "rope_scaling.type", "longrope");
        FolderWriter experts = llama();
        experts.config().putArray("architectures").add("Qwen3MoeForCausalLM");
        refused(
                experts.add("model.layers.0.mlp.experts.1.up_proj.weight", new float[4], 2, 2),
                "not numbered from 0 on");
        FolderWriter missing = llama();
        missing.config().remove("hidden_size");
        refused(missing, "hidden_size is missing");
        assertThatThrownBy(() -> ModelFile.open(
                        folder.resolve("none.safetensors").getParent().resolve("x/config.json")))
                .hasMessageContaining("no such model file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x|the header must be JSON|8",
                "{'a':1}|a must be an object|8",
                "{'a':{'dtype':'F32','shape':[2]}}|must have dtype, shape and two data_offsets|8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}}|takes 8 bytes, data_offsets give 12|8",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}|must cover all 12 bytes|8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|must start at 0|8",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|whole numbers from 0|8",
                "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}}|a type that safetensors defines|8",
                "{'a':{'dtype':'F32','shape':[9223372036854775807,9],'data_offsets':[0,8]}}|less than 2^63|8",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'a':{'dtype':'F32','shape':[3],"
                        + "'data_offsets':[0,12]}}|must be there once|8",
                "{} {}|nothing but spaces|8"
            })
    void headersAreHeldToTheirRules(String header, String rule, long least) throws IOException {
        llama().write(folder);
        byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                folder.resolve("model.safetensors"),
                bytes.putLong(text.length).put(text).array());
        assertThatThrownBy(() -> ModelFile.open(folder)).isInstanceOfSatisfying(ModelFormatException.class, e -> {
            if (!header.startsWith("x") && !rule.startsWith("must cover")) {
                assertThat(e.rule()).contains(rule);
            }
            assertThat(e.file()).endsWith("model.safetensors");
            assertThat(e.offset()).isGreaterThanOrEqualTo(least);
        });
    }

    @Test
    void shardsMustBeWhatTheIndexSays() throws IOException {
        llama().add("model.norm.weight", new float[4], 4).writeSharded(folder);
        Path index = folder.resolve("model.safetensors.index.json");
        String good = Files.readString(index);
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(file.tensors()).hasSize(2);
        }
        for (String bad : new String[] {
            good.replace("model-00002-of", "../model-00002-of"),
            good.replace("model-00002-of", "C:model-00002-of"),
            good.replace("model.norm", "model.other"),
            good.replace("00002-of", "00003-of")
        }) {
            Files.writeString(index, bad);
            assertThatThrownBy(() -> ModelFile.open(folder))
                    .as(bad)
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("model");
        }
    }
}
