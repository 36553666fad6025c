package dev.nuri.generator;

import dev.nuri.generator.Answer.Fallback;
import dev.nuri.generator.prompt.GroundedPrompt;
import dev.nuri.generator.prompt.PlainText;
import dev.nuri.generator.prompt.SentenceReader;
import dev.nuri.generator.prompt.Thoughts;
import dev.nuri.generator.prompt.WrittenSentence;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.NuriException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Lets a model write, and keeps of its text the sentences that passages bear out: each is let go only after
 * {@link ClaimSupport} found what to cite for it. A text that is in another language, without end, or of which nothing
 * remains is given up; one that breaks off keeps its whole sentences.
 */
final class ModelWriter implements AnswerWriter {

    /** Sentences of an answer. */
    private static final int MOST_CLAIMS = 12;
    /** Sentences that nothing bears out, or that say the same again, before the text is given up. */
    private static final int MOST_DROPPED = 30;

    private static final int MOST_REPEATS = 4;
    /** Code units a token may have on average before a text that is still going on is without end. */
    private static final int CHARS_PER_TOKEN = 16;

    private static final Pattern WHOLE = Pattern.compile("[.!?。！？…؟।۔]['\"”’»」』)）]*$");
    private static final Pattern INTRODUCES = Pattern.compile("[:：]$");
    private static final Pattern SAYS_SOMETHING = Pattern.compile("[\\p{L}\\p{N}]");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final AnswerModel model;
    private final ClaimSupport support;
    private final AnswerLanguage language;
    private final Supplier<String> markers;

    ModelWriter(AnswerModel model, ClaimSupport support, AnswerLanguage language) {
        this(model, support, language, ModelWriter::marker);
    }

    ModelWriter(AnswerModel model, ClaimSupport support, AnswerLanguage language, Supplier<String> markers) {
        this.model = model;
        this.support = support;
        this.language = language;
        this.markers = markers;
    }

    private static String marker() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String model() {
        return model.id();
    }

    @Override
    public Outcome write(AnswerSheet sheet) {
        sheet.stages().begin("reading");
        AnswerModel.Limits limits = model.limits();
        GroundedPrompt prompt = new GroundedPrompt(new GroundedPrompt.Request(
                asked(sheet.asked()),
                sheet.hits().queryLang(),
                sheet.hits().hits(),
                limits.contextTokens() - limits.maxTokens(),
                model::tokens,
                markers.get()));
        if (prompt.passages().isEmpty()) {
            return fails(
                    Fallback.Code.TOO_LONG,
                    "no passage fits into the " + limits.contextTokens() + " tokens it can read and write");
        }
        sheet.stages().begin("writing");
        return new Writing(sheet, prompt).outcome();
    }

    private static String asked(AnswerSheet.Asked asked) {
        return asked.before().isBlank() ? asked.text() : asked.before() + "\n" + asked.text();
    }

    /** @param reason goes on after the model's name */
    private Outcome fails(Fallback.Code code, String reason) {
        return new Outcome.Fails(
                new Fallback(model.id(), code, "The model " + model.id() + " did not answer: " + reason + "."));
    }

    /** One text on its way onto the sheet. */
    private final class Writing {

        private final AnswerSheet sheet;
        private final GroundedPrompt prompt;
        private final String lang;
        private final Set<String> wanted;
        private final SentenceReader reader;
        private final Thoughts thoughts;
        private final Set<String> seen = new HashSet<>();
        private int dropped;
        private int repeats;
        private long chars;
        /** Why the text is read no further; null while it is. */
        private Stop stop;

        /** An end that is not the model's own. */
        private record Stop(Fallback.Code code, String reason) {

            Answer.Incomplete incomplete() {
                return new Answer.Incomplete(code, "The answer ends early: " + reason + ".");
            }
        }

        Writing(AnswerSheet sheet, GroundedPrompt prompt) {
            this.sheet = sheet;
            this.prompt = prompt;
            this.lang = sheet.hits().queryLang();
            this.wanted = language.wanted(sheet.asked().text(), lang);
            this.reader = new SentenceReader(lang);
            this.thoughts = new Thoughts(sheet.asked().think());
        }

        Outcome outcome() {
            read();
            if (sheet.isEmpty()) {
                return stop == null
                        ? fails(Fallback.Code.UNSUPPORTED, "no sentence it wrote is borne out by the passages")
                        : fails(stop.code(), stop.reason());
            }
            String written = sheet.stream().released();
            String said = lang.equals(LanguageIdentifier.UNKNOWN) ? language.of(written) : lang;
            return new Outcome.Written(said, stop == null ? null : stop.incomplete());
        }

