package dev.nuri.web.data;

import dev.nuri.indexer.Damage;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.web.api.CheckView;
import dev.nuri.web.api.Millis;
import dev.nuri.web.jobs.JobsCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks a data folder: index, log, originals and jobs. */
public final class DataCheck {

    private DataCheck() {}

    /**
     * Runs it.
     *
     * @param index checks index and originals
     */
    public static CheckView run(Path dataDir, Supplier<IndexCheck> index) {
        long start = System.nanoTime();
        IndexCheck check = index.get();
        JobsCheck jobs = JobsCheck.of(dataDir);
        List<Damage> damages = new ArrayList<>(check.damages());
        damages.addAll(jobs.damages());
        return new CheckView(
                damages.isEmpty(),
                check.files() + jobs.files(),
                check.bytes() + jobs.bytes(),
                check.documents(),
                check.passages(),
                jobs.jobs(),
                check.logOperations(),
                CheckView.shown(damages),
                check.notes(),
                Millis.seconds(Duration.ofNanos(System.nanoTime() - start)));
    }
}
