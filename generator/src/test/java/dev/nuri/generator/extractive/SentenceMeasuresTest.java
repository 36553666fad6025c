package dev.nuri.generator.extractive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentenceMeasuresTest {

    private static final TermStatistics EQUAL = (field, term) -> 1;

    private static Hit hit(int rank, String document, int start, String title, String text) {
        Passage passage = new Passage(document, rank, start, start + text.length(), text, "en", List.of(), 0);
        return new Hit(
                rank, 1.0 / rank, passage, title, "upload:x", "c", "text/plain", List.of(), List.of(), 0, null, null);
    }

    private static Query query(String text) {
        return new SentenceSelector(LanguageAnalyzers.standard()).query(text, "", "en", List.of(), EQUAL);
    }

    private static List<ReadPassage> read(Query query, Hit... hits) {
        return new PassageReader(query).read(List.of(hits));
    }

    @Test
    void questionWordsAreNoTerms() {
        QuestionTerms terms = QuestionTerms.of(List.of("who", "built", "mill"), List.of(), Set.of("who"), term -> 1);
        assertThat(terms.terms()).containsExactly("built", "mill");
        assertThat(QuestionTerms.of(List.of("who"), List.of(), Set.of("who"), term -> 1)
                        .terms())
                .containsExactly("who");
    }

    @Test
    void borrowedTermsWeighHalf() {
        QuestionTerms terms = QuestionTerms.of(List.of("open"), List.of("mill", "open"), Set.of(), term -> 1);
        assertThat(terms.terms()).containsExactly("open", "mill");
        assertThat(terms.share(terms.mask(List.of("mill")))).isCloseTo(1 / 3.0, within(1e-9));
    }

    @Test
    void sharesAreOfTheWeight() {
        QuestionTerms terms =
                QuestionTerms.of(List.of("rare", "common"), List.of(), Set.of(), term -> term.equals("rare") ? 3 : 1);
        long mask = terms.mask(List.of("x", "rare", "rare"));
        assertThat(terms.share(mask)).isEqualTo(0.75);
        assertThat(terms.holdsRarest(mask)).isTrue();
        assertThat(terms.holdsRarest(terms.mask(List.of("common")))).isFalse();
        assertThat(terms.share(0)).isZero();
    }

    @Test
    void moreThan64TermsAreCut() {
        List<String> many =
                java.util.stream.IntStream.range(0, 500).mapToObj(i -> "t" + i).toList();
        QuestionTerms terms = QuestionTerms.of(many, List.of(), Set.of(), term -> 1);
        assertThat(terms.size()).isEqualTo(64);
        assertThat(terms.share(terms.mask(many))).isEqualTo(1);
    }

    @Test
    void prefixesFindInflectedWords() {
        PrefixMatcher prefixes =
                new PrefixMatcher(QuestionTerms.of(List.of("railways", "도서관은", "sea"), List.of(), Set.of(), term -> 1));
        assertThat(prefixes.mask(List.of("railway"))).isEqualTo(0b001);
        assertThat(prefixes.mask(List.of("도서관이"))).isEqualTo(0b010);
        assertThat(prefixes.mask(List.of("season"))).isEqualTo(0b100);
        assertThat(prefixes.mask(List.of("rail", "seldom"))).isZero();
    }

    @Test
    void ngramsAreSharedWhateverTheSegmentation() {
        assertThat(new NgramMatcher("青石博物馆").share("这座青石博物馆")).isEqualTo(1);
        assertThat(new NgramMatcher("lighthouse").share("the lighthouses")).isEqualTo(1);
        assertThat(new NgramMatcher("lighthouse").share("a dark place")).isZero();
        assertThat(new NgramMatcher("?").share("x")).isZero();
    }

    @Test
    void pairsAreTermsNearEachOtherInOrder() {
        assertThat(SentenceFeatures.pairs(List.of(-1, 0, 1, -1, 2), 3)).isEqualTo(1);
        assertThat(SentenceFeatures.pairs(List.of(0, -1, -1, -1, -1, 1), 3)).isZero();
        assertThat(SentenceFeatures.pairs(List.of(0), 1)).isZero();
    }

    @Test
    void signsLookForWhatTheQuestionLacks() {
        Query query = query("How many boats sailed in 1901?");
        List<Sentence> sentences = read(
                        query, hit(1, "d", 0, "T", "In 1901 boats sailed. In 1901 seven boats sailed. Then 12 sailed."))
                .getFirst()
                .sentences();
        AnswerSigns signs = AnswerSigns.of("en");
        assertThat(query.type()).isEqualTo(AnswerType.NUMBER);
        assertThat(signs.match(AnswerType.NUMBER, sentences.get(0), query)).isZero();
        assertThat(signs.match(AnswerType.NUMBER, sentences.get(1), query)).isEqualTo(0.7);
        assertThat(signs.match(AnswerType.NUMBER, sentences.get(2), query)).isEqualTo(1);
    }

    @Test
    void digitsOfEveryScriptAreNumbers() {
        assertThat(AnswerSigns.numbers(Folding.fold("سنة ١٩٨٣ و ۱۲٫"))).contains("1983", "12");
    }

    @Test
    void headingsQuestionsAndRepeatsAreNotQuoted() {
        Query query = query("Where is the mill?");
        String text = "The Mill. Where is the mill? The mill is in Ost. Contents ........ 7";
        List<ReadPassage> passages =
                read(query, hit(1, "d", 100, "The Mill.", text), hit(2, "d", 129, "The Mill.", text.substring(29)));
        assertThat(passages.getFirst().sentences().stream().map(Sentence::kind))
                .startsWith(Sentence.Kind.HEADING, Sentence.Kind.QUESTION, Sentence.Kind.STATEMENT);
        assertThat(passages.getFirst().sentences().getLast().kind()).isEqualTo(Sentence.Kind.HEADING);
        assertThat(passages.getLast().sentences().getFirst().kind()).isEqualTo(Sentence.Kind.REPEATED);
    }

    @Test
    void aSentenceThatRefersBackTakesItsPredecessorAlong() {
        String text =
                "Nobody lived there. The mill of Ost belonged to Ada Brandt. She sold it in 1911. Later it burnt.";
        Selection selection = new SentenceSelector(LanguageAnalyzers.standard())
                .select("When was it sold?", "", "en", List.of(hit(1, "d", 50, "Mills", text)), EQUAL, null);
        assertThat(selection.quotes()).hasSize(1);
        assertThat(selection.quotes().getFirst().text())
                .isEqualTo("The mill of Ost belonged to Ada Brandt. She sold it in 1911.");
        assertThat(selection.quotes().getFirst().span().start()).isEqualTo(50 + text.indexOf("The mill"));
        assertThat(selection.quotes().getFirst().sentences()).isEqualTo(2);
    }

    @Test
    void nothingToReadIsNoSelection() {
        Selection selection = new SentenceSelector(LanguageAnalyzers.standard())
                .select("Where?", "", "en", List.of(hit(1, "d", 0, "T", "* * *")), EQUAL, null);
        assertThat(selection.quotes()).isEmpty();
        assertThat(selection.supported()).isFalse();
    }

    @Test
    void aPassageAsLongAsADocumentIsReadWhereTheQuestionIs() {
        String filler = "Nothing of note happened in the valley that year. ";
        String answer = "The mill of Ost was built in 1807. ";
        String text = filler.repeat(100) + answer + filler.repeat(100);
        ReadPassage passage = read(query("When was the mill of Ost built?"), hit(1, "d", 0, "", text))
                .getFirst();
        assertThat(passage.sentences()).hasSize(201);
        Sentence found = passage.sentences().get(100);
        assertThat(found.quotable()).isTrue();
        assertThat(found.text()).isEqualTo(answer.strip());
        assertThat(passage.sentences().get(99).words()).as("a neighbour").isNotEmpty();
        assertThat(passage.sentences().stream().filter(s -> s.kind() != Sentence.Kind.UNREAD))
                .hasSizeLessThan(40);
        assertThat(passage.question().share(passage.all())).isEqualTo(1);
    }
}
