package dev.nuri.generator.citation;

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
        NUMBER("number"),
        UNIT("unit"),
        DATE("date"),
        NAME("name"),
        QUOTATION("quotation"),
        NEGATION("negation");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
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

    /** What is wrong, in a sentence without its point. */
    String reason() {
        if (kind == Kind.NEGATION) {
            return shown.isEmpty()
                    ? "the source says \"" + instead + "\" and the claim leaves the negation out"
                    : "the claim denies with \"" + shown + "\" what the source does not";
        }
        String named = "the " + kind.word + " \"" + shown + "\"";
        return switch (place) {
            case MISSING ->
                instead.isEmpty()
                        ? named + " is not in the source"
                        : named + " is not what the source says there: \"" + instead + "\"";
            case ELSEWHERE -> named + " stands elsewhere in the source, said of something else";
            case AROUND -> named + " is not in the cited text, only around it";
        };
    }
}
