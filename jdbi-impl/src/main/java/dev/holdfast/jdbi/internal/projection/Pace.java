package dev.holdfast.jdbi.internal.projection;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long a process rests between two looks for events. Where it finds any, that is the shortest poll, or four times what their handling
 * took, up to a quarter of a second: many projections of few events each would else take all time there is from those who append, and a
 * batch of more events costs hardly more. Never longer than the longest poll. {@link #worked} is for any thread, the rest for one.
 */
final class Pace {

    private static final int REST = 4;
    private static final Duration MOST = Duration.ofMillis(250);

    private final Duration shortest;
    private final Duration longest;
    private final LongAdder worked = new LongAdder();
    private Duration least;
    private Duration pause;

    Pace(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
        this.least = shortest;
        this.pause = shortest;
    }

    /** A step has taken so long with which a partition has caught up. One that is behind works on, whatever the pace. */
    void worked(Duration took) {
        worked.add(took.toNanos());
    }

    /** Behind a look. */
    void looked(boolean found) {
        Duration rest = Duration.ofNanos(worked.sumThenReset()).multipliedBy(REST);
        least = shorter(longest, longer(shortest, shorter(MOST, rest)));
        pause = found ? least : doubled(pause, longest);
    }

    /** Behind a look that failed. */
    void failed() {
        pause = longest;
    }

    /** How long it rests at least, whoever appends. */
    Duration least() {
        return least;
    }

    /** How long it rests where nobody appends. */
    Duration pause() {
        return longer(pause, least);
    }

    /** Twice as long a pause, up to the longest. */
    static Duration doubled(Duration pause, Duration longest) {
        return shorter(longest, pause.multipliedBy(2));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
