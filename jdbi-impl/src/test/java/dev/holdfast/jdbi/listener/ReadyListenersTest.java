package dev.holdfast.jdbi.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.MicrometerListener;
import dev.holdfast.jdbi.Slf4jListener;
import dev.holdfast.listener.ExecutedStatement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** The listeners that come with Holdfast. */
class ReadyListenersTest {

    private static final ExecutedStatement SELECT = new ExecutedStatement(
            "select name from authors where id = ?",
            "acme\nERROR forged",
            Duration.ofMillis(5),
            OptionalLong.of(3),
            null);
    private static final ExecutedStatement REFUSED = new ExecutedStatement(
            "insert into authors values (?)",
            null,
            Duration.ofMillis(7),
            OptionalLong.empty(),
            new UniqueViolationException("there", new Refusal("23505", "authors", null, null, "s3cr3t"), null));

    private static final class Lines extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        private final List<String> lines = new ArrayList<>();
        private final Level least;

        Lines(Level least) {
            this.least = least;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        private boolean isOn(Level level) {
            return level.toInt() >= least.toInt();
        }

        @Override
        public boolean isTraceEnabled() {
            return isOn(Level.TRACE);
        }

        @Override
        public boolean isDebugEnabled() {
            return isOn(Level.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return isOn(Level.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return isOn(Level.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return isOn(Level.ERROR);
        }
    }

    @Test
    void slf4jLogsALineForEachStatement() {
        Lines log = new Lines(Level.DEBUG);
        Slf4jListener listener = new Slf4jListener(log);
        listener.executed(SELECT);
        listener.executed(REFUSED);
        listener.withTenant().executed(SELECT);
        listener.withTenant().executed(REFUSED);

        assertThat(log.lines)
                .containsExactly(
                        "DEBUG Done, 3 rows in 5.0 ms: select name from authors where id = ?",
                        "DEBUG Failed with 23505 in 7.0 ms: insert into authors values (?)",
                        "DEBUG Done, 3 rows in 5.0 ms, tenant acme?ERROR forged: select name from authors where id = ?",
                        "DEBUG Failed with 23505 in 7.0 ms, no tenant: insert into authors values (?)");
    }

    @Test
    void slf4jWarnsOfSlowOnesAlone() {
        Lines log = new Lines(Level.INFO);
        Slf4jListener listener = new Slf4jListener(log).warnFrom(Duration.ofMillis(7));
        listener.executed(SELECT);
        listener.executed(REFUSED);

        assertThat(log.lines).containsExactly("WARN Failed with 23505 in 7.0 ms: insert into authors values (?)");
    }

    @Test
    void slf4jHasALoggerOfItsOwn() {
        new Slf4jListener().executed(SELECT);

        assertThat(Slf4jListener.LOGGER).isEqualTo("dev.holdfast.sql");
    }

    @Test
    void micrometerMeasuresByCommandAndOutcome() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerListener listener = new MicrometerListener(registry);
        listener.executed(SELECT);
        listener.executed(SELECT);
        listener.executed(REFUSED);
        listener.executed(
                new ExecutedStatement("/* mine */ vacuum", null, Duration.ofMillis(1), OptionalLong.empty(), null));

        var select = registry.get(MicrometerListener.TIMER)
                .tags("command", "select", "outcome", "ok")
                .timer();
        assertThat(select.count()).isEqualTo(2);
        assertThat(select.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(10);
        assertThat(registry.get(MicrometerListener.TIMER)
                        .tags("command", "insert", "outcome", "23505")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(MicrometerListener.TIMER)
                        .tags("command", "other", "outcome", "ok")
                        .timer()
                        .count())
                .isEqualTo(1);
        var rows =
                registry.get(MicrometerListener.ROWS).tags("command", "select").summary();
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.totalAmount()).isEqualTo(6);
        assertThat(registry.getMeters().stream().map(Meter::getId))
                .as("no text of a statement, no tenant")
                .noneMatch(
                        id -> id.toString().contains("authors") || id.toString().contains("acme"));
    }

    @Test
    void micrometerHasTheTenantAsATagByChoice() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerListener listener = new MicrometerListener(registry).withTenant();
        listener.executed(SELECT);
        listener.executed(REFUSED);

        assertThat(registry.get(MicrometerListener.TIMER)
                        .tag("tenant", "acme\nERROR forged")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(MicrometerListener.TIMER)
                        .tag("tenant", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aStatementPrintsWithoutItsTenant() {
        assertThat(SELECT).hasToString("ExecutedStatement[select name from authors where id = ?: 3 rows in PT0.005S]");
        assertThat(REFUSED)
                .hasToString("ExecutedStatement[insert into authors values (?): failed with 23505 in PT0.007S]");
    }
}
