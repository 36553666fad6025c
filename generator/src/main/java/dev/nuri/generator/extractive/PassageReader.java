package dev.nuri.generator.extractive;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Cuts hits into sentences and analyses each once. Text shared by neighbouring passages is quoted from the better hit. */
final class PassageReader {

    private static final Pattern QUESTION = Pattern.compile("[?？؟\u037E][\"'”’»」』)\\]]*$");
    private static final Pattern GREEK_QUESTION = Pattern.compile(";[\"'”’»)]*$");
    private static final Pattern LEADERS = Pattern.compile("\\.{4,}|(?:\\. ){4,}|…{2,}|·{4,}");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern WORDLESS = Pattern.compile("[^\\p{L}\\p{N}]*");

    /** Code units that are read whole. Passages of an index of ours have fewer. */
    private static final int READ_WHOLE = 3_000;
    /** Sentences read of a longer one. */
    private static final int MOST_READ = 30;

    private final Query query;
    private final Map<String, List<Span>> taken = new HashMap<>();

    PassageReader(Query query) {
        this.query = query;
    }

    /** The passages of hits, best hit first. */
    List<ReadPassage> read(List<Hit> hits) {
        return hits.stream().map(this::read).toList();
    }

    private ReadPassage read(Hit hit) {
        Passage passage = hit.passage();
        QuestionTerms question = query.termsFor(passage.lang());
        Set<String> titles = new HashSet<>();
        titles.add(Folding.fold(hit.title().strip()));
        passage.headings().forEach(heading -> titles.add(Folding.fold(heading.strip())));

        List<Sentence> sentences = new ArrayList<>();
        long all = 0;
        List<Span> spans = PassageSplitter.sentences(passage.text(), passage.lang());
        BitSet near = near(passage, spans);
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            String text = span.of(passage.text());
            if (!near.get(i)) {
                sentences.add(Sentence.unread(sentences.size(), span, text));
            } else if (!WORDLESS.matcher(ShownText.of(text)).matches()) {
                Sentence sentence = sentence(sentences.size(), span, text, hit, question, titles);
                sentences.add(sentence);
                all |= sentence.terms();
            }
        }
        String above = hit.title() + "\n" + String.join("\n", passage.headings());
        long headings = question.mask(query.analyse(above, passage.lang()));
        return new ReadPassage(hit, question, List.copyOf(sentences), headings, all | headings);
    }

    /**
     * The sentences to read: all of a passage, but of one as long as a document those with most of the question's words, by
     * rarity, and their neighbours. Reading costs a thousand times what looking for words does.
     */
    private BitSet near(Passage passage, List<Span> spans) {
        BitSet near = new BitSet();
        if (passage.text().length() <= READ_WHOLE || spans.size() <= MOST_READ) {
            near.set(0, spans.size());
            return near;
        }
        double[] worth = new double[spans.size()];
        Integer[] order = new Integer[worth.length];
        for (int i = 0; i < worth.length; i++) {
            String folded = Folding.fold(spans.get(i).of(passage.text()));
            worth[i] = query.words().stream()
                    .filter(folded::contains)
                    .mapToDouble(query::idf)
                    .sum();
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -worth[i]).thenComparing(i -> i));
        for (int i = 0; near.cardinality() < MOST_READ && i < order.length; i++) {
            near.set(Math.max(0, order[i] - 1), Math.min(worth.length, order[i] + 2));
        }
        return near;
    }

    private Sentence sentence(int index, Span span, String text, Hit hit, QuestionTerms question, Set<String> titles) {
        Passage passage = hit.passage();
        String folded = Folding.fold(text);
        List<String> terms = query.analyse(text, passage.lang());
        List<String> words = query.analyseNeutrally(text);
        Sentence.Kind kind = kind(folded, passage.lang(), titles);
        if (!claim(passage, span) && kind == Sentence.Kind.STATEMENT) {
            kind = Sentence.Kind.REPEATED;
        }
        return new Sentence(
                index,
                span,
                text,
                folded,
                kind,
                words,
                question.positions(terms),
                question.mask(terms),
                query.neutral().mask(words),
                query.prefixes().mask(words));
    }

    private static Sentence.Kind kind(String folded, String lang, Set<String> titles) {
        if (titles.contains(folded)
                || LEADERS.matcher(folded).find()
                || !LETTER.matcher(folded).find()) {
            return Sentence.Kind.HEADING;
        }
        boolean greek = QuestionForms.base(lang).equals("el");
        boolean asks = QUESTION.matcher(folded).find()
                || (greek && GREEK_QUESTION.matcher(folded).find());
        return asks ? Sentence.Kind.QUESTION : Sentence.Kind.STATEMENT;
    }

    /** Takes a stretch of a document; false when some of it was taken before. */
    private boolean claim(Passage passage, Span span) {
        Span inDocument = new Span(passage.start() + span.start(), passage.start() + span.end());
        List<Span> spans = taken.computeIfAbsent(passage.documentId(), id -> new ArrayList<>());
        boolean free = spans.stream().noneMatch(s -> s.start() < inDocument.end() && inDocument.start() < s.end());
        if (free) {
            spans.add(inDocument);
        }
        return free;
    }
}
