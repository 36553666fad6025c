package dev.nuri.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static final URI A = URI.create("http://a/v1");
    private static final URI B = URI.create("http://b/v1");
    private static final URI C = URI.create("http://c/v1");

    /** Begins where the clock's numbers are about to wrap around. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

    private final Replicas replicas = new Replicas(List.of(A, B, C), nanos::get);

    private Replicas.Turn turn(URI... passedOver) {
        return replicas.turn(Set.of(passedOver));
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static Set<URI> allBut(URI base) {
        return Stream.of(A, B, C).filter(other -> !other.equals(base)).collect(Collectors.toSet());
    }

    private void fail(URI base) {
        try (Replicas.Turn turn = replicas.turn(allBut(base))) {
            assertThat(turn.base()).isEqualTo(base);
            turn.failed("it is down", 0);
        }
    }

    private List<URI> next(int turns) {
        List<URI> bases = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            try (Replicas.Turn turn = turn()) {
                turn.answered();
                bases.add(turn.base());
            }
        }
        return bases;
    }

    @Test
    void takesThemInTurnWhenNoneIsBusier() {
        assertThat(next(6)).containsExactly(A, B, C, A, B, C);
    }

    @Test
    void takesTheOneWithTheFewestUnderWay() {
        Replicas.Turn a = turn();
        Replicas.Turn b = turn();
        Replicas.Turn c = turn();
        Replicas.Turn again = turn();
        assertThat(List.of(a.base(), b.base(), c.base(), again.base())).containsExactly(A, B, C, A);
        b.close();
        b.close();
        assertThat(turn().base()).isEqualTo(B);
        assertThat(turn().base())
                .as("asked longest ago of those with one under way")
                .isEqualTo(C);
    }

    @Test
    void passesOverThoseThatFailedTheSameRequest() {
        assertThat(turn(A).base()).isEqualTo(B);
        assertThat(turn(A, B).base()).isEqualTo(C);
        assertThat(turn(A, B, C).base()).isEqualTo(A);
    }

    @Test
    void leavesOneAloneThatFailed() {
        fail(A);
        assertThat(next(4)).containsExactly(B, C, B, C);
    }

    @Test
    void oneRequestTriesItAfterItsRest() {
        fail(A);
        pass(Replicas.FIRST_REST_MILLIS + 1);
        Replicas.Turn trial = turn(B, C);
        assertThat(trial.base()).isEqualTo(A);
        assertThat(trial.resting()).isNull();
        assertThat(next(4)).as("meanwhile").containsExactly(B, C, B, C);
        trial.answered();
        trial.close();
        assertThat(next(3)).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void aTrialThatIsGivenUpMakesRoomForTheNext() {
        fail(A);
        pass(Replicas.FIRST_REST_MILLIS + 1);
        turn(B, C).close();
        assertThat(turn(B, C).resting()).isNull();
    }

    @Test
    void restsLongerAfterEachFailureInARow() {
        for (int failures = 1; failures <= 9; failures++) {
            fail(A);
            long rest = Math.min(Replicas.LONGEST_REST_MILLIS, Replicas.FIRST_REST_MILLIS << (failures - 1));
            pass(rest / 2 - 1);
            try (Replicas.Turn early = turn(B, C)) {
                assertThat(early.resting()).as("failure " + failures).isEqualTo("it is down");
            }
            pass(rest / 2 + 2);
        }
        try (Replicas.Turn turn = turn(B, C)) {
            turn.answered();
        }
        fail(A);
        pass(Replicas.FIRST_REST_MILLIS + 1);
        assertThat(turn(B, C).resting()).as("success makes it forgotten").isNull();
    }

    @Test
    void failuresUnderWayTogetherCountOnce() {
        List<Replicas.Turn> together = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            together.add(turn(B, C));
        }
        together.forEach(turn -> {
            turn.failed("it is down", 0);
            turn.close();
        });
        pass(Replicas.FIRST_REST_MILLIS + 1);
        assertThat(turn(B, C).resting()).isNull();
    }

    @Test
    void restsAsLongAsTheServerWants() {
        try (Replicas.Turn turn = turn(B, C)) {
            turn.failed("status 429", 20_000);
        }
        pass(19_999);
        assertThat(turn(B, C).resting()).isEqualTo("status 429");
        pass(2);
        assertThat(turn(B, C).resting()).isNull();
    }

    @Test
    void givesOneEvenWhenAllRestAndSaysSo() {
        fail(A);
        fail(B);
        fail(C);
        assertThat(turn().resting()).isEqualTo("it is down");
    }

    @Test
    void neverCountsWrong() {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("ReplicasTest: -Dtests.seed=" + seed);
        Random random = new Random(seed);
        List<Replicas.Turn> open = new ArrayList<>();
        Map<URI, Integer> underWay = new HashMap<>();
        int failed = 0;
        for (int step = 0; step < 20_000; step++) {
            pass(random.nextInt(500));
            if (open.isEmpty() || random.nextInt(5) > 2) {
                Replicas.Turn turn = turn();
                int fewest = List.of(A, B, C).stream()
                        .mapToInt(base -> underWay.getOrDefault(base, 0))
                        .min()
                        .orElseThrow();
                int its = underWay.merge(turn.base(), 1, Integer::sum);
                open.add(turn);
                if (failed == 0) {
                    assertThat(its).as("step " + step).isEqualTo(fewest + 1);
                }
            } else {
                Replicas.Turn turn = open.remove(random.nextInt(open.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        if (step > 5_000) {
                            turn.failed("it is down", random.nextInt(3_000));
                            failed++;
                        }
                    }
                    case 1 -> {}
                    default -> turn.answered();
                }
                turn.close();
                underWay.merge(turn.base(), -1, Integer::sum);
            }
        }
        open.forEach(Replicas.Turn::close);
        pass(10 * Replicas.LONGEST_REST_MILLIS);
        for (URI base : List.of(A, B, C)) {
            try (Replicas.Turn turn = replicas.turn(allBut(base))) {
                assertThat(turn.resting()).as("none is left out for ever").isNull();
                turn.answered();
            }
        }
        assertThat(next(3)).containsExactlyInAnyOrder(A, B, C);
        assertThat(failed).isPositive();
    }

    @Test
    void wantsDifferentServers() {
        assertThatThrownBy(() -> new Replicas(List.of(A, A))).hasMessageContaining("must be different");
        assertThatThrownBy(() -> new Replicas(List.of())).hasMessageContaining("at least one");
    }
}
