package dev.nuri.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller.Verb;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static Caller caller(String name) {
        return new Caller(name, new Viewer(Set.of(), null), Set.of(Verb.READ));
    }

    @Test
    void aBurstIsLetInAndThenTheRateHolds() {
        Limits limits = new Limits(new Limits.Rates(1, 5, 100, 100, 100, 1, 0));
        Caller kim = caller("kim");
        int admitted = 0;
        Optional<Limits.Refusal> answer = limits.enter(kim, false);
        while (answer.isEmpty()) {
            limits.leave(kim, false);
            admitted++;
            answer = limits.enter(kim, false);
        }
        assertThat(admitted).isBetween(5, 500);
        Limits.Refusal refusal = answer.get();
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(refusal.sentence()).contains("nuri.limit.rate");
        assertThat(limits.enter(caller("lee"), false)).isEmpty();
    }

    @Test
    void oneCallerHasSoManyUnderWayAndAllTogetherToo() {
        Limits limits = new Limits(new Limits.Rates(1_000, 1_000, 2, 3, 3, 1, 0));
        Caller kim = caller("kim");
        assertThat(limits.enter(kim, false)).isEmpty();
        assertThat(limits.enter(kim, false)).isEmpty();
        assertThat(limits.enter(kim, false).orElseThrow().status()).isEqualTo(429);
        assertThat(limits.enter(caller("lee"), false)).isEmpty();
        assertThat(limits.enter(caller("lee"), false).orElseThrow().status()).isEqualTo(503);
        assertThat(limits.enter(Caller.LOCAL, false).orElseThrow().status()).isEqualTo(503);
        limits.leave(kim, false);
        assertThat(limits.enter(kim, false)).isEmpty();
    }

    @Test
    void searchesGoOnBesideAsManyAnswersAsThereMayBe() {
        Limits limits = new Limits(new Limits.Rates(1_000, 1_000, 100, 10, 2, 1, 0));
        assertThat(limits.enter(caller("kim"), true)).isEmpty();
        assertThat(limits.enter(Caller.LOCAL, true)).isEmpty();
        Limits.Refusal refusal = limits.enter(caller("lee"), true).orElseThrow();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isPositive();
        assertThat(refusal.sentence()).contains("nuri.limit.answers");
        assertThat(limits.enter(caller("lee"), false)).isEmpty();
        limits.leave(Caller.LOCAL, true);
        assertThat(limits.enter(caller("lee"), true)).isEmpty();
        assertThat(limits.underWay()).isEqualTo(3);
        assertThat(limits.answering(caller("lee")).orElseThrow().sentence()).contains("nuri.limit.answers");
        limits.leave(caller("lee"), true);
        assertThat(limits.answering(caller("lee"))).isEmpty();
        assertThat(limits.enter(caller("lee"), true)).isPresent();
        limits.answered();
        assertThat(limits.enter(caller("lee"), true)).isEmpty();
    }

    @Test
    void whoOwnsTheMachineHasNoRate() {
        Limits limits = new Limits(new Limits.Rates(1, 1, 1, 1_000, 1_000, 1, 0));
        for (int i = 0; i < 300; i++) {
            assertThat(limits.enter(Caller.LOCAL, false)).isEmpty();
            assertThat(limits.enter(Caller.OPERATOR, false)).isEmpty();
        }
        assertThat(limits.underWay()).isEqualTo(600);
    }

    @Test
    void neverMoreThanAllowedAreUnderWay() {
        Limits limits = new Limits(new Limits.Rates(1_000_000, 1_000_000, 3, 7, 7, 1, 0));
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> {
            Caller who = caller("c" + i % 5);
            if (limits.enter(who, false).isEmpty()) {
                most.accumulateAndGet(limits.underWay(), Math::max);
                limits.leave(who, false);
            }
        });
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(7);
        assertThat(limits.underWay()).isZero();
    }

    @Test
    void anAddressThatFailsTooOftenIsTold() {
        Limits limits = new Limits(new Limits.Rates(1, 1, 1, 1, 1, 1, 0));
        long before = IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> !limits.failed("192.0.2.1"))
                .count();
        assertThat(before).isBetween(600L, 60_000L);
        assertThat(limits.failed("192.0.2.2")).isFalse();
    }

    /** What a model used is known afterwards, so the last answer may take more than there is. */
    @Test
    void whoHasUsedHisTokensGetsNoAnswersUntilSomeComeBack() {
        Limits limits = new Limits(new Limits.Rates(1_000, 1_000, 100, 100, 100, 1, 8_640));
        Caller kim = caller("kim");
        limits.spend(kim, 8_000);
        assertThat(limits.enter(kim, true)).isEmpty();
        limits.spend(kim, 1_000);
        Limits.Refusal refusal = limits.enter(kim, true).orElseThrow();
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.sentence()).contains("nuri.limit.tokens", "8640");
        // A token comes back every ten seconds.
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(3_500), Duration.ofSeconds(3_620));
        assertThat(limits.answering(kim)).isPresent();
        assertThat(limits.enter(kim, false)).as("searches need none").isEmpty();
        assertThat(limits.enter(caller("lee"), true))
                .as("others have their own")
                .isEmpty();
        limits.spend(Caller.LOCAL, 1_000_000);
        assertThat(limits.enter(Caller.LOCAL, true)).isEmpty();
    }

    @Test
    void withoutALimitTokensAreNotCounted() {
        Limits limits = new Limits(new Limits.Rates(1_000, 1_000, 100, 100, 100, 1, 0));
        limits.spend(caller("kim"), Long.MAX_VALUE);
        assertThat(limits.enter(caller("kim"), true)).isEmpty();
    }
}
