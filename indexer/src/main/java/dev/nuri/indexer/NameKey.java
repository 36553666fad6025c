package dev.nuri.indexer;

import dev.nuri.indexer.analysis.Writing;

/**
 * How a name sounds, so that it can be recognised in another script: a term of {@link IndexSchema#NAMES}.
 *
 * @param consonants at least two, in the classes p t k s r m n
 * @param writing the script it is written in
 * @param vowels a digit for each consonant: which vowels stand before it, a sum of 1 (a), 2 (e, i) and 4 (o, u)
 */
public record NameKey(String consonants, Writing writing, String vowels) {

    /** Fewer consonants tell too little. */
    static final int MIN_CONSONANTS = 2;

    /** How alike vowels must be, by the number of consonants, where both scripts tell names from other words. */
    private static final double[] AMONG_NAMES = {1, 1, 0.9, 0.75, 0.6};
    /** The same where one does not, so that any word may look like a name. */
    private static final double[] AMONG_WORDS = {1, 1, 1, 0.9, 0.75};

    private static final double PROBABLE = 0.8;
    private static final double DOUBTFUL = 0.3;

    /** As it is indexed: keys with the same consonants are neighbours, as a capital letter follows these. */
    public String encoded() {
        return consonants + writing.letter() + vowels;
    }

    /** What the keys with these consonants come before: after the consonants they have a capital letter. */
    public static String endOf(String consonants) {
        return consonants + 'a';
    }

    /** Reads an indexed term. */
    public static NameKey decoded(String encoded) {
        int capital = 0;
        while (encoded.charAt(capital) >= 'a') {
            capital++;
        }
        return new NameKey(
                encoded.substring(0, capital),
                Writing.ofLetter(encoded.charAt(capital)),
                encoded.substring(capital + 1));
    }

    /** Whether both may be the same name in two scripts: the fewer consonants agree, the more must the vowels. */
    public boolean meets(NameKey other) {
        if (writing == other.writing || !consonants.equals(other.consonants)) {
            return false;
        }
        double[] least = writing.tellsNames() && other.writing.tellsNames() ? AMONG_NAMES : AMONG_WORDS;
        return likeness(other) >= least[Math.min(consonants.length(), least.length - 1)];
    }

    /** How alike the vowels are, 0 to 1. */
    double likeness(NameKey other) {
        double sum = 0;
        for (int i = 0; i < vowels.length(); i++) {
            sum += alike(vowels.charAt(i) - '0', other.vowels.charAt(i) - '0', other, i == 0);
        }
        return sum / vowels.length();
    }

    private double alike(int mine, int others, NameKey other, boolean start) {
        if ((mine & others) != 0 || mine == others || (start && mine > 0 && others > 0)) {
            return 1;
        }
        if (mine > 0 && others > 0) {
            return DOUBTFUL;
        }
        NameKey with = mine > 0 ? this : other;
        NameKey without = mine > 0 ? other : this;
        boolean leftOut = without.writing.leavesVowelsOut() && !start;
        boolean added = with.writing.addsVowels() && !start;
        return leftOut || added ? PROBABLE : DOUBTFUL;
    }
}
