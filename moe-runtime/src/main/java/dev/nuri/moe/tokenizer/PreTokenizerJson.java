package dev.nuri.moe.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code pre_tokenizer} of a {@code tokenizer.json}: steps that each cut the pieces of the one before. */
final class PreTokenizerJson implements Splitter {
    private static final String KNOWN = "BertPreTokenizer, ByteLevel, Digits, Metaspace, Punctuation, Sequence, Split,"
            + " Whitespace, WhitespaceSplit";

    private static final int MOST_REPLACEMENT = 256;

    private final GgufMetadata file;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> patterns = new ArrayList<>();
    private boolean byteLevel;

    private interface Step {
        void cut(String piece, boolean first, List<String> out);
    }

    /** What becomes of a match. */
    private enum Behaviour {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    private record Span(int start, int end, boolean match) {}

    PreTokenizerJson(GgufMetadata file) {
        this.file = file;
    }

    /** Whether tokens are spelled in bytes. */
    boolean isByteLevel() {
        return byteLevel;
    }

    /** Every expression, in order: what tells model families apart. */
    List<String> patterns() {
        return patterns;
    }

    @Override
    public void split(String text, boolean first, Consumer<String> sink) {
        List<String> pieces = List.of(text);
        for (Step step : steps) {
            List<String> finer = new ArrayList<>();
            for (int i = 0; i < pieces.size(); i++) {
                step.cut(pieces.get(i), first && i == 0, finer);
            }
            pieces = finer;
        }
        pieces.forEach(piece -> {
            if (!piece.isEmpty()) {
                sink.accept(piece);
            }
        });
    }

    PreTokenizerJson add(JsonNode step) {
        if (step.isMissingNode() || step.isNull()) {
            return this;
        }
        String type = step.path("type").asText();
        switch (type) {
            case "Sequence" -> step.path("pretokenizers").forEach(this::add);
            case "Split" -> addSplit(step);
            case "ByteLevel" -> addByteLevel(step);
            case "Metaspace" -> addMetaspace(step);
            case "BertPreTokenizer" ->
                steps.add((piece, first, out) -> out.addAll(BertText.split(piece, /* parts= */ true)));
            case "Punctuation" -> addPattern(punctuation(), behaviour(step, "Isolated"), false);
            case "Digits" ->
                addPattern(
                        "\\p{N}",
                        step.path("individual_digits").asBoolean() ? Behaviour.ISOLATED : Behaviour.CONTIGUOUS,
                        false);
            case "Whitespace" -> addPattern("\\w+|[^\\w\\s]+", Behaviour.REMOVED, true);
            case "WhitespaceSplit" -> addPattern("\\s", Behaviour.REMOVED, false);
            default -> throw error("unknown pre-tokenizer '" + type + "': known are " + KNOWN);
        }
        return this;
    }

    private static String punctuation() {
        return "[!-/:-@\\[-`{-~\\p{P}]";
    }

    private void addSplit(JsonNode step) {
        JsonNode pattern = step.path("pattern");
        String expression = pattern.path("String").isTextual()
                ? Pattern.quote(pattern.path("String").textValue())
                : pattern.path("Regex").asText();
        addPattern(expression, behaviour(step, ""), step.path("invert").asBoolean());
    }

    private Behaviour behaviour(JsonNode step, String otherwise) {
        String name = step.path("behavior").asText(otherwise);
        return switch (name) {
            case "Removed" -> Behaviour.REMOVED;
            case "Isolated" -> Behaviour.ISOLATED;
            case "MergedWithPrevious" -> Behaviour.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behaviour.MERGED_WITH_NEXT;
            case "Contiguous" -> Behaviour.CONTIGUOUS;
            default ->
                throw error(
                        "a pre-tokenizer's behavior must be Removed, Isolated, MergedWithPrevious, MergedWithNext or"
                                + " Contiguous, is " + name);
        };
    }

    private void addPattern(String expression, Behaviour behaviour, boolean invert) {
        ForeignPattern pattern = ForeignPattern.compile(expression, file);
        patterns.add(expression);
        steps.add((piece, first, out) -> {
            List<Span> spans = pattern.guarded(piece, matcher -> spans(matcher, piece.length(), invert));
            pieces(piece, spans, behaviour, out);
        });
    }

    private void addByteLevel(JsonNode step) {
        byteLevel = true;
        if (step.path("add_prefix_space").asBoolean(true)) {
            steps.add((piece, first, out) -> out.add(piece.startsWith(" ") ? piece : " " + piece));
        }
        if (step.path("use_regex").asBoolean(true)) {
            addPattern(PreTokenizer.GPT_2.expressions().getFirst(), Behaviour.ISOLATED, false);
        }
    }

    /** When a Metaspace step puts a space before the text: first, always or never. */
    static String scheme(JsonNode step) {
        String otherwise = step.path("add_prefix_space").asBoolean(true) ? "always" : "never";
        return step.path("prepend_scheme").asText(otherwise);
    }

    private void addMetaspace(JsonNode step) {
        String space = step.path("replacement").asText("\u2581");
        if (space.length() > MOST_REPLACEMENT) {
            throw error("Metaspace.replacement must have at most " + MOST_REPLACEMENT + " characters, has "
                    + space.length());
        }
        String scheme = scheme(step);
        steps.add((piece, first, out) -> {
            String spelled = piece.replace(" ", space);
            boolean adds = scheme.equals("always") || (scheme.equals("first") && first);
            out.add(adds && !spelled.startsWith(space) ? space + spelled : spelled);
        });
        if (step.path("split").asBoolean(true)) {
            addPattern(Pattern.quote(space), Behaviour.MERGED_WITH_NEXT, false);
        }
    }

    /** Matches and what lies between, in order. */
    private static List<Span> spans(Matcher matcher, int length, boolean invert) {
        List<Span> spans = new ArrayList<>();
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                spans.add(new Span(end, matcher.start(), invert));
            }
            if (matcher.end() > matcher.start()) {
                spans.add(new Span(matcher.start(), matcher.end(), !invert));
            }
            end = matcher.end();
        }
        if (end < length) {
            spans.add(new Span(end, length, invert));
        }
        return spans;
    }

    private static void pieces(String text, List<Span> spans, Behaviour behaviour, List<String> out) {
        List<Span> merged =
                switch (behaviour) {
                    case REMOVED -> spans.stream().filter(span -> !span.match).toList();
                    case ISOLATED -> spans;
                    case MERGED_WITH_PREVIOUS -> merge(spans, span -> span.match, false);
                    case MERGED_WITH_NEXT ->
                        merge(spans.reversed(), span -> span.match, false).reversed();
                    case CONTIGUOUS -> merge(spans, span -> true, true);
                };
        merged.forEach(span -> out.add(text.substring(span.start, span.end)));
    }

    /** Joins a span to the one before: like with like, or a match to what is none. */
    private static List<Span> merge(List<Span> spans, java.util.function.Predicate<Span> joins, boolean alike) {
        List<Span> out = new ArrayList<>();
        boolean before = false;
        for (Span span : spans) {
            boolean join = !out.isEmpty() && joins.test(span) && alike == (span.match == before);
            if (join) {
                Span last = out.removeLast();
                out.add(new Span(
                        Math.min(last.start, span.start), Math.max(last.end, span.end), last.match || span.match));
            } else {
                out.add(span);
            }
            before = span.match;
        }
        return out;
    }

    private ModelInputException error(String rule) {
        return file.error("tokenizer.json: " + rule);
    }
}
