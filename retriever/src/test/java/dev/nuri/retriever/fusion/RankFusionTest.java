package dev.nuri.retriever.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.retriever.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankFusionTest {

    @Test
    void addsScoresAsSharesOfTheBest() {
        RankedList x =
                new RankedList("x", List.of(new Scored("a", 1, 8), new Scored("b", 2, 6), new Scored("c", 3, 2)));
        RankedList y = new RankedList("y", List.of(new Scored("c", 3, 0.5), new Scored("d", 4, 0.4)));
        List<Fused> fused = RankFusion.fuse(List.of(x, y), Map.of("y", 2.0));
        assertThat(ids(fused)).containsExactly("c", "d", "a", "b");
        assertThat(fused.stream().map(entry -> entry.item().score())).containsExactly(2.25, 1.6, 1.0, 0.75);
        assertThat(fused.getFirst().legs().get("x").rank()).isEqualTo(3);
        assertThat(fused.getFirst().legs().get("y").contribution()).isCloseTo(2, within(1e-12));
        assertThat(fused.getLast().legs()).containsOnlyKeys("x");
    }

    @Test
    void aListWhoseBestIsNothingAddsNothing() {
        RankedList x = new RankedList("x", List.of(new Scored("a", 1, 3)));
        RankedList y = new RankedList("y", List.of(new Scored("b", 2, 0)));
        assertThat(RankFusion.fuse(List.of(x, y), Map.of()).stream()
                        .map(entry -> entry.item().score()))
                .containsExactly(1.0, 0.0);
    }

    @Test
    void equalScoresAreOrderedById() {
        List<Fused> fused = RankFusion.fuse(List.of(list("x", "b", "a"), list("y", "a", "b")), Map.of());
        assertThat(ids(fused)).containsExactly("a", "b");
    }

    @Test
    void theOrderOfTheListsDoesNotMatter() {
        Random random = Seeds.random(RankFusionTest.class);
        for (int i = 0; i < 500; i++) {
            List<RankedList> lists = lists(random);
            Map<String, Double> weights = Map.of("leg0", 1.0, "leg1", 0.7, "leg2", 0.1);
            List<Fused> fused = RankFusion.fuse(lists, weights);
            Collections.shuffle(lists, random);
            assertThat(RankFusion.fuse(lists, weights)).isEqualTo(fused);
            assertThat(fused).isSortedAccordingTo((a, b) -> Scored.ORDER.compare(a.item(), b.item()));
            assertThat(ids(fused)).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatRisesInOneListNeverFallsInTheFusion() {
        Random random = Seeds.random(RankFusionTest.class);
        for (int i = 0; i < 500; i++) {
            List<RankedList> lists = lists(random);
            List<Scored> first = new ArrayList<>(lists.getFirst().items());
            if (first.size() < 2) {
                continue;
            }
            int at = 1 + random.nextInt(first.size() - 1);
            String risen = first.get(at).id();
            int before = ids(RankFusion.fuse(lists, Map.of())).indexOf(risen);
            Scored fallen = first.get(at - 1);
            first.set(at - 1, new Scored(risen, first.get(at).doc(), fallen.score()));
            first.set(at, new Scored(fallen.id(), fallen.doc(), first.get(at).score()));
            lists.set(0, new RankedList(lists.getFirst().leg(), first));
            assertThat(ids(RankFusion.fuse(lists, Map.of())).indexOf(risen)).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void aListAloneStandsAsItIs() {
        RankedList list = list("x", "q", "b", "z");
        assertThat(RankFusion.alone(list).stream().map(Fused::item)).isEqualTo(list.items());
    }

    @Test
    void theRestOfAListFollowsWhateverItsLength() {
        Random random = Seeds.random(RankFusionTest.class);
        for (int i = 0; i < 200; i++) {
            int depth = 1 + random.nextInt(10);
            RankedList dense = shuffled("dense", random, random.nextInt(depth + 1));
            RankedList whole = shuffled("lexical", random, depth + random.nextInt(30));
            RankedList head = new RankedList("lexical", whole.items().subList(0, depth));
            List<Fused> fused = RankFusion.fuse(List.of(head, dense), Map.of("dense", random.nextDouble() * 3));
            List<Fused> extended = RankFusion.extend(fused, whole, depth);
            assertThat(extended.subList(0, fused.size())).isEqualTo(fused);
            assertThat(extended).isSortedAccordingTo((a, b) -> Scored.ORDER.compare(a.item(), b.item()));
            assertThat(ids(extended)).doesNotHaveDuplicates().containsAll(ids(RankFusion.alone(whole)));
        }
    }

    private static List<RankedList> lists(Random random) {
        List<RankedList> lists = new ArrayList<>();
        for (int leg = 0; leg < 3; leg++) {
            lists.add(shuffled("leg" + leg, random, random.nextInt(20)));
        }
        return lists;
    }

    private static RankedList shuffled(String leg, Random random, int size) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            ids.add("p" + i);
        }
        Collections.shuffle(ids, random);
        return list(leg, ids.subList(0, size).toArray(String[]::new));
    }

    private static RankedList list(String leg, String... ids) {
        List<Scored> items = new ArrayList<>();
        for (String id : ids) {
            // the number of a passage follows from its id, as in a snapshot
            items.add(new Scored(id, id.hashCode(), 100.0 - items.size()));
        }
        return new RankedList(leg, items);
    }

    private static List<String> ids(List<Fused> fused) {
        return fused.stream().map(entry -> entry.item().id()).toList();
    }
}
