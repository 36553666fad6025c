package dev.nuri.moe;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A token as it comes.
 *
 * @param id the token; the one that ends the text comes too
 * @param text text that is certain with this token: whole characters, none that could begin a stop sequence; often
 *     empty, sometimes of earlier tokens
 * @param logProbability natural logarithm of the probability the model itself gave it, if the request asked for
 * @param alternatives the most probable tokens at this place, best first, as many as the request asked for
 */
public record GeneratedToken(
        int id, String text, OptionalDouble logProbability, List<TokenLogProbability> alternatives) {
    public GeneratedToken {
        alternatives = List.copyOf(alternatives);
    }
}
