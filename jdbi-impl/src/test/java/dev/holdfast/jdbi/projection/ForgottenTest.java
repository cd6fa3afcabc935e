package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES_2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.RetryPolicy;
import dev.holdfast.Scope;
import dev.holdfast.Session;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Commented;
import dev.holdfast.jdbi.event.Ledger;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.RefusedMessageException;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.testkit.MutableClock;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left of a person in read models, and in what is parked, once the person is forgotten. */
@PostgresTest(template = Counting.class)
class ForgottenTest {

    private static final String READER = "reader-7";
    private static final String SECRET = "s3cr3t-7-x";

    /** That a person was forgotten, for whoever made something of the person's events. */
    @EventType("reader-forgotten")
    record ReaderForgotten(String readerId) {}

    /** Tells projections, in the transaction that destroys the keys. */
    private static final class Telling implements PersonalDataStore {

        @Override
        public String name() {
            return "projections";
        }

        @Override
        public long uses(Session session, long keyId) {
            return 0;
        }

        @Override
        public ReencryptionReport reencrypt(Scope scope, Consumer<? super ReencryptionProgress> listener) {
            return ReencryptionReport.NOTHING;
        }

        // region:telling
        @Override
        public void subjectShredded(Transaction tx, String subject) {
            tx.events().append(stream("forgotten", subject), ExpectedVersion.any(), new ReaderForgotten(subject));
        }
        // endregion:telling
    }

    private final TestDatabase database;
    private final MutableClock clock = MutableClock.at("2026-01-31T10:15:30Z");

    ForgottenTest(TestDatabase database) {
        this.database = database;
    }

    /** Keeps what readers said, and quotes it where it doesn't like it. */
    private static Projection comments(int version, Tallies table) {
        return Projection.named("comments")
                .version(version)
                .on(Commented.class, (event, tx) -> {
                    Commented comment = event.data();
                    if (comment.text().startsWith("bad")) {
                        throw new IllegalStateException("\"" + comment.text() + "\" by " + comment.email());
                    }
                    Counting.add(tx, table.name(), comment.readerId() + ": " + comment.text(), 1);
                })
                // region:told
                .on(ReaderForgotten.class, (event, tx) -> tx.deleteFrom(table)
                        .where(table.name.startsWith(event.data().readerId() + ": "))
                        .execute())
                // endregion:told
                .readModel(table)
                .build();
    }

    private static Message quoting(Commented comment) {
        if (comment.text().startsWith("bad")) {
            throw new IllegalStateException("can't map " + comment.text());
        }
        return Message.to("comments").text(comment.text());
    }

    private JdbiHoldfast holdfast() {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Counting.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .personalData(new Telling())
                .events(EventSettings.with(EventTypes.of(Commented.class, ReaderForgotten.class)))
                .projections(ProjectionSettings.with(comments(1, TALLIES), comments(2, TALLIES_2))
                        .retries(RetryPolicy.none()))
                .outboxes(Outbox.named("letters", message -> {
                            throw new RefusedMessageException(
                                    "refused: " + message.message().bodyText(), new IllegalStateException(SECRET));
                        })
                        .on(Commented.class, event -> quoting(event.data()))
                        .build())
                .build();
    }

    private static Commented comment(String text) {
        return new Commented(READER, SECRET + "@example.org", text + SECRET, "editor", null);
    }

    private String dump() {
        return new Ledger(database).dump();
    }

    @Test
    @DisplayName(
            "EV-28 after shredding, the clear text isn't in what is parked; read models that are told are rid of it, once")
    void forgotten() {
        JdbiHoldfast holdfast = holdfast();
        try (SteppedProjections stepped = holdfast.projections().stepped(clock, 100)) {
            for (long tenant : new long[] {A, B}) {
                holdfast.tenant(tenant)
                        .events()
                        .append(stream("thread", "good"), ExpectedVersion.any(), comment("good "));
                holdfast.tenant(tenant)
                        .events()
                        .append(stream("thread", "bad"), ExpectedVersion.any(), comment("bad "), comment("later "));
            }
            stepped.runUntilIdle();
            assertThat(holdfast.projections().parked("comments")).hasSize(4);
            assertThat(holdfast.projections().parked("letters")).hasSize(4);
            assertThat(dump()).contains(SECRET);

            holdfast.tenant(A).because("asked").keys().shredSubject(READER);
            for (String name : List.of("comments", "letters")) {
                assertThat(holdfast.projections().parked(name))
                        .filteredOn(parked -> parked.tenantId().equals(A))
                        .hasSize(2)
                        .allMatch(parked -> parked.error().endsWith("(left out, since a person was forgotten)"));
            }
            assertThat(holdfast.projections().parked("comments"))
                    .filteredOn(parked -> parked.tenantId().equals(B))
                    .as("another tenant's person of the same id")
                    .allMatch(parked -> parked.error().contains(SECRET));

            stepped.crash();
            stepped.runUntilIdle();
            assertThat(Sql.column(
                            database.superuserDataSource(),
                            "select name from tallies where tenant_id = " + A + " union all select name from tallies_2"
                                    + " where tenant_id = " + A))
                    .isEmpty();
            assertThat(Sql.one(database.superuserDataSource(), "select count(*) from tallies"))
                    .as("the other tenant's")
                    .isEqualTo("1");

            holdfast.projections().unpark("comments");
            stepped.runUntilIdle();
            assertThat(Counting.tallies(holdfast.tenant(A)))
                    .as("what was parked is handled as it is read now")
                    .containsOnlyKeys(READER + ": (erased)");

            holdfast.tenant(B).because("asked, too").keys().shredSubject(READER);
            stepped.runUntilIdle();
            assertThat(dump()).contains(READER).doesNotContain(SECRET);
        }
    }
}
