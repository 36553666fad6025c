package dev.nuri.retriever;

/**
 * What speaks for one passage as the answer to a query, whichever leg found it.
 *
 * @param lexical BM25 score, from 0
 * @param cosine of the query's vector and the passage's, in [-1, 1]; 0 for a passage without a vector
 * @param coverage share of the query's terms, by how rare they are, that the passage's text has as its language's analyzer
 *     makes them, in [0, 1]
 * @param neutralCoverage likewise as the language-neutral analyzer makes them
 * @param titleCoverage likewise of the title and headings, whichever of the two analyzers finds more
 * @param proximity how close terms that stand side by side in the query stand in the text, in [0, 1]
 * @param sameLanguage how likely the query is in the passage's language, in [0, 1]
 */
public record Evidence(
        double lexical,
        double cosine,
        double coverage,
        double neutralCoverage,
        double titleCoverage,
        double proximity,
        double sameLanguage) {}
