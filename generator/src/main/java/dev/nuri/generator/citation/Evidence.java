package dev.nuri.generator.citation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sentences of the sources that have most in common with a claim, {@value #MOST} at most, in the order of the sources:
 * all that it is aligned with.
 */
final class Evidence {

    /** A stretch of the source at {@code order}: a sentence, or a part of one that is too long. */
    record Stretch(ReadText source, int order, int first, int end) {}

    /** A token of the source at {@code order}. */
    record Place(ReadText source, int order, int index, int stretch) {}

    static final int MOST = 4;
    private static final int LONGEST_STRETCH = 200;
    private static final double CHARACTER_WEIGHT = 0.1;
    private static final double PAIR_WEIGHT = 0.5;
    private static final double LEAST_GAIN = 1.4;
    private static final double LEAST_SHARE = 0.08;

    private final List<Place> places;
    private final int[] keys;
    private final int stretches;

    private Evidence(List<Place> places, int[] keys, int stretches) {
        this.places = places;
        this.keys = keys;
        this.stretches = stretches;
    }

    /** Numbers a claim's keys from 0 in order of first use. */
    static Map<String, Integer> number(ReadText claim) {
        Map<String, Integer> ids = new HashMap<>();
        claim.tokens().forEach(token -> ids.putIfAbsent(token.key(), ids.size()));
        return ids;
    }

    static Evidence choose(ReadText claim, Map<String, Integer> ids, List<ReadText> sources) {
        return new Choice(claim, ids, sources).made();
    }

    private static final class Choice {
        private final Map<String, Integer> ids;
        private final List<Stretch> stretches = new ArrayList<>();
        private final List<int[]> keys = new ArrayList<>();
        private final double[] weights;
        private final Set<Long> pairs = new HashSet<>();
        private final double total;

        Choice(ReadText claim, Map<String, Integer> ids, List<ReadText> sources) {
            this.ids = ids;
            weights = new double[ids.size()];
            int before = -1;
            double sum = 0;
            for (Token token : claim.tokens()) {
                int id = ids.get(token.key());
                double weight = token.kind() == Token.Kind.CHARACTER
                        ? CHARACTER_WEIGHT
                        : token.content() ? 1 : CHARACTER_WEIGHT;
                sum += weights[id] == 0 ? weight : 0;
                weights[id] = weight;
                sum += before >= 0 && pairs.add(pair(before, id)) ? PAIR_WEIGHT : 0;
                before = id;
            }
            total = sum;
            for (int s = 0; s < sources.size(); s++) {
                ReadText source = sources.get(s);
                for (int i = 0; i + 1 < source.sentences().length; i++) {
                    add(source, s, source.sentences()[i], source.sentences()[i + 1]);
                }
            }
        }

        private static long pair(int one, int other) {
            return ((long) one << 32) | other;
        }

        private void add(ReadText source, int order, int first, int end) {
            for (int from = first; from < end; from += LONGEST_STRETCH) {
                int to = Math.min(end, from + LONGEST_STRETCH);
                int[] numbered = new int[to - from];
                for (int i = from; i < to; i++) {
                    numbered[i - from] = ids.getOrDefault(source.tokens().get(i).key(), -1);
                }
                stretches.add(new Stretch(source, order, from, to));
                keys.add(numbered);
            }
        }

        Evidence made() {
            Set<Integer> chosen = new HashSet<>();
            boolean[] covered = new boolean[weights.length];
            Set<Long> coveredPairs = new HashSet<>();
            while (chosen.size() < MOST) {
                int best = best(chosen, covered, coveredPairs);
                if (best < 0) {
                    break;
                }
                chosen.add(best);
                cover(keys.get(best), covered, coveredPairs);
            }
            return gather(chosen);
        }

        private int best(Set<Integer> chosen, boolean[] covered, Set<Long> coveredPairs) {
            int best = -1;
            double most = chosen.isEmpty() ? 0 : Math.max(LEAST_GAIN, LEAST_SHARE * total);
            for (int s = 0; s < keys.size(); s++) {
                double gain = chosen.contains(s) ? 0 : gain(keys.get(s), covered, coveredPairs);
                if (gain > most) {
                    most = gain;
                    best = s;
                }
            }
            return best;
        }

        private double gain(int[] numbered, boolean[] covered, Set<Long> coveredPairs) {
            double gain = 0;
            boolean[] seen = new boolean[weights.length];
            Set<Long> seenPairs = new HashSet<>();
            int before = -1;
            for (int id : numbered) {
                if (id >= 0 && !covered[id] && !seen[id]) {
                    seen[id] = true;
                    gain += weights[id];
                }
                if (id >= 0 && before >= 0) {
                    long pair = pair(before, id);
                    boolean fresh = pairs.contains(pair) && !coveredPairs.contains(pair) && seenPairs.add(pair);
                    gain += fresh ? PAIR_WEIGHT : 0;
                }
                before = id;
            }
            return gain;
        }

        private void cover(int[] numbered, boolean[] covered, Set<Long> coveredPairs) {
            int before = -1;
            for (int id : numbered) {
                if (id >= 0) {
                    covered[id] = true;
                    if (before >= 0) {
                        coveredPairs.add(pair(before, id));
                    }
                }
                before = id;
            }
        }

        private Evidence gather(Set<Integer> chosen) {
            List<Integer> inOrder =
                    chosen.stream().sorted(Comparator.naturalOrder()).toList();
            List<Place> places = new ArrayList<>();
            List<Integer> all = new ArrayList<>();
            for (int n = 0; n < inOrder.size(); n++) {
                Stretch stretch = stretches.get(inOrder.get(n));
                for (int i = stretch.first(); i < stretch.end(); i++) {
                    places.add(new Place(stretch.source(), stretch.order(), i, n));
                    all.add(keys.get(inOrder.get(n))[i - stretch.first()]);
                }
            }
            return new Evidence(places, all.stream().mapToInt(Integer::intValue).toArray(), inOrder.size());
        }
    }

    int size() {
        return keys.length;
    }

    /** How many stretches were chosen. */
    int stretches() {
        return stretches;
    }

    /** Number of the claim's key that stands at a place; negative when the claim lacks it. */
    int key(int at) {
        return keys[at];
    }

    Place place(int at) {
        return places.get(at);
    }

    Token token(int at) {
        Place place = places.get(at);
        return place.source().tokens().get(place.index());
    }

    boolean negation(int at) {
        Place place = places.get(at);
        return place.source().negations()[place.index()];
    }

    /** Whether the text goes on from a place to the next. */
    boolean joined(int at) {
        return at + 1 < keys.length
                && places.get(at).order() == places.get(at + 1).order()
                && places.get(at).index() + 1 == places.get(at + 1).index();
    }

    boolean sameStretch(int one, int other) {
        return places.get(one).stretch() == places.get(other).stretch();
    }
}
