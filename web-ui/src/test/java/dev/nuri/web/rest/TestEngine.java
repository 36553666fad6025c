package dev.nuri.web.rest;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.Question;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.NuriEngine;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The real engine, but for questions that begin with a word in capitals: SLOW writes until nobody listens any more,
 * SILENT says nothing for 12 s, FORBIDDEN is refused, BROKEN fails, ECHO tells what it was asked, COSTLY uses tokens of a
 * model, as many as the number after it, and ECHOes.
 */
class TestEngine {

    static volatile CountDownLatch stopped = new CountDownLatch(1);

    @Produces
    @Singleton
    NuriEngine engine(Settings settings) {
        NuriEngine real = NuriEngine.open(settings);
        return new NuriEngine(
                real.settings(),
                real.store(),
                real.ingestor(),
                real.retriever(),
                real.suggester(),
                new SlowOnDemand(real.answerer()),
                real.writer(),
                real.chats(),
                real.embedder(),
                real.embedderState(),
                real.notice(),
                real.reindexer(),
                real.holder(),
                real.checker(),
                real.closer());
    }

    private record SlowOnDemand(Answerer real) implements Answerer {

        @Override
        public String model() {
            return real.model();
        }

        @Override
        public Answer answer(Question question, Listener listener) {
            if (question.text().startsWith("SILENT")) {
                sleep(12_000);
            }
            if (question.text().startsWith("FORBIDDEN")) {
                listener.refusal("No.");
                return new Answer.Refused("No.", "en", "en", "hate", Answer.Origin.of("extractive", Map.of()));
            }
            if (question.text().startsWith("BROKEN")) {
                throw new IllegalStateException("a defect");
            }
            if (question.text().startsWith("COSTLY")) {
                listener.used(new Answer.Usage(Long.parseLong(question.text().replaceAll("\\D", "")), 1));
            }
            if (question.text().startsWith("ECHO") || question.text().startsWith("COSTLY")) {
                String before = question.history().stream()
                        .map(turn -> turn.question() + " > " + turn.answer())
                        .collect(Collectors.joining());
                String told = question.text() + " after " + before;
                return new Answer.Abstained(
                        told, "en", "en", "no_hits", List.of(), Answer.Origin.of("extractive", Map.of()));
            }
            if (!question.text().startsWith("SLOW")) {
                return real.answer(question, listener);
            }
            listener.phase("writing");
            while (!listener.cancelled()) {
                listener.chunk("more ");
                sleep(20);
            }
            stopped.countDown();
            throw new CancellationException();
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                stopped.countDown();
                throw new CancellationException();
            }
        }
    }
}
