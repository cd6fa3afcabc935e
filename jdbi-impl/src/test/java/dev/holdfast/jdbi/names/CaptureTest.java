package dev.holdfast.jdbi.names;

import static dev.holdfast.expression.Expressions.coalesce;
import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.scalar;
import static dev.holdfast.jdbi.names.Namesakes.A;
import static dev.holdfast.jdbi.names.Namesakes.BARE;
import static dev.holdfast.jdbi.names.Namesakes.CHILD;
import static dev.holdfast.jdbi.names.Namesakes.EXCLUDED;
import static dev.holdfast.jdbi.names.Namesakes.GONE;
import static dev.holdfast.jdbi.names.Namesakes.ONE;
import static dev.holdfast.jdbi.names.Namesakes.RESTORED;
import static dev.holdfast.jdbi.names.Namesakes.TWO;
import static dev.holdfast.jdbi.names.Namesakes.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Scope;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.names.Namesakes.Rows;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Include;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Select;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows meant, and no others, where names could be taken for each other's. */
@PostgresTest(template = Namesakes.class)
@DisplayName("Q-1 names that could be captured")
class CaptureTest {

    private final Scope a;

    CaptureTest(TestDatabase database) {
        this.a = Namesakes.holdfast(database).tenant(A);
    }

    /** Each table has the rows 1 to 3; s1.t alone lacks 2 and 3. */
    @BeforeEach
    void rows() {
        for (Rows table : List.of(CHILD, ONE, BARE, EXCLUDED)) {
            a.deleteFrom(table).everyRow().execute();
        }
        for (var table : List.of(TWO, GONE, RESTORED)) {
            a.deleteFrom(table).everyRow().execute();
            a.purge(table).deletedBefore(Instant.now().plusSeconds(60)).execute();
        }
        insert(a, ONE, 1, 1, "a");
        for (int id = 1; id <= 3; id++) {
            for (Rows table : List.of(TWO, BARE, GONE, CHILD, EXCLUDED, RESTORED)) {
                insert(a, table, id, id, List.of("a", "b", "c").get(id - 1));
            }
        }
    }

    private List<Integer> ids(Rows table) {
        return a.from(table)
                .orderBy(table.id.asc())
                .select(table.id)
                .map(row -> row.get(table.id))
                .list();
    }

    private static Condition isInOne(Rows outer) {
        return exists(Select.from(ONE).where(ONE.id.eq(outer.id)));
    }

    @Test
    void deleteFromATableOfThatNameInAnotherSchema() {
        assertThat(a.deleteFrom(TWO).where(isInOne(TWO)).execute().count(TWO)).isEqualTo(1);
        assertThat(ids(TWO)).containsExactly(2, 3);
        assertThat(a.deleteFrom(BARE).where(isInOne(BARE)).execute()).isEqualTo(1);
        assertThat(ids(BARE)).containsExactly(2, 3);
    }

    @Test
    void updateSelectAndCount() {
        assertThat(a.update(BARE).set(BARE.label, "z").where(isInOne(BARE)).execute())
                .isEqualTo(1);
        assertThat(a.from(BARE).where(isInOne(BARE)).count()).isEqualTo(1);
        assertThat(a.from(TWO).where(isInOne(TWO)).select(TWO.id).list()).hasSize(1);
    }

    @Test
    void anAliasThatIsAnotherTablesName() {
        var alias = BARE.alias("excluded");

        assertThat(a.deleteFrom(EXCLUDED)
                        .where(exists(Select.from(alias)
                                .where(alias.of(BARE.id).eq(EXCLUDED.id))
                                .where(alias.of(BARE.label).eq("b"))))
                        .execute())
                .isEqualTo(1);
        assertThat(ids(EXCLUDED)).containsExactly(1, 3);
    }

    @Test
    void aScalar() {
        var greatest = scalar(Select.from(ONE).where(ONE.label.eq(BARE.label)).values(max(ONE.id)));

        assertThat(a.deleteFrom(BARE).where(BARE.id.eq(greatest)).execute()).isEqualTo(1);
        assertThat(ids(BARE)).containsExactly(2, 3);
    }

