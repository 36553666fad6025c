package dev.nuri.retriever.lexical;

/**
 * How much each field counts in the lexical score, and BM25's parameters. The score of a passage is the weighted sum
 * of its BM25 scores in the fields of its language and in the language-neutral ones.
 *
 * @param body body in the passage's language
 * @param title title and headings in the passage's language
 * @param neutralBody body, language-neutral
 * @param neutralTitle title and headings, language-neutral
 * @param names a name that the passage has in another script
 * @param identifiers an identifier as a whole
 * @param compounds a compound that ends in a word of the query
 * @param phrase factor of a quoted phrase found as such, relative to its body field
 * @param k1 saturation of term frequency
 * @param b normalisation by length, 0 to 1
 */
public record LexicalWeights(
        double body,
        double title,
        double neutralBody,
        double neutralTitle,
        double names,
        double identifiers,
        double compounds,
        double phrase,
        double k1,
        double b) {

    /** Chosen on development queries. */
    public static final LexicalWeights STANDARD = new LexicalWeights(1.0, 0.3, 0.3, 0.1, 0.3, 1.0, 0.2, 2.0, 0.6, 0.4);
}
