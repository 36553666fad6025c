package dev.nuri.moe.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.Device;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.scalar.ScalarBackend;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedPoolTest {
    private static final List<KvPool.LayerShape> SHAPES = List.of(new KvPool.LayerShape(1, 4, 4, false));

    private final Device device = new ScalarBackend().open(0);
    private final long seed = Long.getLong("tests.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @AfterEach
    void close() {
        device.close();
    }

    private SharedPool pool(int pages) {
        return new SharedPool(device, SHAPES, pages, TensorType.F16);
    }

    /** Tokens in which long beginnings often agree. */
    private int[] tokens(int length) {
        int[] out = new int[length];
        for (int page = 0; page * KvPool.PAGE_POSITIONS < length; page++) {
            int value = random.nextInt(2);
            int to = Math.min(length, (page + 1) * KvPool.PAGE_POSITIONS);
            Arrays.fill(out, page * KvPool.PAGE_POSITIONS, to, value);
        }
        return out;
    }

    private record Held(SharedPool.Lease lease, List<Integer> tokens) {}

    /**
     * Leases come and go at random, each writing its tokens' beginning into the pages it fills. Pages found again must
     * have been filled with the same beginning, and none may be lost or held twice.
     */
    @Test
    void pagesFoundAgainHoldTheSameBeginning() {
        int pages = 12;
        try (SharedPool pool = pool(pages)) {
            Map<Integer, List<Integer>> content = new HashMap<>(); // page -> all tokens up to its end
            List<Held> held = new ArrayList<>();
            int reused = 0;
            int refused = 0;
            for (int step = 0; step < 4000; step++) {
                if (held.isEmpty() || random.nextInt(3) > 0) {
                    int[] tokens = tokens(random.nextInt(1, 150));
                    int capacity = tokens.length + random.nextInt(40);
                    Optional<SharedPool.Lease> lease = pool.lease(tokens, capacity, random.nextInt(10) > 0);
                    if (lease.isEmpty()) {
                        refused++;
                        assertThat(KvPool.pagesFor(capacity)).isGreaterThan(pool.availablePages());
                        continue;
                    }
                    reused += lease.get().reused();
                    fill(lease.get(), tokens, content);
                    pool.publish(lease.get(), tokens);
                    held.add(new Held(lease.get(), Arrays.stream(tokens).boxed().toList()));
                } else {
                    pool.giveBack(held.remove(random.nextInt(held.size())).lease());
                }
                checkPages(pool, held, content, pages);
            }
            held.forEach(h -> pool.giveBack(h.lease()));
            assertThat(pool.availablePages()).isEqualTo(pages);
            assertThat(reused).as("seed %d", seed).isPositive();
            assertThat(refused).as("seed %d", seed).isPositive();
        }
    }

    private void fill(SharedPool.Lease lease, int[] tokens, Map<Integer, List<Integer>> content) {
        KvSequence sequence = lease.sequence();
        assertThat(sequence.position()).isEqualTo(lease.reused()).isLessThan(tokens.length);
        for (int page = 0; (page + 1) * KvPool.PAGE_POSITIONS <= tokens.length; page++) {
            int end = (page + 1) * KvPool.PAGE_POSITIONS;
            List<Integer> beginning = Arrays.stream(tokens, 0, end).boxed().toList();
            if (end <= lease.reused()) {
                assertThat(content.get(sequence.page(page))).as("seed %d", seed).isEqualTo(beginning);
            } else {
                content.put(sequence.page(page), beginning);
            }
        }
        sequence.advance(tokens.length - sequence.position());
    }

    private void checkPages(SharedPool pool, List<Held> held, Map<Integer, List<Integer>> content, int pages) {
        Set<Integer> own = new HashSet<>();
        for (Held h : held) {
            int full = h.tokens().size() / KvPool.PAGE_POSITIONS;
            for (int page = 0; page < h.lease().sequence().pageCount(); page++) {
                int number = h.lease().sequence().page(page);
                if (page < full) {
                    List<Integer> beginning = h.tokens().subList(0, (page + 1) * KvPool.PAGE_POSITIONS);
                    assertThat(content.get(number)).as("seed %d", seed).isEqualTo(beginning);
                } else {
                    assertThat(own.add(number))
                            .as("page %d, seed %d", number, seed)
                            .isTrue();
                }
            }
        }
        assertThat(pool.availablePages()).isLessThanOrEqualTo(pages - own.size());
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        try (SharedPool pool = pool(4)) {
            int[] old = new int[40];
            int[] recent = new int[40];
            Arrays.fill(recent, 1);
            for (int[] tokens : List.of(old, recent)) {
                SharedPool.Lease lease = pool.lease(tokens, 64, true).orElseThrow();
                lease.sequence().advance(40);
                pool.publish(lease, tokens);
                pool.giveBack(lease);
            }
            assertThat(pool.publishedPages()).isEqualTo(2);
            SharedPool.Lease great = pool.lease(new int[] {9}, 96, true).orElseThrow();
            assertThat(pool.publishedPages()).isEqualTo(1);
            pool.giveBack(great);
            SharedPool.Lease again = pool.lease(recent, 40, true).orElseThrow();
            assertThat(again.reused()).isEqualTo(32);
            assertThat(pool.lease(old, 40, true).orElseThrow().reused()).isZero();
            assertThat(pool.lease(old, 40, true)).isEmpty();
        }
    }

    @Test
    void anEmptyPoolSaysSo() {
        try (KvPool pool = new KvPool(device, SHAPES, 1, TensorType.F32)) {
            int page = pool.take();
            assertThatThrownBy(pool::take)
                    .isInstanceOf(ModelResourceException.class)
                    .hasMessageContaining("all 1 pages");
            pool.giveBack(page);
            assertThatThrownBy(() -> pool.giveBack(page)).hasMessageContaining("free already");
        }
        assertThatThrownBy(() -> new KvPool(device, SHAPES, 1, TensorType.Q8_0))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("multiple of 32");
        assertThatThrownBy(() -> new KvPool(device, SHAPES, 1, TensorType.Q4_0))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("not Q4_0");
    }
}
