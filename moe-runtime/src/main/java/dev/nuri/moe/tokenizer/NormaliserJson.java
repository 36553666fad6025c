package dev.nuri.moe.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;

/** The {@code normalizer} of a {@code tokenizer.json}: what happens to text before it is cut. */
final class NormaliserJson {
    private static final String KNOWN =
            "BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Precompiled, Prepend, Replace,"
                    + " Sequence, Strip, StripAccents";

    private static final int MOST_STEPS = 100;
    private static final int MOST_PUT_IN = 256;
    private static final long MOST_GROWTH = 64;
    private static final int SHORT_TEXT = 1_024;

    private final GgufMetadata file;

    NormaliserJson(GgufMetadata file) {
        this.file = file;
    }

    UnaryOperator<String> of(JsonNode step) {
        if (step.isMissingNode() || step.isNull()) {
            return UnaryOperator.identity();
        }
        String type = step.path("type").asText();
        return switch (type) {
            case "Sequence" -> sequence(step.path("normalizers"));
            case "NFC" -> text -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case "NFD" -> text -> Normalizer.normalize(text, Normalizer.Form.NFD);
            case "NFKC" -> text -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case "NFKD" -> text -> Normalizer.normalize(text, Normalizer.Form.NFKD);
            case "Lowercase" -> text -> text.toLowerCase(Locale.ROOT);
            case "StripAccents" -> NormaliserJson::withoutAccents;
            case "Strip" ->
                strip(
                        step.path("strip_left").asBoolean(true),
                        step.path("strip_right").asBoolean(true));
            case "Prepend" -> {
                String prefix = bounded("Prepend.prepend", step.path("prepend").asText());
                yield text -> text.isEmpty() ? text : prefix + text;
            }
            case "Replace" -> replace(step);
            case "Precompiled" -> precompiled(step.path("precompiled_charsmap").asText());
            case "BertNormalizer" -> bert(step);
            default -> throw error("normalizer must be one of " + KNOWN + ", is " + type);
        };
    }

    private UnaryOperator<String> sequence(JsonNode sequence) {
        if (sequence.size() > MOST_STEPS) {
            throw error("normalizer must have at most " + MOST_STEPS + " steps, has " + sequence.size());
        }
        List<UnaryOperator<String>> steps = new ArrayList<>();
        sequence.forEach(step -> steps.add(of(step)));
        return text -> {
            long most = MOST_GROWTH * Math.max(text.length(), SHORT_TEXT);
            String out = text;
            for (UnaryOperator<String> step : steps) {
                out = step.apply(out);
                if (out.length() > most) {
                    throw error("normalizer makes a text of " + text.length() + " characters longer than " + most);
                }
            }
            return out;
        };
    }

    /** What is put in for something else; a long text in many places would fill the memory. */
    private String bounded(String key, String text) {
        if (text.length() > MOST_PUT_IN) {
            throw error(
                    "normalizer " + key + " must have at most " + MOST_PUT_IN + " characters, has " + text.length());
        }
        return text;
    }

    private static String withoutAccents(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static UnaryOperator<String> strip(boolean left, boolean right) {
        return text -> {
            String half = left ? text.stripLeading() : text;
            return right ? half.stripTrailing() : half;
        };
    }

    private UnaryOperator<String> replace(JsonNode step) {
        JsonNode pattern = step.path("pattern");
        String content = bounded("Replace.content", step.path("content").asText());
        if (pattern.path("String").isTextual()) {
            String plain = pattern.path("String").textValue();
            return plain.isEmpty() ? UnaryOperator.identity() : text -> text.replace(plain, content);
        }
        ForeignPattern compiled = ForeignPattern.compile(pattern.path("Regex").asText(), file);
        String quoted = Matcher.quoteReplacement(content);
        return text -> compiled.guarded(text, matcher -> matcher.replaceAll(quoted));
    }

    private UnaryOperator<String> precompiled(String base64) {
        if (base64.isEmpty()) {
            return UnaryOperator.identity();
        }
        try {
            return CharsMap.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw error("normalizer.precompiled_charsmap must be Base64: " + e.getMessage());
        }
    }

    private static UnaryOperator<String> bert(JsonNode step) {
        boolean lowerCases = step.path("lowercase").asBoolean(true);
        return new BertText(
                step.path("clean_text").asBoolean(true),
                step.path("handle_chinese_chars").asBoolean(true),
                step.path("strip_accents").asBoolean(lowerCases),
                lowerCases)::normalise;
    }

    private ModelInputException error(String rule) {
        return file.error("tokenizer.json: " + rule);
    }
}
