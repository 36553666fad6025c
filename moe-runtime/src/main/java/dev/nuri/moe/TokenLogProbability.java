package dev.nuri.moe;

/**
 * How probable the model itself found a token, before any sampling setting.
 *
 * @param id the token
 * @param logProbability natural logarithm of its probability, at most 0
 */
public record TokenLogProbability(int id, double logProbability) {}