        private void read() {
            AnswerModel.Limits limits = model.limits();
            long deadline = System.nanoTime()
                    + limits.timeout().toNanos()
                    - sheet.stages().elapsed();
            AnswerModel.Form form = new AnswerModel.Form(
                    limits.maxTokens(), sheet.asked().think(), prompt.passages().size());
            try (ModelText text = ModelText.start(model, prompt.messages(), form, sheet.stages())) {
                boolean more = true;
                while (more && stop == null && !sheet.blocked()) {
                    more = hear(text.next(deadline));
                }
            }
        }

        /** @return whether more may come */
        private boolean hear(ModelText.Event event) {
            switch (event) {
                case ModelText.Event.Piece(String piece) -> take(piece);
                case ModelText.Event.Thinks _ -> thoughts.apart();
                case ModelText.Event.End(Answer.Usage usage, boolean cut) -> {
                    sheet.spend(usage);
                    end(cut ? new Stop(Fallback.Code.TOKEN_LIMIT, "its text reached the limit of tokens") : null);
                    return false;
                }
                case ModelText.Event.Failure(Throwable cause) -> {
                    end(new Stop(Fallback.Code.FAILED, failure(cause)));
                    return false;
                }
                case ModelText.Event.Timeout _ -> {
                    end(new Stop(
                            Fallback.Code.TIMEOUT,
                            "it took longer than " + model.limits().timeout().toMillis() + " ms"));
                    return false;
                }
            }
            return true;
        }

        private static String failure(Throwable cause) {
            String reason = NuriException.reason(cause).strip();
            return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
        }

        private void take(String piece) {
            chars += piece.length();
            if (chars > (long) CHARS_PER_TOKEN * model.limits().maxTokens()) {
                stop = new Stop(Fallback.Code.TOKEN_LIMIT, "its text does not end");
                return;
            }
            takeAll(reader.next(thoughts.next(piece)));
        }

        /** What is left: all of a text that its model ended, the whole sentences of one that broke off. */
        private void end(Stop why) {
            List<WrittenSentence> rest = new ArrayList<>(reader.next(thoughts.end()));
            rest.addAll(reader.end());
            boolean whole = why == null;
            takeAll(rest.stream()
                    .filter(sentence -> whole
                            || (!sentence.marks().isEmpty()
                                    && WHOLE.matcher(sentence.text()).find()))
                    .toList());
            stop = stop == null ? why : stop;
        }

        private void takeAll(List<WrittenSentence> sentences) {
            for (WrittenSentence sentence : sentences) {
                if (stop != null || sheet.blocked()) {
                    return;
                }
                take(sentence);
            }
        }

        private void take(WrittenSentence sentence) {
            String text = PlainText.ofModel(sentence.text());
            if (!SAYS_SOMETHING.matcher(text).find() || INTRODUCES.matcher(text).find()) {
                return;
            }
            if (text.contains(GroundedPrompt.NO_ANSWER)) {
                stop = new Stop(Fallback.Code.NO_ANSWER, "it found no answer in the passages");
            } else if (!seen.add(text.toLowerCase(Locale.ROOT))) {
                repeated();
            } else if (language.differs(text, wanted)) {
                stop = new Stop(Fallback.Code.OTHER_LANGUAGE, "it wrote in another language than the question's");
            } else if (text.contains(prompt.marker()) || Thoughts.areIn(text)) {
                drop();
            } else {
                check(text, sentence.marks());
            }
        }

        private void repeated() {
            if (++repeats >= MOST_REPEATS) {
                stop = new Stop(Fallback.Code.UNSUPPORTED, "it repeats itself");
            }
        }

        private void drop() {
            if (++dropped >= MOST_DROPPED) {
                stop = new Stop(
                        Fallback.Code.UNSUPPORTED, "too much of what it wrote is not borne out by the passages");
            }
        }

        private void check(String text, List<Integer> marks) {
            support.find(text, lang, marks, prompt.passages(), cited -> sheet.isCurrent(cited.hit(), cited.span()))
                    .filter(found ->
                            found.shown().equals(text) || seen.add(found.shown().toLowerCase(Locale.ROOT)))
                    .ifPresentOrElse(found -> sheet.add(found.shown(), found.cited(), "", found.check()), this::drop);
            if (sheet.claims() >= MOST_CLAIMS) {
                stop = new Stop(Fallback.Code.UNSUPPORTED, "it wrote more than " + MOST_CLAIMS + " sentences");
            }
        }
    }
}
