package dev.holdfast.query;

import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.table.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statements bound to a session are the same statements, and run once for each call. */
class BoundTest {

    /** A session over rows in memory. */
    private static final class Recorder implements StatementRunner {
        private final List<String> ran = new ArrayList<>();
        private final List<@Nullable Object[]> rows;
        private long written;

        Recorder(@Nullable Object[]... rows) {
            this.rows = List.of(rows);
        }

        @Override
        public <T> List<T> list(Query<T> query) {
            ran.add(query.toSql());
            return Nulls.mapped(
                    rows.stream()
                            .map(values -> FakeReader.row(query.shape(), values))
                            .toList(),
                    query.mapper());
        }

        @Override
        public <T> Stream<T> stream(SelectQuery<T> query) {
            return list(query).stream();
        }

        @Override
        public long execute(Mutation mutation) {
            ran.add(mutation.toSql());
            return written;
        }

        @Override
        public Schema schema() {
            return Schema.of();
        }

        @Override
        public RestoreResult restore(Restoration restoration) {
            throw new UnsupportedOperationException();
        }
    }

    private static BoundSelect codes(Recorder session) {
        return BoundSelect.from(session, COUNTRIES).select(COUNTRIES.code);
    }

    private static Object[] row(@Nullable Object... values) {
        return values;
    }

    @Test
    void aSingleResultAsksForTwoRowsAtMost() {
        var one = new Recorder(row("de"));
        var two = new Recorder(row("de"), row("fr"));
        var none = new Recorder();

        assertThat(codes(one).one().get(COUNTRIES.code)).isEqualTo("de");
        assertThat(one.ran).containsExactly("select countries.code from countries limit 2");
        assertThatThrownBy(() -> codes(none).one())
                .isInstanceOf(NoRowException.class)
                .hasMessageStartingWith("A row of countries: one row was expected, and there was none");
        assertThatThrownBy(() -> codes(two).one())
                .isInstanceOf(TooManyRowsException.class)
                .hasMessageContaining("Narrow the condition");
        assertThatThrownBy(() -> codes(two).findOne()).isInstanceOf(TooManyRowsException.class);
        assertThat(codes(none).findOne()).isEmpty();
        assertThat(codes(none).oneOrNull()).isNull();
        assertThat(codes(none).map(r -> 1).findOne()).isEmpty();
    }

    @Test
    void aNullResultIsAResultOfOneAndListButNotOfFindOne() {
        var session = new Recorder(row((Object) null));
        var summaries = BoundSelect.from(session, ARTICLES).values(ARTICLES.summary);

        assertThat(summaries.one()).isNull();
        assertThat(summaries.list()).containsExactly((String) null);
        assertThat(summaries.findOne()).isEmpty();
    }

    @Test
    void countExistsPageAndStreamRunTheirOwnStatements() {
        var counting = new Recorder(row(3L));
        var existing = new Recorder(row(true));
        var paging = new Recorder(row("de", "de"), row("fr", "fr"));

        assertThat(codes(counting).count()).isEqualTo(3);
        assertThat(codes(existing).exists()).isTrue();
        Page<Row> page = codes(paging).orderBy(COUNTRIES.code.asc()).limit(1).page();
        assertThat(page.items()).hasSize(1);
        assertThat(page.hasNext()).isTrue();
        assertThat(codes(paging).map(r -> r.get(COUNTRIES.code)).stream()).containsExactly("de", "fr");
        assertThat(counting.ran).containsExactly("select count(*) from countries");
        assertThat(existing.ran).containsExactly("select exists (select countries.code from countries)");
        assertThat(paging.ran)
                .containsExactly(
                        "select countries.code, countries.code from countries order by countries.code limit 2",
                        "select countries.code from countries");
    }

    @Test
    void aMutationThatMustWriteOneRowSaysWhenItDidNot() {
        var session = new Recorder();
        var delete = BoundDelete.from(session, COUNTRIES).where(COUNTRIES.code.eq("de"));
        var update =
                BoundUpdate.table(session, COUNTRIES).set(COUNTRIES.name, "x").where(COUNTRIES.code.eq("de"));

        assertThat(delete.execute()).isZero();
        assertThatThrownBy(delete::expectOne)
                .isInstanceOf(NoRowException.class)
                .hasMessageStartingWith("delete from countries: one row was expected");
        session.written = 2;
        assertThatThrownBy(update::expectOne)
                .isInstanceOf(TooManyRowsException.class)
                .hasMessageStartingWith("update countries: one row was expected");
        session.written = 1;
        update.expectOne();
        assertThat(session.ran).hasSize(4);
    }

    @Test
    void boundAndFreeStatementsAreTheSame() {
        var session = new Recorder(row("de"));
        var insert = BoundInsert.into(session, COUNTRIES)
                .row(r -> r.set(COUNTRIES.code, "de").set(COUNTRIES.name, "x"));
        var update =
                BoundUpdate.table(session, COUNTRIES).set(COUNTRIES.name, "x").everyRow();

        assertThat(codes(session).toSql()).isEqualTo(codes(session).query().toSql());
        assertThat(insert.toSql()).isEqualTo("insert into countries (code, name) values (?, ?)");
        assertThat(update.toSql()).isEqualTo("update countries set name = ?");
        assertThat(BoundDelete.from(session, COUNTRIES).everyRow().toSql()).isEqualTo("delete from countries");
        assertThat(insert.returning(COUNTRIES.code)
                        .map(r -> r.get(COUNTRIES.code))
                        .list())
                .containsExactly("de");
        assertThat(update.returning(COUNTRIES.code).one().get(COUNTRIES.code)).isEqualTo("de");
        assertThat(session.ran)
                .containsExactly(
                        "insert into countries (code, name) values (?, ?) returning countries.code",
                        "update countries set name = ? returning countries.code");
    }
}
