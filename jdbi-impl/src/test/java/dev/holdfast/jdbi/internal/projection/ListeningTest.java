package dev.holdfast.jdbi.internal.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.projection.Counting;
import dev.holdfast.projection.ProjectionListener;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The connection on which a process hears of others' appends. */
@PostgresTest(template = Counting.class)
class ListeningTest {

    private static final String SESSIONS = "select count(*) = %d from pg_stat_activity where query = 'listen "
            + Listening.CHANNEL + "' and datname = current_database()";

    private final TestDatabase database;
    private final Semaphore heard = new Semaphore(0);

    ListeningTest(TestDatabase database) {
        this.database = database;
    }

    private void notifying(String by) {
        Sql.run(database.applicationDataSource(), "select pg_notify('" + Listening.CHANNEL + "', '" + by + "')");
    }

    private boolean hears(int seconds) throws InterruptedException {
        return heard.tryAcquire(seconds, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "J-18 EV-23 on a connection of its own it hears what others tell, also once the server has ended that and it has another")
    void listens() throws Exception {
        try (Listening listening = new Listening(
                        database.applicationDataSource(),
                        "me",
                        heard::release,
                        new Told(ProjectionListener.NONE, new Progress()))
                .begin()) {
            assertThat(hears(60)).as("what was told before it listened").isTrue();
            notifying("me");
            assertThat(hears(1)).as("its own").isFalse();
            notifying("other");
            assertThat(hears(60)).isTrue();
            Sql.run(
                    database.superuserDataSource(),
                    "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen " + Listening.CHANNEL
                            + "' and datname = current_database()");
            assertThat(hears(60)).as("what was told while it was away").isTrue();
            notifying("other");
            assertThat(hears(60)).isTrue();
            Sql.await(database, SESSIONS.formatted(1));
        }
        Sql.await(database, SESSIONS.formatted(0));
    }
}