    @Test
    void aQueryInFromAndACommonTableExpression() {
        var table = Select.from(ONE).select(ONE.id).asTable("t");
        var cte = Cte.of("excluded", Select.from(ONE).select(ONE.id));

        assertThat(a.deleteFrom(BARE)
                        .where(exists(Select.from(table).where(table.of(ONE.id).eq(BARE.id))))
                        .execute())
                .isEqualTo(1);
        assertThat(a.deleteFrom(TWO)
                        .where(exists(Select.from(cte).where(cte.of(ONE.id).eq(TWO.id))))
                        .execute()
                        .count(TWO))
                .isEqualTo(1);
        assertThat(a.from(EXCLUDED)
                        .where(exists(Select.from(cte).where(cte.of(ONE.id).eq(EXCLUDED.id))))
                        .count())
                .isEqualTo(1);
        assertThatThrownBy(() -> a.from(cte)
                        .where(exists(Select.from(EXCLUDED).where(EXCLUDED.id.eq(cte.of(ONE.id)))))
                        .count())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("A common table expression is named 'excluded'");
    }

    @Test
    void whatHoldfastNames() {
        a.deleteFrom(GONE).where(GONE.id.eq(2)).execute();
        assertThat(ids(CHILD)).containsExactly(1, 3);
        var child = CHILD.alias("parent_2");
        assertThat(a.from(child)
                        .orderBy(child.of(CHILD.id).asc())
                        .select(child.of(CHILD.id))
                        .list())
                .hasSize(2);
        var children = Include.children(CHILD.ref);
        var parents = a.from(GONE).include(children).orderBy(GONE.id.asc()).list();
        assertThat(parents).hasSize(2);
        assertThat(parents.get(0).get(children)).hasSize(1);
    }

    @Test
    void restoring() {
        var deletion = a.deleteFrom(RESTORED).where(RESTORED.id.le(2)).execute();
        assertThat(a.restore(deletion)).isInstanceOf(RestoreResult.Restored.class);
        assertThat(ids(RESTORED)).containsExactly(1, 2, 3);
        a.deleteFrom(GONE).where(GONE.id.eq(1)).execute();
        insert(a, GONE, 4, null, "a");
        assertThat(a.restore(GONE).where(GONE.label.eq("a")).execute()).isInstanceOf(RestoreResult.Refused.class);
        a.deleteFrom(TWO).where(TWO.id.eq(3)).execute();
        assertThat(a.restore(TWO).where(isInOne(TWO)).execute()).isInstanceOf(RestoreResult.NotDeleted.class);
        a.deleteFrom(TWO).where(TWO.id.eq(1)).execute();
        assertThat(a.restore(TWO).where(isInOne(TWO)).execute()).isInstanceOf(RestoreResult.Restored.class);
        assertThat(ids(TWO)).containsExactly(1, 2);
    }

    @Test
    void upsertAndRevival() {
        a.deleteFrom(GONE).where(GONE.label.eq("a")).execute();
        a.insertInto(GONE, row -> row.set(GONE.id, 9).set(GONE.label, "a").set(GONE.ref, 7))
                .onConflict(OnConflict.on(GONE.label).reviving().update(GONE.ref))
                .execute();
        assertThat(a.from(GONE).where(GONE.ref.eq(7)).one().get(GONE.id)).isEqualTo(1);
        a.insertInto(
                        EXCLUDED,
                        row -> row.set(EXCLUDED.id, 1).set(EXCLUDED.label, "x").set(EXCLUDED.ref, 8))
                .onConflict(OnConflict.on(EXCLUDED.id)
                        .update(EXCLUDED.label)
                        .setTo(EXCLUDED.ref, PlainSql.expression(SqlTypes.INTEGER, "r", "{0} + 10", EXCLUDED.ref)))
                .execute();
        assertThat(a.from(EXCLUDED).where(EXCLUDED.label.eq("x")).one().get(EXCLUDED.ref))
                .isEqualTo(11);
    }

    @Test
    @DisplayName("Q-4 an equal text over another source isn't what was selected")
    void anotherSourceOfTheSameName() {
        var row =
                a.from(BARE).where(BARE.id.eq(1)).select(coalesce(BARE.ref, 0)).one();

        assertThat(row.get(coalesce(BARE.ref, 0))).isEqualTo(1);
        assertThatThrownBy(() -> row.get(coalesce(ONE.ref, 0))).isInstanceOf(MappingException.class);
    }

    @Test
    void purging() {
        a.deleteFrom(TWO).everyRow().execute();
        var report = a.purge(TWO)
                .deletedBefore(Instant.now().plusSeconds(60))
                .where(isInOne(TWO))
                .execute();
        assertThat(report.purged().total()).isEqualTo(1);
        assertThat(a.from(TWO.onlyDeleted()).count()).isEqualTo(2);
    }
}
