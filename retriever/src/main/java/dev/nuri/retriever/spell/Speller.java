package dev.nuri.retriever.spell;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.EntrySearcher.Nearness;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.TypingKeys;
import dev.nuri.retriever.lexical.IndexedNames;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.Token;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.spell.LevenshteinDistance;

/**
 * Proposes the query as it may have been meant where no passage has one of its words. Thread-safe.
 *
 * <p>Alphabetic words are compared letter by letter with the words of the language-neutral field: one edit in words of
 * four or five letters, two in longer ones. Korean words and katakana are compared with the words of their language's
 * field, Hangul by the letters within its syllables, since that is what is mistyped. A query in a language of which the
 * index holds nothing is left alone: its words are not misspelled, only foreign here. So is a word of which the index has
 * another form, and a text of more than {@value #MAX_CHARS} code units.
 */
public final class Speller {

    /** Longer texts are pasted, not typed. */
    private static final int MAX_CHARS = 300;

    private static final int MAX_WORDS = 4;
    private static final int MAX_ENDING = 3;
    private static final int CANDIDATES = 20;
    private static final int MIN_LETTERS = 4;
    private static final float MIN_SIMILARITY = 0.6f;
    /** Of the letters of a Korean word or of katakana; one of five may be wrong. */
    private static final float MIN_SIMILARITY_OF_KEYS = 0.75f;

    private static final Nearness LETTERS = new Nearness(MIN_LETTERS, 1, 2, MIN_SIMILARITY / 2, CANDIDATES);
    private static final Nearness SYLLABLES = new Nearness(2, 0, 1, MIN_SIMILARITY / 2, CANDIDATES);

    private final LanguageAnalyzers analyzers;

    public Speller(LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
    }

    /**
     * The query with its unknown words replaced; empty when there is none, or nothing near one.
     *
     * @param names those the index has in other scripts, which are not misspelled
     */
    public Optional<String> corrected(IndexSnapshot snapshot, UnderstoodQuery query, IndexedNames names)
            throws IOException {
        EntrySearcher searcher = snapshot.searcher();
        boolean foreign = query.fields().size() == 1 && !query.guesses().isEmpty();
        if (foreign || query.text().plain().length() > MAX_CHARS) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(query.text().plain());
        List<Replacement> replacements = new ArrayList<>();
        Spelling spelling = new Spelling(snapshot, analyzers);
        for (Token word : unknown(searcher, query, names)) {
            Optional<String> near = nearest(searcher, query, word);
            if (near.isPresent()) {
                boolean folded = Script.of(text.charAt(word.start())) == Script.LETTERS;
                replacements.add(new Replacement(word, folded ? spelling.of(near.get()) : near.get()));
            }
        }
        // From the end, so that what comes before keeps its place.
        replacements.sort(
                Comparator.comparingInt((Replacement r) -> r.word.start()).reversed());
        for (Replacement r : replacements) {
            boolean capital = Character.isUpperCase(text.codePointAt(r.word.start()));
            text.replace(r.word.start(), r.word.end(), capital ? capitalised(r.by) : r.by);
        }
        return replacements.isEmpty()
                ? Optional.empty()
                : Optional.of(text.toString().strip().replaceAll("\\s+", " "));
    }

    private record Replacement(Token word, String by) {}

