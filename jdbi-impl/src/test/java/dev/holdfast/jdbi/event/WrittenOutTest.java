package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.RawEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("EV-40 what is small where it is stored and large where it is read is refused")
@PostgresTest(template = Newsroom.class)
class WrittenOutTest {

    record Summed(List<BigDecimal> numbers) {}

    private final JdbiTenantScope session;
    private final Events events;

    WrittenOutTest(TestDatabase database) {
        this.session = Newsroom.holdfast(
                        database,
                        EventSettings.with(
                                EventTypes.builder().add("summed", Summed.class).build()))
                .tenant(Newsroom.A);
        this.events = session.events();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e131071", "-1e131071", "1e-16000"})
    @DisplayName("by Holdfast, alone, in a small batch and in one behind a savepoint")
    void refused(String number) {
        Summed huge = new Summed(Collections.nCopies(12, new BigDecimal(number)));
        for (int events : new int[] {1, 2, 5}) {
            List<NewEvent> batch =
                    Stream.generate(() -> NewEvent.of(huge)).limit(events).toList();
            assertThatThrownBy(() -> this.events.appendAll(stream("sum", "refused"), any(), batch))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("written out");
        }
        assertThat(events.info(stream("sum", "refused"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1e131071, 1e131071]", "[1e130000, -1e-16000, {\"a\": 1e16000}]"})
    @DisplayName("by plain SQL, in data and metadata")
    void refusedSql(String json) {
        for (String append : List.of(
                "select 1 from holdfast.append_event('sum', 'sql', null, 'summed', '{\"numbers\": " + json + "}')",
                "select 1 from holdfast.append_event('sum', 'sql', null, 'summed', '{}', '{\"told\": " + json
                        + "}')")) {
            assertThatThrownBy(() -> session.useHandle(handle -> handle.execute(append)))
                    .isInstanceOfSatisfying(DatabaseException.class, refused -> {
                        assertThat(refused.sqlState()).isEqualTo("23514");
                        assertThat(refused.constraint()).isEqualTo("events_written_out_check");
                    });
        }
    }

    @Test
    @DisplayName("and the largest doubles, one number as long as may be, control characters and long texts are stored")
    void stored() {
        Summed doubles = new Summed(Collections.nCopies(1_000, BigDecimal.valueOf(Double.MAX_VALUE)));
        events.append(stream("sum", "stored"), any(), doubles);
        events.append(stream("sum", "stored"), any(), new Summed(List.of(BigDecimal.valueOf(Double.MIN_VALUE))));
        events.append(stream("sum", "stored"), any(), new Summed(List.of(new BigDecimal("1e131071"))));
        session.useHandle(handle -> handle.execute(
                "select 1 from holdfast.append_event('sum', 'stored', null, 'told', jsonb_build_object('a', repeat(e'\\x01', 1900),"
                        + " 'b', repeat('x', 900000)), jsonb_build_object('c', repeat(e'\\x01', 1900)))"));
        List<RecordedEvent<RawEvent>> read =
                events.readAll(Checkpoint.START).raw().page(10).events();
        assertThat(read).hasSize(4);
        assertThat(events.read(stream("sum", "stored"), Summed.class).limit(1).list())
                .singleElement()
                .satisfies(event -> assertThat(event.data().numbers().get(999))
                        .isEqualByComparingTo(BigDecimal.valueOf(Double.MAX_VALUE)));
    }
}
