package dev.holdfast.jdbi.history;

import static dev.holdfast.jdbi.history.Archive.ARTICLES;
import static dev.holdfast.jdbi.history.Archive.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SnapshotTokenException;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Archive.class)
class TokenTest {

    private final TestDatabase database;
    private final JdbiTenantScope a;

    TokenTest(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        this.database = database;
        this.a = Archive.newTenant(holdfast);
        a.history().token(); // the first one on a cluster waits for whoever writes
    }

    @Test
    @DisplayName(
            "AH-3 a transaction that commits late shows up in what an Instant reads, and never in what a token reads")
    void lateCommit() throws Exception {
        UUID ann = Archive.author(a, "Ann");
        try (Connection slow = database.superuserDataSource().getConnection()) {
            slow.setAutoCommit(false);
            Sql.run(slow, "update authors set name = 'Late' where id = '" + ann + "'");
            Archive.author(a, "Bea");
            SnapshotToken token = a.history().token();
            Instant time = Archive.now(database);
            assertThat(names(token)).containsExactly("Ann", "Bea");
            assertThat(a.from(AUTHORS)
                            .asOf(time)
                            .where(AUTHORS.id.eq(ann))
                            .one()
                            .get(AUTHORS.name))
                    .isEqualTo("Ann");

            slow.commit();

            assertThat(names(token)).containsExactly("Ann", "Bea");
            assertThat(a.from(AUTHORS)
                            .asOf(token)
                            .where(AUTHORS.id.eq(ann))
                            .one()
                            .get(AUTHORS.name))
                    .isEqualTo("Ann");
            assertThat(a.from(AUTHORS)
                            .asOf(token)
                            .orderBy(AUTHORS.id.asc())
                            .limit(9)
                            .list())
                    .hasSize(2);
            assertThat(a.from(AUTHORS)
                            .asOf(time)
                            .where(AUTHORS.id.eq(ann))
                            .one()
                            .get(AUTHORS.name))
                    .isEqualTo("Late");
            assertThat(names(a.history().token())).containsExactly("Bea", "Late");
        }
    }

    private List<String> names(SnapshotToken token) {
        return a.from(AUTHORS)
                .asOf(token)
                .orderBy(AUTHORS.name.asc())
                .values(AUTHORS.name)
                .list();
    }

    @Test
    @DisplayName("AH-3 of its own transaction a token sees what others see: nothing, as it isn't committed")
    void inATransaction() {
        SnapshotToken token = a.inTransaction(tx -> {
            Archive.author(tx, "Ann");
            SnapshotToken inside = tx.history().token();
            assertThat(tx.from(AUTHORS).asOf(inside).count()).isZero();
            return inside;
        });
        assertThat(names(token)).isEmpty();
        assertThat(names(a.history().token())).containsExactly("Ann");
    }

    @Test
    void aTokenIsItsText() {
        Archive.author(a, "Ann");
        SnapshotToken token = a.history().token();

        assertThat(SnapshotToken.parse(token.toString())).isEqualTo(token).hasSameHashCodeAs(token);
        assertThat(names(SnapshotToken.parse(token.toString()))).containsExactly("Ann");
        for (String none : List.of("", "x", "1:2:3", "1:2:3:4:5:;", token + "x", "1:99999999999999999999:0:1:1:")) {
            assertThatThrownBy(() -> SnapshotToken.parse(none)).as(none).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    @DisplayName("AH-3 a token of another cluster is refused, whatever the statement finds")
    void ofAnotherCluster() {
        String text = a.history().token().toString();
        SnapshotToken foreign = SnapshotToken.parse("1" + text.substring(text.indexOf(':')));

        assertThatThrownBy(() -> a.from(AUTHORS).asOf(foreign).list())
                .isInstanceOf(SnapshotTokenException.class)
                .hasMessageContaining("another cluster");
        assertThatThrownBy(() -> a.from(AUTHORS).asOf(foreign).count()).isInstanceOf(SnapshotTokenException.class);
        assertThatThrownBy(() -> a.from(AUTHORS)
                        .asOf(foreign)
                        .where(AUTHORS.id.eq(UUID.randomUUID()))
                        .findOne())
                .isInstanceOf(SnapshotTokenException.class);
        assertThatThrownBy(() -> a.from(ARTICLES)
                        .asOf(foreign)
                        .orderBy(ARTICLES.id.asc())
                        .limit(3)
                        .list())
                .isInstanceOf(SnapshotTokenException.class);
        assertThatThrownBy(() -> a.from(ARTICLES).asOf(foreign).exists()).isInstanceOf(SnapshotTokenException.class);
    }
}
