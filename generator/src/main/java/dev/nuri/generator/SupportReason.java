package dev.nuri.generator;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a claim's sources lack: a code for programs and other languages, a sentence in English.
 *
 * @param code what is wrong
 * @param kind of what is shown; null where the code says enough
 * @param shown as the claim writes it, or the source's negation that the claim leaves out; may be empty
 * @param instead what the sources have in its place; empty when nothing
 */
public record SupportReason(Code code, Kind kind, String shown, String instead) {

    /** What is wrong. */
    public enum Code {
        /** The sources say nothing of it. */
        MISSING,
        /** The sources say something else in its place. */
        DIFFERENT,
        /** The sources have it, said of something else. */
        ELSEWHERE,
        /** Only what stands around the cited text has it. */
        AROUND,
        /** The claim denies what the source does not. */
        NEGATION_ADDED,
        /** The source denies what the claim does not. */
        NEGATION_LEFT_OUT,
        /** Words of the claim are not in the sources. */
        WORDS_MISSING,
        /** The words are there, but not together. */
        NOT_TOGETHER,
        /** The source is in another language and does not clearly say this. */
        ACROSS_LANGUAGES,
        /** The claim has no words. */
        NO_WORDS,
        /** The claim is longer than so many characters. */
        TOO_LONG,
        /** An entailment model finds that the source says otherwise. */
        CONTRADICTED
    }

    /** Of what kind it is. */
    public enum Kind {
        NUMBER,
        UNIT,
        DATE,
        NAME,
        QUOTATION
    }

    public SupportReason {
        Objects.requireNonNull(code);
        Objects.requireNonNull(shown);
        Objects.requireNonNull(instead);
    }

    /** Something of a kind that is not as the claim has it. */
    public static SupportReason of(Code code, Kind kind, String shown) {
        return new SupportReason(code, Objects.requireNonNull(kind), shown, "");
    }

    /** What no kind belongs to. */
    public static SupportReason of(Code code, String shown) {
        return new SupportReason(code, null, shown, "");
    }

    /** In English, without a point at the end. */
    public String sentence() {
        String named = kind == null ? "" : "the " + kind.name().toLowerCase(Locale.ROOT) + " \"" + shown + "\"";
        return switch (code) {
            case MISSING -> named + " is not in the source";
            case DIFFERENT -> named + " is not what the source says there: \"" + instead + "\"";
            case ELSEWHERE -> named + " stands elsewhere in the source, said of something else";
            case AROUND -> named + " is not in the cited text, only around it";
            case NEGATION_ADDED -> "the claim denies with \"" + shown + "\" what the source does not";
            case NEGATION_LEFT_OUT -> "the source says \"" + shown + "\" and the claim leaves the negation out";
            case WORDS_MISSING -> "the source lacks " + shown;
            case NOT_TOGETHER -> "the source has these words, but not together";
            case ACROSS_LANGUAGES -> "the source, in another language, does not clearly say this";
            case NO_WORDS -> "the claim has no words";
            case TOO_LONG -> "the claim is longer than " + shown + " characters";
            case CONTRADICTED -> "the entailment model " + shown + " finds that the source says otherwise";
        };
    }

    /** Several, in one sentence without a point; empty for none. */
    static String sentence(List<SupportReason> reasons) {
        return reasons.stream().map(SupportReason::sentence).collect(Collectors.joining("; "));
    }
}
