package dev.nuri.retriever.eval;

import dev.nuri.indexer.Embedder;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be asked across languages of sets whose questions and passages are renderings of each other. */
public final class CrossLingual {

    private final List<ParallelSet> sets;
    private final Split split;

    private CrossLingual(List<ParallelSet> sets, Split split) {
        this.sets = sets;
        this.split = split;
    }

    /**
     * Reads what sets are renderings.
     *
     * @param folders of all sets; those that have no renderings are passed over
     * @param read what was read from each folder
     * @param split which queries to ask
     */
    public static CrossLingual read(List<Path> folders, List<EvalSet> read, Split split) {
        List<ParallelSet> sets = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            ParallelSet.read(folders.get(i), read.get(i)).ifPresent(sets::add);
        }
        return new CrossLingual(sets.size() < 2 ? List.of() : sets, split);
    }

    /** Whether there are two sets of renderings or more. */
    public boolean any() {
        return !sets.isEmpty();
    }

    /**
     * The questions of one set, to be answered by passages of another.
     *
     * @param name such as {@code de>en}: the questions' language, then the passages'
     * @param lang of the passages
     * @param queries with the judgements on those passages
     */
    public record Pair(String name, String lang, List<EvalQuery> queries) {}

    /** Every set's questions for every other set's passages. */
    public List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (ParallelSet asking : sets) {
            for (ParallelSet answering : sets) {
                if (!asking.equals(answering)) {
                    pairs.add(new Pair(name(asking, answering), answering.lang(), queries(asking, answering)));
                }
            }
        }
        return pairs;
    }

    private List<EvalQuery> queries(ParallelSet asking, ParallelSet answering) {
        List<EvalQuery> queries = new ArrayList<>();
        for (EvalQuery query : asking.set().judged(split)) {
            ParallelSet.Answer answer =
                    answering.answers().get(asking.parallelIds().get(query.id()));
            if (answer != null) {
                queries.add(new EvalQuery(
                        query.id(), query.lang(), query.question(), List.of(), Map.of(answer.passage(), 1), true));
            }
        }
        return queries;
    }

    private static String name(ParallelSet asking, ParallelSet answering) {
        return asking.lang() + ">" + answering.lang();
    }

    /** Compares every vector with every other. */
    public VectorsAcross vectors(Embedder embedder) {
        return VectorsAcross.of(sets, split, embedder);
    }
}
