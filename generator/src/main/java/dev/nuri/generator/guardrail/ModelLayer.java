package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardModel;
import dev.nuri.generator.GuardModel.Opinion;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.NuriException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Asks a guard model, for as long as the policy lets it think. */
final class ModelLayer {

    private static final Logger LOG = Logger.getLogger(ModelLayer.class);
    private static final double UNSAFE = 0.97;
    private static final double CONTROVERSIAL = 0.7;

    private final GuardModel model;
    private final GuardPolicy policy;

    ModelLayer(GuardModel model, GuardPolicy policy) {
        this.model = model;
        this.policy = policy;
    }

    /** What the model says of a text; of one it could not judge, nothing or that it is unjudged, as the policy says. */
    List<Detected> judge(Stage stage, Window window, String lang) {
        if (window.text().isBlank()) {
            return List.of();
        }
        try {
            model.await();
        } catch (NuriException e) {
            LOG.warnf("The guard model cannot be asked: %s", e.getMessage());
            return failed(window);
        }
        FutureTask<Opinion> task = new FutureTask<>(() -> model.classify(stage, window.text(), lang));
        Thread.ofVirtual().name("guard-model").start(task);
        try {
            Opinion opinion = task.get(policy.modelTime().toMillis(), TimeUnit.MILLISECONDS);
            return switch (opinion.severity()) {
                case SAFE -> List.of();
                case CONTROVERSIAL -> found(opinion.category().id(), window, CONTROVERSIAL);
                case UNSAFE -> found(opinion.category().id(), window, UNSAFE);
            };
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return failed(window);
        } catch (ExecutionException e) {
            LOG.warnf("The guard model failed: %s", e.getCause().getMessage());
            return failed(window);
        } catch (TimeoutException e) {
            task.cancel(true);
            LOG.warnf(
                    "The guard model took longer than %d ms.",
                    policy.modelTime().toMillis());
            return failed(window);
        }
    }

    private List<Detected> failed(Window window) {
        return policy.modelFailsOpen() ? List.of() : found(GuardModel.UNJUDGED, window, 1);
    }

    private static List<Detected> found(String category, Window window, double score) {
        return List.of(new Detected(category, window.start(), window.end(), score));
    }
}
