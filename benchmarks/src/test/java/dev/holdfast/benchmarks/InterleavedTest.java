package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

class InterleavedTest {

    /** A benchmark whose operations are over when all threads are in one. */
    public static final class Meeting {

        private final CyclicBarrier all;
        private final Set<Thread> threads;

        Meeting(CyclicBarrier all, Set<Thread> threads) {
            this.all = all;
            this.threads = threads;
        }

        public void meet() throws Exception {
            threads.add(Thread.currentThread());
            all.await(10, TimeUnit.SECONDS);
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void runsASliceByAllThreadsAtOnce(int count) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CyclicBarrier all = new CyclicBarrier(count);
        List<Meeting> benchmarks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            benchmarks.add(new Meeting(all, threads));
        }
        Contender contender = new Contender(benchmarks, "meet", Map.of());
        try (Lanes lanes = new Lanes(count)) {
            contender.runSlice(lanes, 1, false);
            contender.runSlice(lanes, 1, true);
        }
        assertThat(threads).hasSize(count);
        if (count == 1) {
            assertThat(threads).containsOnly(Thread.currentThread());
        }
        // one operation of 50 ms in each thread: so much time for each of them, together
        assertThat(contender.slices().times()).singleElement().satisfies(micros -> assertThat(micros)
                .isBetween(50_000.0 / count, 500_000.0 / count));
    }

    /** A benchmark of which one method's contender isn't to be had, and another one is broken. */
    public static final class HalfThere {

        public void there() {}

        public void absent() {
            throw new AbsentContenderException("there is none", null);
        }

        public void broken() {
            throw new IllegalStateException("it broke");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void goesOnWithoutAContenderThatIsNotToBeHad(int count) throws Exception {
        List<HalfThere> benchmarks = Collections.nCopies(count, new HalfThere());
        try (Lanes lanes = new Lanes(count)) {
            assertThat(new Contender(benchmarks, "there", Map.of()).isThere(lanes))
                    .isTrue();
            assertThat(new Contender(benchmarks, "absent", Map.of()).isThere(lanes))
                    .isFalse();
            assertThatThrownBy(() -> new Contender(benchmarks, "broken", Map.of()).isThere(lanes))
                    .hasRootCauseMessage("it broke");
        }
    }

    /** A benchmark with two parameters. */
    public static final class Crossing {

        @Param({"1", "1000"})
        public int rows;

        @Param({"insert", "update"})
        public String work = "";
    }

    @Test
    void combinesParametersAsJmhDoes() {
        Options all = new OptionsBuilder().build();
        assertThat(combinations(all)).containsExactlyInAnyOrder("1 insert", "1 update", "1000 insert", "1000 update");
        Options one = new OptionsBuilder()
                .param("rows", "5")
                .param("work", "delete", "insert")
                .build();
        assertThat(combinations(one)).containsExactlyInAnyOrder("5 delete", "5 insert");
        assertThat(Interleaved.combinations(HalfThere.class, all)).containsExactly(Map.of());
    }

    private static List<String> combinations(Options options) {
        return Interleaved.combinations(Crossing.class, options).stream()
                .map(values -> values.entrySet().stream()
                        .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
