package dev.nuri.generator;

/**
 * How many tokens a text has for a model whose vocabulary is not at hand: one for every three ASCII characters and one
 * for every other, which is more than the vocabularies of today's multilingual models need.
 */
final class TokenEstimate {

    private static final int ASCII_PER_TOKEN = 3;

    private TokenEstimate() {}

    static int of(String text) {
        int ascii = (int) text.chars().filter(c -> c < 128).count();
        return text.length() - ascii + (ascii + ASCII_PER_TOKEN - 1) / ASCII_PER_TOKEN;
    }
}
