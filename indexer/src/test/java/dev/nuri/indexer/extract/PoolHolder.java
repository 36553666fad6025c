package dev.nuri.indexer.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process with a pool: reads a file, prints the id of the parser process, and stays. */
final class PoolHolder {

    private PoolHolder() {}

    public static void main(String[] args) throws Exception {
        ParserPool pool = new ParserPool(ParserPoolTest.limits(1, Duration.ofSeconds(60), List.of()));
        pool.extract(Path.of(args[0]), "held.txt", new Collected());
        System.out.println(
                ProcessHandle.current().children().findFirst().orElseThrow().pid());
        System.out.flush();
        Thread.sleep(Duration.ofMinutes(5));
    }
}
