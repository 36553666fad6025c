package dev.nuri.generator.extractive;

/** How rare terms are. */
@FunctionalInterface
public interface TermStatistics {

    /**
     * Weight of a term: BM25's inverse document frequency over the passages that have the field.
     *
     * @param field a body field of {@link dev.nuri.indexer.IndexSchema}
     * @return above 0, largest for a term that no passage holds
     */
    double idf(String field, String term);
}
