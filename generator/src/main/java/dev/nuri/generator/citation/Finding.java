package dev.nuri.generator.citation;

import dev.nuri.generator.SupportReason;
import dev.nuri.generator.SupportReason.Code;

/**
 * Something in a claim that its sources do not say.
 *
 * @param kind what it is
 * @param place how far the sources lack it
 * @param shown as the claim writes it
 * @param instead what the sources have in its place; empty when nothing
 */
record Finding(Kind kind, Place place, String shown, String instead) {

    enum Kind {
        NUMBER,
        UNIT,
        DATE,
        NAME,
        QUOTATION,
        NEGATION
    }

    enum Place {
        /** The sources say something else, or nothing of it. */
        MISSING,
        /** The cited text has it far from where the claim uses it. */
        ELSEWHERE,
        /** Only what stands around the cited text has it. */
        AROUND
    }

    boolean decides() {
        return place == Place.MISSING;
    }

    /** Whether it leaves a claim half supported. A name may come from what stands around the cited text. */
    boolean doubtful() {
        return place != Place.MISSING && (kind == Kind.NUMBER || kind == Kind.DATE);
    }

    /** What is wrong, for readers. */
    SupportReason reason() {
        if (kind == Kind.NEGATION) {
            return shown.isEmpty()
                    ? SupportReason.of(Code.NEGATION_LEFT_OUT, instead)
                    : SupportReason.of(Code.NEGATION_ADDED, shown);
        }
        Code code =
                switch (place) {
                    case MISSING -> instead.isEmpty() ? Code.MISSING : Code.DIFFERENT;
                    case ELSEWHERE -> Code.ELSEWHERE;
                    case AROUND -> Code.AROUND;
                };
        String found = code == Code.DIFFERENT ? instead : "";
        return new SupportReason(code, SupportReason.Kind.valueOf(kind.name()), shown, found);
    }
}
