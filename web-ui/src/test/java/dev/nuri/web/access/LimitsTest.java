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
        Limits limits = new Limits(new Limits.Rates(1, 5, 100, 100));
        Caller kim = caller("kim");
        int admitted = 0;
        Optional<Limits.Refusal> answer = limits.enter(kim);
        while (answer.isEmpty()) {
            limits.leave(kim);
            admitted++;
            answer = limits.enter(kim);
        }
        assertThat(admitted).isBetween(5, 500);
        Limits.Refusal refusal = answer.get();
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(refusal.sentence()).contains("nuri.limit.rate");
        assertThat(limits.enter(caller("lee"))).isEmpty();
    }

    @Test
    void oneCallerHasSoManyUnderWayAndAllTogetherToo() {
        Limits limits = new Limits(new Limits.Rates(1_000, 1_000, 2, 3));
        Caller kim = caller("kim");
        assertThat(limits.enter(kim)).isEmpty();
        assertThat(limits.enter(kim)).isEmpty();
        assertThat(limits.enter(kim).orElseThrow().status()).isEqualTo(429);
        assertThat(limits.enter(caller("lee"))).isEmpty();
        assertThat(limits.enter(caller("lee")).orElseThrow().status()).isEqualTo(503);
        assertThat(limits.enter(Caller.LOCAL).orElseThrow().status()).isEqualTo(503);
        limits.leave(kim);
        assertThat(limits.enter(kim)).isEmpty();
    }

    @Test
    void whoOwnsTheMachineHasNoRate() {
        Limits limits = new Limits(new Limits.Rates(1, 1, 1, 1_000));
        for (int i = 0; i < 300; i++) {
            assertThat(limits.enter(Caller.LOCAL)).isEmpty();
            assertThat(limits.enter(Caller.OPERATOR)).isEmpty();
        }
        assertThat(limits.underWay()).isEqualTo(600);
    }

    @Test
    void neverMoreThanAllowedAreUnderWay() {
        Limits limits = new Limits(new Limits.Rates(1_000_000, 1_000_000, 3, 7));
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> {
            Caller who = caller("c" + i % 5);
            if (limits.enter(who).isEmpty()) {
                most.accumulateAndGet(limits.underWay(), Math::max);
                limits.leave(who);
            }
        });
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(7);
        assertThat(limits.underWay()).isZero();
    }

    @Test
    void anAddressThatFailsTooOftenIsTold() {
        Limits limits = new Limits(new Limits.Rates(1, 1, 1, 1));
        long before = IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> !limits.failed("192.0.2.1"))
                .count();
        assertThat(before).isBetween(600L, 60_000L);
        assertThat(limits.failed("192.0.2.2")).isFalse();
    }
}
