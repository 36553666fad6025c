package dev.nuri.generator;

import dev.nuri.generator.eval.AnswerMeasurement;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.ProgressListener;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.Split;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures answers on sets of questions, without a judge.
 *
 * <p>The union of the sets' passages is indexed as one multilingual collection, and every question of the split is asked
 * of all of it, or of its candidates alone where a set names them. A question whose passage is known is asked again with
 * that passage hidden. Whether citations support what is said the checker that comes with Nuri tells. {@link AnswerFigures} defines what is measured.
 */
public final class AnswerEvaluation {

    private AnswerEvaluation() {}

    /** Makes what is measured. */
    @FunctionalInterface
    public interface Factory {
        /** An answerer over passages that {@code retriever} finds in {@code store}. */
        Answerer over(
                Retriever retriever, PassageStore store, LanguageAnalyzers analyzers, LanguageIdentifier languages);
    }

    /**
     * Indexes and measures.
     *
     * @param sets folders in the format of {@link EvalSet}
     * @param questions at most so many of each set, spread over it, the same ones each time
     * @param embedder null to search by words alone; not closed
     * @param answerers makes what is measured
     * @param workDir where the temporary index goes: empty, or not there yet; left for the caller to delete
     * @throws NuriException when a set cannot be read or {@code questions} is below 1
     */
    public static AnswerReport run(
            List<Path> sets,
            Split split,
            int questions,
            Embedder embedder,
            Factory answerers,
            Path workDir,
            ProgressListener progress) {
        if (questions < 1) {
            throw NuriException.invalid("At least 1 question of each set is asked, got " + questions + ".");
        }
        List<EvalSet> read = sets.stream().map(EvalSet::read).toList();
        try (EvalPool pool = EvalPool.write(read, embedder, workDir, progress)) {
            ClaimChecker checker = ClaimCheckers.standard(pool.analyzers(), embedder);
            return new AnswerMeasurement(pool, answerers, checker, progress)
                    .measure(read, split, questions, embedder == null ? null : embedder.id());
        }
    }
}
