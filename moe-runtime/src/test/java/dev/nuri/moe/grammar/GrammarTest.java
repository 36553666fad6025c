package dev.nuri.moe.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.moe.Grammar;
import dev.nuri.moe.ModelInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
    private static void assertAccepts(String rules, String... texts) {
        for (String text : texts) {
            assertThat(new Grammar(rules).accepts(text)).as(text).isTrue();
        }
    }

    private static void assertRefuses(String rules, String... texts) {
        for (String text : texts) {
            assertThat(new Grammar(rules).accepts(text)).as(text).isFalse();
        }
    }

    @Test
    void alternativesSequencesAndRules() {
        String rules = """
                # a comment
                root ::= greeting " " (who | "all")
                greeting ::= "hi" |
                  "hello"   # goes on in the next line
                who ::= "you" | "me"
                """;
        assertAccepts(rules, "hi you", "hello all", "hi me");
        assertRefuses(rules, "hi", "hi youme", "hello  all", "");
    }

    @Test
    void repetition() {
        assertAccepts("root ::= \"a\"* \"b\"+ \"c\"?", "b", "aabbc", "bc");
        assertRefuses("root ::= \"a\"* \"b\"+ \"c\"?", "a", "ac", "bcc");
        assertAccepts("root ::= [ab]{2} [c]{1,} [d]{0,2} [e]{2,3}", "abcee", "bbccccddeee");
        assertRefuses("root ::= [ab]{2} [c]{1,} [d]{0,2} [e]{2,3}", "acee", "abee", "abcdddee", "abce", "abceeee");
        assertAccepts("root ::= (\"x\" \"y\"){2}", "xyxy");
        assertRefuses("root ::= (\"x\" \"y\"){2}", "xxyy");
    }

    @Test
    void charactersOfAnyLength() {
        assertAccepts("root ::= [ ] [ ^] [^ ]", " ^a", "  b");
        assertRefuses("root ::= [ ] [ ^] [^ ]", "   ", "^^a");
        assertAccepts("root ::= [가-힣]+", "안녕", "힣");
        assertRefuses("root ::= [가-힣]+", "안a", "ᄀ", "\u4e00");
        assertAccepts("root ::= [^a-z\\n]", "A", "é", "😀", "\0");
        assertRefuses("root ::= [^a-z\\n]", "b", "\n", "AA");
        assertAccepts("root ::= . \"\\u00e9\" [\\U0001f600-\\U0001f602\\x41\\]\\-]", "xé😁", "😀é]", "xéA", "xé-");
        assertRefuses("root ::= . \"\\u00e9\" [\\U0001f600-\\U0001f602\\x41\\]\\-]", "xe😁", "xé😎");
    }

    /** Every character is spelled by exactly one sequence of a range's byte ranges, if it is in the range. */
    @Test
    void byteRangesSpellExactlyTheirCharacters() {
        SplittableRandom random = new SplittableRandom(5);
        int[] edges = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
        for (int round = 0; round < 300; round++) {
            int a = pick(random, edges);
            int b = pick(random, edges);
            List<int[]> runs =
                    new CodePoints().add(Math.min(a, b), Math.max(a, b)).ranges();
            List<int[][]> sequences = new ArrayList<>();
            runs.forEach(run -> sequences.addAll(Utf8Ranges.of(run[0], run[1])));
            for (int probe = 0; probe < 50; probe++) {
                int c = pick(random, edges);
                if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                    long count = sequences.stream().filter(s -> spells(s, c)).count();
                    assertThat(count).isEqualTo(c >= Math.min(a, b) && c <= Math.max(a, b) ? 1 : 0);
                }
            }
        }
    }

    private static int pick(SplittableRandom random, int[] edges) {
        int near = edges[random.nextInt(edges.length)] + random.nextInt(-2, 3);
        return random.nextBoolean() ? random.nextInt(0x110000) : Math.clamp(near, 0, 0x10ffff);
    }

    private static boolean spells(int[][] sequence, int codePoint) {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        if (bytes.length != sequence.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (b < sequence[i][0] || b > sequence[i][1]) {
                return false;
            }
        }
        return true;
    }

    /** Nested as no regular expression can be. */
    @Test
    void nesting() {
        String rules = "root ::= \"(\" root \")\" root | \"\"";
        assertAccepts(rules, "", "()", "(())()", "(".repeat(500) + ")".repeat(500));
        assertRefuses(rules, "(", ")", "(()", "())(");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "start ::= [a] ! needs a rule called root",
                "root ::= missing ! uses a rule 'missing'",
                "root ::= root [a] ! rule root of the grammar can begin with itself",
                "root ::= (ws [a]*)* ws ::= [ ]? ! repeats something that may be empty",
                "root ::= [a ! ends too early",
                "root ::= ( [a] ! ')' is expected",
                "root ::= [b-a] ! backwards",
                "root ::= [] ! empty",
                "root ::= [a]{3,2} ! counts down",
                "root ::= [a]{99999} ! at most 10000",
                "root ::= [\\q] ! unknown escape",
                "root ::= [a] ? ? ! line 1",
                "root ::= [a] root ::= [b] ! defined twice",
            })
    void malformedGrammarsAreRefused(String rules, String message) {
        assertThatThrownBy(() -> new Grammar(rules))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void largeGrammarsAreRefused() {
        String rules = "root ::= " + "[a]{10000} ".repeat(101);
        assertThatThrownBy(() -> new Grammar(rules)).hasMessageContaining("too large");
        String nested = "root ::= " + "(".repeat(300) + "[a]" + ")".repeat(300);
        assertThatThrownBy(() -> new Grammar(nested)).hasMessageContaining("within each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "root ::=", "root ::= )", "root : [a]", "root ::= [a]{", "root ::= \"\\x4", "\\"})
    void nonsenseEndsInATypedError(String rules) {
        try {
            assertThat(new Grammar(rules).accepts("")).isTrue();
        } catch (ModelInputException e) {
            assertThat(e).hasMessageContaining("grammar");
        }
    }

    /** Random texts over a small alphabet: what the automaton says must be what trying every way says. */
    @Test
    void masksAreTheTokensThatCanFollow() {
        String[] words = {"{", "}", "\"", "a", "ab", "\":", ",\"", "1", "12", "\":1}", "é", " ", "true", "[[", "]"};
        byte[][] bytes = new byte[words.length + 1][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        bytes[words.length] = new byte[0]; // the end token
        Grammar grammar = Grammar.json();
        TokenMasks masks =
                new TokenMasks(grammar.text(), new TokenTrie(bytes), id -> bytes[id], new int[] {words.length});
        Automaton slow = new Automaton(Compiler.compile(GrammarParser.parse(grammar.text())));
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 50; round++) {
            TokenConstraint constraint = masks.start();
            StringBuilder text = new StringBuilder();
            for (int step = 0; step < 12; step++) {
                long[] allowed = constraint.allowed();
                List<Integer> open = new ArrayList<>();
                for (int id = 0; id < words.length; id++) {
                    boolean bit = (allowed[0] >>> id & 1) != 0;
                    assertThat(bit).as(text + words[id]).isEqualTo(isPrefix(slow, text + words[id]));
                    if (bit) {
                        open.add(id);
                    }
                }
                assertThat((allowed[0] >>> words.length & 1) != 0).isEqualTo(grammar.accepts(text.toString()));
                if (open.isEmpty()) {
                    break;
                }
                int id = open.get(random.nextInt(open.size()));
                constraint.accept(id);
                text.append(words[id]);
            }
        }
    }

    private static boolean isPrefix(Automaton automaton, String text) {
        Automaton.State state = automaton.start();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = automaton.after(state, b & 0xff);
        }
        return !state.isDead();
    }

    @Test
    void aTextThatIsWholeIsComplete() {
        byte[][] bytes = {{'a'}, {'b'}};
        TokenMasks masks = new TokenMasks("root ::= \"a\" \"b\"?", new TokenTrie(bytes), id -> bytes[id], new int[0]);
        TokenConstraint constraint = masks.start();
        constraint.accept(0);
        assertThat(constraint.isComplete()).isFalse(); // "ab" may still come
        constraint.accept(1);
        assertThat(constraint.isComplete()).isTrue();
    }
}