    /** The first words that no field has, apart from one another. */
    private static List<Token> unknown(EntrySearcher searcher, UnderstoodQuery query, IndexedNames names)
            throws IOException {
        String text = query.text().plain();
        List<Token> known = new ArrayList<>();
        List<Token> unknown = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (QueryField field : query.fields()) {
            for (Token token : field.tokens()) {
                boolean pairs = field.key() == null && Script.of(text.charAt(token.start())) != Script.LETTERS;
                if (!pairs) {
                    tokens.add(token);
                    terms.add(new Term(field.body(), token.term()));
                    terms.add(new Term(field.title(), token.term()));
                }
            }
        }
        List<IndexedTerm> indexed = searcher.terms(terms);
        for (int i = 0; i < tokens.size(); i++) {
            boolean has =
                    indexed.get(2 * i).entries() > 0 || indexed.get(2 * i + 1).entries() > 0;
            (has ? known : unknown).add(tokens.get(i));
        }
        // Beside words that are known here, one without a capital is rather misspelled than foreign.
        boolean foreign = known.isEmpty();
        names.spellings().keySet().stream()
                .filter(name -> foreign || name.told())
                .forEach(name -> known.add(new Token("", name.start(), name.end())));
        List<Token> words = new ArrayList<>();
        for (Token token : unknown) {
            Token word = Script.run(text, token);
            boolean elsewhere = known.stream().anyMatch(other -> overlap(token, other));
            boolean again = words.stream().anyMatch(other -> overlap(word, other));
            if (!elsewhere && !again && words.size() < MAX_WORDS) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean overlap(Token a, Token b) {
        return a.start() < b.end() && b.start() < a.end();
    }

    private Optional<String> nearest(EntrySearcher searcher, UnderstoodQuery query, Token word) throws IOException {
        String surface = query.text().plain().substring(word.start(), word.end());
        return switch (Script.of(surface.charAt(0))) {
            case HANGUL -> byKeys(searcher, IndexSchema.body("ko"), surface);
            case KATAKANA -> byKeys(searcher, IndexSchema.body("ja"), surface);
            case OTHER -> Optional.empty();
            case LETTERS ->
                surface.codePoints().anyMatch(Character::isDigit)
                        ? Optional.empty()
                        : byLetters(searcher, query, word, surface);
        };
    }

    private Optional<String> byLetters(EntrySearcher searcher, UnderstoodQuery query, Token word, String surface)
            throws IOException {
        String folded = query.neutral().tokens().stream()
                .filter(token -> token.start() == word.start() && token.end() == word.end())
                .map(Token::term)
                .findFirst()
                .orElse(surface);
        List<TermCount> near = searcher.similar(List.of(new Term(IndexSchema.BODY, folded)), LETTERS)
                .getFirst();
        int edits = folded.codePointCount(0, folded.length()) < MIN_LETTERS + 2 ? 1 : 2;
        float least = Math.max(MIN_SIMILARITY, 1 - (edits + 0.01f) / folded.length());
        LevenshteinDistance distance = new LevenshteinDistance();
        WordForms forms = new WordForms(query);
        return near.stream()
                .map(TermCount::term)
                .filter(one -> distance.getDistance(folded, one) >= least || transposed(folded, one))
                .findFirst()
                .filter(one -> !forms.same(folded, one));
    }

    /** One pair of neighbours changed places: a single slip, which the plain distance counts as two edits. */
    private static boolean transposed(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return a.length() == b.length()
                && i + 1 < a.length()
                && a.charAt(i) == b.charAt(i + 1)
                && a.charAt(i + 1) == b.charAt(i)
                && a.substring(i + 2).equals(b.substring(i + 2));
    }

    /** The nearest word to the beginning of a run, which keeps its ending: particles follow a Korean word directly. */
    private Optional<String> byKeys(EntrySearcher searcher, String field, String run) throws IOException {
        LevenshteinDistance distance = new LevenshteinDistance();
        List<String> words = new ArrayList<>();
        for (int end = run.length(); end >= Math.max(2, run.length() - MAX_ENDING); end--) {
            words.add(run.substring(0, end));
        }
        List<List<TermCount>> similar = searcher.similar(
                words.stream().map(word -> new Term(field, word)).toList(), SYLLABLES);
        for (int i = 0; i < words.size(); i++) {
            String key = TypingKeys.typed(words.get(i)).getFirst();
            Optional<TermCount> best = similar.get(i).stream()
                    .filter(one -> similarity(distance, key, one) >= MIN_SIMILARITY_OF_KEYS)
                    .max(Comparator.comparingDouble((TermCount one) -> similarity(distance, key, one))
                            .thenComparingInt(TermCount::entries)
                            .thenComparing(TermCount::term));
            if (best.isPresent()) {
                return Optional.of(
                        best.get().term() + run.substring(words.get(i).length()));
            }
        }
        return Optional.empty();
    }

    private static float similarity(LevenshteinDistance distance, String key, TermCount near) {
        return distance.getDistance(key, TypingKeys.typed(near.term()).getFirst());
    }

    private static String capitalised(String word) {
        int first = word.codePointAt(0);
        return Character.toString(Character.toTitleCase(first)) + word.substring(Character.charCount(first));
    }
}
