package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final int MOST = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final Turns turns = new Turns();

    @Test
    void noMoreThanHalfOfTheProcessorsComputeAtOnce() throws Exception {
        AtomicInteger computing = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20 * MOST; i++) {
                int number = i;
                all.add(threads.submit(() -> turns.take(() -> {
                    most.accumulateAndGet(computing.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    computing.decrementAndGet();
                    return number;
                })));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get()).isEqualTo(i);
            }
        }
        assertThat(most.get()).isBetween(1, MOST);
    }

    @Test
    void whoFailsGivesHisTurnBack() {
        for (int i = 0; i < 2 * MOST; i++) {
            assertThatThrownBy(() -> turns.take(() -> {
                        throw new IllegalStateException("a defect");
                    }))
                    .hasMessage("a defect");
        }
        assertThat(turns.<String>take(() -> "still here")).isEqualTo("still here");
    }

    @Test
    void whoIsInterruptedWhileHeWaitsGivesUp() throws Exception {
        CountDownLatch taken = new CountDownLatch(MOST);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Boolean>> computing = new ArrayList<>();
            for (int i = 0; i < MOST; i++) {
                computing.add(threads.submit(() -> turns.take(() -> {
                    taken.countDown();
                    try {
                        return end.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })));
            }
            taken.await();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> turns.take(() -> "never")).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            end.countDown();
            for (Future<Boolean> each : computing) {
                assertThat(each.get()).isTrue();
            }
        }
    }
}
