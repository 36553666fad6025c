package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.guardrail.HarmModel.Judgement;
import dev.nuri.generator.guardrail.TermAutomaton.Occurrence;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.Embedder.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The layers that need no guard model: lists, phrases, hidden text, personal data and the classifier. */
final class Layers {

    /**
     * The most that the classifier alone says of an injection in a passage: manuals tell people what to do, and it cannot
     * tell whom a text tells.
     */
    private static final double CLASSIFIER_ALONE = 0.8;

    /** From here on it says that: of 464 passages of a guide about questions, answers and languages two are beyond. */
    private static final double ALONE_FROM = 0.95;

    /** What a phrase or hidden characters alone say of it: scripture, too, says whom to forget. */
    private static final double SIGN_ALONE = 0.6;

    /** From here on the classifier agrees with a phrase aimed at a reader that is a model, or with hidden characters. */
    private static final double AGREES = 0.001;

    /** Code units after a sign that are judged with it. */
    private static final int AROUND = 40;

    /** What both say. */
    private static final double AGREED = 0.97;

    private static final double DENIED = 1;

    /** A window's text in both forms, and the places of its own that are always allowed. */
    private record Read(MappedText plain, MappedText folded, List<Occurrence> allowed) {

        static Read of(String text) {
            MappedText plain = Normalisation.plain(text);
            return new Read(plain, Normalisation.folded(plain), List.of());
        }
    }

    private final GuardPolicy policy;
    private final ListsFolder lists;
    private final HarmModel model;
    private final Embedder embedder;

    /** @param embedder whose vectors the classifier may use; null for none */
    Layers(GuardPolicy policy, ListsFolder lists, HarmModel model, Embedder embedder) {
        this.policy = policy;
        this.lists = lists;
        this.model = model;
        this.embedder = model.reads(embedder) ? embedder : null;
    }

    private boolean wanted(Stage stage, GuardCategory category, String collection) {
        return policy.rule(stage, category.id(), collection).action() != Action.ALLOW;
    }

    private boolean anyHarm(Stage stage, String collection) {
        return HarmModel.CLASSES.stream()
                .skip(1)
                .limit(HarmModel.INJECTION - 1)
                .anyMatch(c -> policy.rule(stage, c, collection).action() != Action.ALLOW);
    }

    /** What the pattern layers find in a window, and, but for questions, what the classifier says of it. */
    List<Detected> window(Stage stage, Window window, String lang, String collection) {
        List<Detected> found = new ArrayList<>();
        String text = window.text();
        MappedText plain = Normalisation.plain(text);
        MappedText folded = Normalisation.folded(plain);
        List<Occurrence> allowed = source(folded, lists.allowed(folded.text(), collection));
        for (Occurrence at : source(folded, lists.denied(folded.text(), collection))) {
            add(found, window, GuardCategory.DENY_LIST.id(), at, DENIED);
        }
        for (Phrases.Found phrase : Phrases.shipped().find(folded.text())) {
            if (spoken(stage, phrase.category())) {
                add(found, window, phrase.category(), source(folded, phrase.start(), phrase.end()), phrase.score());
            }
        }
        if (wanted(stage, GuardCategory.INJECTION, collection)) {
            for (HiddenText.Found hidden : HiddenText.find(text)) {
                add(
                        found,
                        window,
                        GuardCategory.INJECTION.id(),
                        new Occurrence(hidden.start(), hidden.end()),
                        hidden.score());
            }
        }
        for (PiiDetector.Found pii : PiiDetector.find(plain, lang)) {
            add(found, window, pii.type().category(), new Occurrence(pii.start(), pii.end()), pii.score());
        }
        found.removeIf(d -> !d.category().equals(GuardCategory.DENY_LIST.id())
                && allowed.stream()
                        .anyMatch(a -> a.start() + window.start() < d.end() && d.start() < a.end() + window.start()));
        if (stage != Stage.QUESTION) {
            classify(stage, window, new Read(plain, folded, allowed), lang, collection, found);
        }
        return found;
    }

