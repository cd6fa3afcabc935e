package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Work in the background")
class BackgroundTest {

    @Test
    @DisplayName("runs, though more of it waits than there are processors")
    void manyWait() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> waiting = IntStream.range(0, 32)
                .mapToObj(i -> Background.call(() -> last.await(20, TimeUnit.SECONDS)))
                .toList();
        Background.run(last::countDown).get(20, TimeUnit.SECONDS);
        for (CompletableFuture<Boolean> each : waiting) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("gives what it threw, checked or not, as the cause")
    void failed() {
        assertThatThrownBy(Background.call(() -> {
                    throw new IOException("full");
                })::join)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> Background.run(() -> {
                            throw new AssertionError("wrong");
                        })
                        .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AssertionError.class);
    }
}
