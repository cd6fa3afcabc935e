package dev.holdfast.jdbi.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.internal.listener.Observation;
import dev.holdfast.jdbi.internal.listener.Observers;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;

/** What it costs where nobody listens. */
class UnlistenedTest {

    private static final Connection NO_CONNECTION = (Connection) Proxy.newProxyInstance(
            UnlistenedTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException();
            });

    @Test
    void nothingIsMadeAndJdbiIsLeftAlone() {
        Jdbi jdbi = Jdbi.create(NO_CONNECTION);
        Observers observers = Observers.over(jdbi, List.of(), connection -> null);

        assertThat(observers.areNone()).isTrue();
        assertThat(observers.begin(NO_CONNECTION, "select 1", 1L)).isSameAs(Observation.NONE);
        assertThat(jdbi.getConfig(SqlStatements.class).getSqlLogger()).isSameAs(SqlLogger.NOP_SQL_LOGGER);
    }

    @Test
    void aListenerOrALoggerMakesTheDifference() {
        Observers told = Observers.over(Jdbi.create(NO_CONNECTION), List.of(statement -> {}), connection -> null);
        Jdbi logging = Jdbi.create(NO_CONNECTION).setSqlLogger(new SqlLogger() {});
        Observers logged = Observers.over(logging, List.of(), connection -> null);

        assertThat(told.begin(NO_CONNECTION, "select 1", 1L)).isNotSameAs(Observation.NONE);
        assertThat(logged.begin(NO_CONNECTION, "select 1", 1L)).isNotSameAs(Observation.NONE);
    }
}
