package dev.nuri.indexer.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a name stays the same in other scripts: its consonants in seven classes (p for labials, t for dentals, k for
 * velars, s for sibilants, r for l and r, m and n), and which vowels stand before each. Where a spelling is read in
 * several ways, there are several results, at most {@value #MOST}.
 */
public final class NameSounds {

    static final int MOST = 4;
    private static final int MAX_CONSONANTS = 16;

    static final int A = 1;
    static final int I = 2;
    static final int U = 4;

    private final String latin;
    private final Writing writing;
    private List<Draft> drafts = new ArrayList<>(List.of(new Draft()));
    private int at;

    /**
     * A way to read a name.
     *
     * @param consonants their classes
     * @param vowels as many digits as consonants: the vowels before each, as a sum of {@link #A}, {@link #I} and
     *     {@link #U}
     */
    public record Sound(String consonants, String vowels) {}

    private static final class Draft {
        final StringBuilder consonants = new StringBuilder();
        final StringBuilder vowels = new StringBuilder();
        int before;

        Draft copy() {
            Draft copy = new Draft();
            copy.consonants.append(consonants);
            copy.vowels.append(vowels);
            copy.before = before;
            return copy;
        }

        /** Takes in letters of a, i, u and consonant classes. */
        void add(String sounds) {
            for (int i = 0; i < sounds.length(); i++) {
                int vowel = "aiu".indexOf(sounds.charAt(i));
                if (vowel >= 0) {
                    before |= 1 << vowel;
                } else {
                    consonant(sounds.charAt(i));
                }
            }
        }

        private void consonant(char c) {
            int last = consonants.length() - 1;
            boolean touches = last >= 0 && before == 0;
            if (touches && consonants.charAt(last) == 'm' && c != 'm') {
                consonants.setCharAt(last, 'n');
            }
            if (!touches || consonants.charAt(last) != c || c == 'r') {
                consonants.append(c);
                vowels.append((char) ('0' + before));
            }
            before = 0;
        }
    }

    private NameSounds(String latin, Writing writing) {
        this.latin = latin;
        this.writing = writing;
    }

    /** How a word of one script may sound. */
    public static List<Sound> of(String word, Writing writing) {
        NameSounds sounds = new NameSounds(NameLetters.of(word, writing), writing);
        while (sounds.at < sounds.latin.length()) {
            sounds.step();
        }
        return sounds.drafts.stream()
                .filter(draft -> draft.consonants.length() <= MAX_CONSONANTS)
                .map(draft -> new Sound(draft.consonants.toString(), draft.vowels.toString()))
                .distinct()
                .toList();
    }

    private char next(int offset) {
        int i = at + offset;
        return i < 0 || i >= latin.length() ? ' ' : latin.charAt(i);
    }

    private static boolean isVowel(char c) {
        return "aeiouy".indexOf(c) >= 0;
    }

    private static boolean isConsonant(char c) {
        return c != ' ' && c != '\'' && !isVowel(c);
    }

    private boolean front(int offset) {
        return "eiy".indexOf(next(offset)) >= 0;
    }

    private void step() {
        char c = next(0);
        switch (c) {
            case '\'', 'a' -> read(1, "a");
            case 'e', 'i', 'y' -> read(1, "i");
            case 'o', 'u' -> o();
            case 'b', 'p', 'f', 'v' -> read(1, "p");
            case 'l', 'r' -> read(c == next(1) ? 2 : 1, "r");
            case 'k', 'q' -> read(1, "k");
            case 's', 'z' -> sibilant();
            case 'd', 't' -> read(1, "zsj".indexOf(next(1)) >= 0 || (next(1) == 'c' && next(2) == 'h') ? "" : "t");
            case 'm', 'n' -> nasal(c);
            case 'c' -> c();
            case 'g' -> g();
            case 'j' -> j();
            case 'w' -> w();
            case 'x' -> x();
            default -> read(1, "");
        }
    }

    /** Greek writes w as ou before a vowel, which the table of letters has as oy. */
    private void o() {
        boolean w = at == 0 && writing == Writing.GREEK && next(1) == 'y' && isVowel(next(2));
        if (w) {
            read(2, "p", "u");
        } else {
            read(1, "u");
        }
    }

    private void sibilant() {
        boolean german = writing == Writing.LATIN && next(1) == 'c' && next(2) == 'h';
        read(german ? 3 : 1, "s");
    }

    /** Greek writes b, d and g with a nasal before p, t and k; ng is one sound unless a vowel follows. */
    private void nasal(char c) {
        String own = String.valueOf(c);
        boolean velar = c == 'n' && "gk".indexOf(next(1)) >= 0;
        boolean greek = writing == Writing.GREEK && ((c == 'm' && next(1) == 'p') || (c == 'n' && next(1) == 't'));
        if (greek) {
            read(1, at == 0 ? new String[] {""} : new String[] {own, ""});
        } else if (velar && next(1) == 'g' && next(2) == 'k' && !isVowel(next(3))) {
            read(3, "n");
        } else if (velar && isConsonant(next(2)) && next(1) != next(2)) {
            read(2, "n");
        } else if (velar && next(1) == 'g' && (next(2) == ' ' || writing == Writing.HANGUL)) {
            read(2, "n");
        } else {
            read(1, own);
        }
    }

    private void c() {
        boolean h = next(1) == 'h';
        switch (writing) {
            case LATIN -> {
                if (h) {
                    read(2, "s", "k");
                } else {
                    read(1, front(1) ? "s" : "k");
                }
            }
            case GREEK -> read(h ? 2 : 1, h ? "" : "k");
            default -> read(1, "s");
        }
    }

    private void g() {
        boolean silent = next(1) == 'h' && !isVowel(next(2));
        if (silent || (writing == Writing.GREEK && next(1) == 'k')) {
            read(silent ? 2 : 1, "");
        } else if (writing == Writing.LATIN && front(1)) {
            read(1, "k", "s");
        } else {
            read(1, "k");
        }
    }

    private void j() {
        switch (writing) {
            case LATIN -> read(1, "s", "i");
            case CYRILLIC -> read(1, "i");
            default -> read(1, "s");
        }
    }

    private void w() {
        boolean beforeVowel = isVowel(next(1)) || (at == 0 && writing.leavesVowelsOut());
        if (!beforeVowel || (at > 0 && writing.leavesVowelsOut())) {
            read(1, "u");
        } else if (writing == Writing.LATIN) {
            read(1, "p", "u");
        } else {
            read(1, at == 0 || isVowel(next(-1)) ? "p" : "u");
        }
    }

    private void x() {
        if (writing == Writing.THAI) {
            read(1, "u");
        } else {
            read(1, at == 0 ? "s" : "ks");
        }
    }

    /** Goes on by some letters, which sound in one of these ways. */
    private void read(int letters, String... ways) {
        at += letters;
        List<Draft> all = new ArrayList<>();
        for (Draft draft : drafts) {
            for (int way = 1; way < ways.length && drafts.size() < MOST; way++) {
                Draft copy = draft.copy();
                copy.add(ways[way]);
                all.add(copy);
            }
            draft.add(ways[0]);
        }
        all.addAll(0, drafts);
        drafts = all.size() <= MOST ? all : new ArrayList<>(all.subList(0, MOST));
    }
}
