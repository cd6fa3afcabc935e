package dev.holdfast.jdbi.listener;

import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.event.ArticleEvent;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What features send for an application is told like its own statements, and nothing secret with it. */
@PostgresTest(template = Newsroom.class)
class FeaturesToldTest {

    private static final String SECRET = "s3cr3t@example.org";

    private final Told told = new Told();
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;

    FeaturesToldTest(TestDatabase database) {
        this.holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .listener(told)
                .build();
        this.acme = holdfast.tenant(Newsroom.A);
    }

    private static ArticleEvent.Commented comment() {
        return new ArticleEvent.Commented("reader" + UUID.randomUUID(), SECRET, SECRET, "editor", SECRET);
    }

    @Test
    @DisplayName("events' appends and reads, and the look-ups and inserts of data keys, alone and in a transaction")
    void eventsAndKeys() {
        StreamId article = stream("article", UUID.randomUUID());
        acme.events().append(article, none(), comment());
        assertThat(told.sql())
                .anyMatch(sql -> sql.contains("holdfast.append"))
                .anyMatch(sql -> sql.contains("data_keys"));
        assertThat(told.all()).allSatisfy(one -> {
            assertThat(one.tenant()).as(one.sql()).isEqualTo(Newsroom.A);
            assertThat(one.error()).isNull();
        });
        int alone = told.all().size();

        acme.useTransaction(tx -> {
            tx.events().append(stream("article", UUID.randomUUID()), none(), comment());
            assertThat(tx.events().read(article).list()).hasSize(1);
        });
        try (var events = acme.events().read(article).stream()) {
            assertThat(events).hasSize(1);
        }

        assertThat(told.all()).hasSizeGreaterThan(alone + 2);
        assertThat(told.all()).allSatisfy(one -> {
            assertThat(one.tenant()).as(one.sql()).isEqualTo(Newsroom.A);
            assertThat(text(one)).doesNotContain(SECRET);
        });
        assertThat(told.sql())
                .as("without what goes before a statement")
                .noneMatch(sql -> sql.contains("set_config('holdfast.tenant_id'"));
    }

    @Test
    @DisplayName("J-13 of refusals of every way no bound value is told, by getters, texts or causes")
    void nothingSecret() {
        acme.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, SECRET)
                        .set(AUTHORS.email, SECRET))
                .execute();
        for (Runnable refused : refusals()) {
            try {
                refused.run();
                throw new AssertionError("not refused");
            } catch (RuntimeException expected) {
                // told
            }
        }
        assertThat(told.all().stream().filter(one -> one.error() != null))
                .hasSize(refusals().size());
        assertThat(told.all()).allSatisfy(one -> assertThat(text(one)).doesNotContain(SECRET));
    }

    private List<Runnable> refusals() {
        return List.of(
                () -> acme.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, SECRET)
                                .set(AUTHORS.email, SECRET))
                        .execute(),
                () -> acme.useHandle(handle -> handle.execute(
                        "insert into authors (id, name, email) values (?, ?, ?)", UUID.randomUUID(), SECRET, SECRET)),
                () -> acme.useHandle(handle -> handle.execute("select ?::uuid", SECRET)),
                () -> acme.useHandle(handle -> {
                    var batch = handle.prepareBatch("insert into authors (id, name, email) values (?, ?, ?)");
                    batch.add(UUID.randomUUID(), SECRET, SECRET).add(UUID.randomUUID(), SECRET, SECRET);
                    batch.execute();
                }));
    }

    /** All that a careless listener could print. */
    private static String text(ExecutedStatement statement) {
        return statement + statement.sql() + (statement.error() == null ? "" : Chain.text(statement.error()));
    }
}