    /** An answer that speaks of instructions gives none; a passage that speaks of harm does none. */
    private static boolean spoken(Stage stage, String category) {
        boolean injection = category.equals(GuardCategory.INJECTION.id());
        return stage == Stage.QUESTION || injection == (stage == Stage.PASSAGE);
    }

    /** What the classifier says of a question as a whole. */
    List<Detected> question(Window part, String lang, String collection) {
        List<Detected> found = new ArrayList<>();
        MappedText plain = Normalisation.plain(part.text());
        MappedText folded = Normalisation.folded(plain);
        List<Occurrence> allowed = source(folded, lists.allowed(folded.text(), collection));
        classify(Stage.QUESTION, part, new Read(plain, folded, allowed), lang, collection, found);
        return found;
    }

    private void classify(Stage stage, Window window, Read read, String lang, String collection, List<Detected> found) {
        boolean harm = anyHarm(stage, collection);
        boolean injection = stage != Stage.ANSWER && wanted(stage, GuardCategory.INJECTION, collection);
        if (!harm && !injection) {
            return;
        }
        Read judgeable = read.allowed.isEmpty() ? read : Read.of(without(window.text(), read.allowed));
        MappedText plain = judgeable.plain;
        if (plain.text().isBlank()) {
            return;
        }
        Judgement judged = judge(plain, judgeable.folded, lang, stage == Stage.QUESTION);
        if (harm && judged.harm() >= policy.flagAt()) {
            add(found, window, judged.category().id(), whole(window), judged.harm());
        }
        if (injection) {
            double score =
                    stage == Stage.PASSAGE ? agreed(judged.injection(), window, lang, found) : judged.injection();
            if (score >= policy.flagAt()) {
                add(found, window, GuardCategory.INJECTION.id(), whole(window), score);
            }
        }
    }

    private Judgement judge(MappedText plain, MappedText folded, String lang, boolean question) {
        String shown = embedder == null ? null : Normalisation.shown(plain, folded);
        float[] vector = embedder == null ? null : embedder.embed(List.of(shown), Role.QUERY)[0];
        return model.judge(folded.text(), vector, lang, question);
    }

    private static Occurrence whole(Window window) {
        return new Occurrence(0, window.text().length());
    }

    /** How sure of an injection the layers are together; what was found of one by itself is brought down to what it says. */
    private double agreed(double judged, Window window, String lang, List<Detected> found) {
        boolean agreed = false;
        for (int i = 0; i < found.size(); i++) {
            Detected one = found.get(i);
            if (one.category().equals(GuardCategory.INJECTION.id()) && one.score() < HiddenText.TAGS) {
                agreed |= judged >= AGREES || injectionAround(one, window, lang) >= AGREES;
                found.set(i, new Detected(one.category(), one.start(), one.end(), Math.min(one.score(), SIGN_ALONE)));
            }
        }
        return agreed ? AGREED : judged >= ALONE_FROM ? CLASSIFIER_ALONE : 0;
    }

    /** What is judged of the words around a sign, so that no long sentence in front of an injection hides it. */
    private double injectionAround(Detected sign, Window window, String lang) {
        int from = sign.start() - window.start();
        int to = Math.min(window.text().length(), sign.end() - window.start() + AROUND);
        Read around = Read.of(window.text().substring(from, to));
        return judge(around.plain, around.folded, lang, false).injection();
    }

    private static String without(String text, List<Occurrence> allowed) {
        char[] chars = text.toCharArray();
        allowed.forEach(a -> Arrays.fill(chars, a.start(), a.end(), ' '));
        return new String(chars);
    }

    private static Occurrence source(MappedText mapped, int start, int end) {
        return new Occurrence(mapped.start(start), mapped.end(end - 1));
    }

    private static List<Occurrence> source(MappedText mapped, List<Occurrence> places) {
        return places.stream().map(p -> source(mapped, p.start(), p.end())).toList();
    }

    private static void add(List<Detected> found, Window window, String category, Occurrence at, double score) {
        found.add(new Detected(category, window.start() + at.start(), window.start() + at.end(), score));
    }
}
