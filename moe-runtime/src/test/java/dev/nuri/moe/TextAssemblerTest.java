package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.model.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextAssemblerTest {
    @TempDir
    Path folder;

    private LanguageModel model;

    @BeforeEach
    void open() {
        TinyModel.writeAny(folder.resolve("tiny.gguf"), 3);
        model = LanguageModel.open(folder.resolve("tiny.gguf"), "scalar");
    }

    @AfterEach
    void close() {
        model.close();
    }

    private TextAssembler assembler(String... stops) {
        return new TextAssembler(model.tokenizer().newDetokenizer(), List.of(stops));
    }

    private List<String> pieces(String text, String... stops) {
        TextAssembler assembler = assembler(stops);
        List<String> out = new ArrayList<>();
        for (int id : TinyModel.ids(text)) {
            if (!assembler.stopped()) {
                out.add(assembler.accept(id));
            }
        }
        out.add(assembler.finish());
        return out;
    }

    @Test
    void holdsBackWhatCouldBecomeAStop() {
        assertThat(pieces("ab##c", "###")).containsExactly("a", "b", "", "", "##c", "");
        assertThat(pieces("ab#", "###")).containsExactly("a", "b", "", "#");
        assertThat(pieces("ab###c", "###")).containsExactly("a", "b", "", "", "", "");
    }

    @Test
    void neverShowsHalfACharacter() {
        assertThat(pieces("é한")).containsExactly("", "é", "", "", "한", "");
        assertThat(pieces("a한!", "한!")).containsExactly("a", "", "", "", "", "");
    }

    /** Whatever the stops, the pieces make the text up to the first of them. */
    @Test
    void piecesMakeTheTextBeforeTheFirstStop() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 500; round++) {
            String text = random(random, 30);
            String[] stops = {random(random, 3), random(random, 2), random(random, 5)};
            int end = text.length();
            int begin = text.length();
            // The first to be complete stops; of those complete at once the earliest to begin.
            for (int to = 1; to <= text.length() && end == text.length(); to++) {
                for (String stop : stops) {
                    if (text.substring(0, to).endsWith(stop)) {
                        end = to - 1;
                        begin = Math.min(begin, to - stop.length());
                    }
                }
            }
            assertThat(String.join("", pieces(text, stops)))
                    .as("%s without %s", text, List.of(stops))
                    .isEqualTo(text.substring(0, begin));
        }
    }

    private static String random(SplittableRandom random, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(1, most + 1); i > 0; i--) {
            out.append("abé".charAt(random.nextInt(3)));
        }
        return out.toString();
    }

    /** The model's own text, stopped at a piece of itself. */
    @Test
    void anEngineStopsAtASequence() {
        try (GenerationEngine engine = model.newEngine(new EngineSettings(256, TensorType.F32, 2, 2, 16))) {
            GenerationRequest.Builder request = GenerationRequest.promptIds(1, 2, 3)
                    .ignoreEnd(true)
                    .maxTokens(40)
                    .temperature(1)
                    .seed(6);
            String whole = engine.generate(request.build()).text();
            String stop = whole.substring(10, 12);
            List<String> streamed = new ArrayList<>();
            GenerationResult stopped = engine.generate(request.stop(stop).build(), token -> streamed.add(token.text()));
            assertThat(stopped.stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
            assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(String.join("", streamed)).isEqualTo(stopped.text());
            assertThat(stopped.tokens().size()).isLessThan(40);
        }
        assertThatThrownBy(() -> GenerationRequest.prompt("x").stop("")).hasMessageContaining("empty");
    }
}
