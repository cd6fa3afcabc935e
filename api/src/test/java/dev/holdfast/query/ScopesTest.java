package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Q-1 what a statement's sources are called")
class ScopesTest {

    private static final class Things extends Table {

        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final TextColumn<String> name = text("name");

        Things(String name) {
            super(name);
        }
    }

    private static final class Parents extends Table implements SoftDeletable {

        final OrderedColumn<Long> id = bigint("id").primaryKey();

        Parents(String name) {
            super(name);
        }
    }

    private static final class Children extends Table {

        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Long> parent;

        Children(String name, Parents parents) {
            super(name);
            parent = bigint("parent").references(parents.id, OnDelete.DERIVE);
        }
    }

    private static final Things ONE = new Things("s1.t");
    private static final Things TWO = new Things("s2.t");
    private static final Things OTHER = new Things("other");

    @Test
    void aNestedQueryOnATableOfThatNameInAnotherSchemaIsCalledOtherwise() {
        Condition same = exists(Select.from(ONE).select(ONE.id).where(ONE.id.eq(TWO.id)));

        assertThat(Delete.from(TWO).where(same).toSql())
                .isEqualTo("delete from s2.t where exists (select t_2.id from s1.t as t_2 where t_2.id = t.id)");
        assertThat(Update.table(TWO).set(TWO.name, "x").where(same).toSql())
                .isEqualTo(
                        "update s2.t set name = ? where exists (select t_2.id from s1.t as t_2 where t_2.id = t.id)");
        assertThat(Select.from(TWO).select(TWO.id).where(same).toSql())
                .isEqualTo("select t.id from s2.t where exists (select t_2.id from s1.t as t_2 where t_2.id = t.id)");
    }

    @Test
    void siblingsMayRepeat() {
        assertThat(Select.from(OTHER)
                        .select(OTHER.id)
                        .where(OTHER.id.oneOf(Select.from(ONE).values(ONE.id)))
                        .where(OTHER.id.oneOf(Select.from(TWO).values(TWO.id)))
                        .toSql())
                .isEqualTo("select other.id from other where other.id in (select t.id from s1.t)"
                        + " and other.id in (select t.id from s2.t)");
    }

    @Test
    void anAliasThatIsAnotherTablesNameIsCalledOtherwise() {
        var alias = OTHER.alias("t");

        assertThat(Delete.from(TWO)
                        .where(exists(Select.from(alias)
                                .select(alias.of(OTHER.id))
                                .where(alias.of(OTHER.name).eq(TWO.name))))
                        .toSql())
                .isEqualTo("delete from s2.t where exists (select t_2.id from other as t_2 where t_2.name = t.name)");
    }

    @Test
    void scalarsAndTablesOfQueriesAsWell() {
        var greatest = scalar(Select.from(ONE).where(ONE.name.eq(TWO.name)).values(max(ONE.id)));
        var nested = Select.from(ONE).select(ONE.id, ONE.name).asTable("t");

        assertThat(Select.from(TWO).select(TWO.id, greatest).toSql())
                .isEqualTo("select t.id, (select max(t_2.id) from s1.t as t_2 where t_2.name = t.name) from s2.t");
        assertThat(Select.from(TWO)
                        .select(TWO.id)
                        .where(exists(Select.from(nested)
                                .select(nested.of(ONE.id))
                                .where(nested.of(ONE.name).eq(TWO.name))))
                        .toSql())
                .isEqualTo("select t.id from s2.t where exists (select t_2.id from (select t_2.id, t_2.name from s1.t"
                        + " as t_2) as t_2 (id, name) where t_2.name = t.name)");
    }

    @Test
    void aQueryInFromDoesNotSeeWhatIsBesideIt() {
        var counts = Select.from(ONE).select(ONE.id, ONE.name).asTable("counts");

        assertThat(Select.from(ONE)
                        .select(ONE.id)
                        .join(counts, counts.of(ONE.id).eq(ONE.id))
                        .toSql())
                .isEqualTo("select t.id from s1.t join (select t.id, t.name from s1.t) as counts (id, name)"
                        + " on counts.id = t.id");
        var inner =
                Select.from(OTHER).select(OTHER.id).where(OTHER.id.eq(ONE.id)).asTable("inside");
        assertThatThrownBy(() -> Select.from(ONE)
                        .join(inner, inner.of(OTHER.id).eq(ONE.id))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("t.id is named where the statement has no such source");
    }

    @Test
    void aNestedQueryOnTheOutersOwnTableMustSayWhichIsMeant() {
        assertThatThrownBy(() -> Delete.from(ONE)
                        .where(exists(Select.from(ONE).where(ONE.id.eq(ONE.id))))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("'t' is queried inside a statement on 't' itself")
                .hasMessageContaining("take an alias for the inner one");
        var inner = ONE.alias("inside");
        assertThat(Delete.from(ONE)
                        .where(exists(Select.from(inner)
                                .select(inner.of(ONE.id))
                                .where(inner.of(ONE.name).eq(ONE.name))))
                        .toSql())
                .isEqualTo("delete from s1.t where exists"
                        + " (select inside.id from s1.t as inside where inside.name = t.name)");
    }

    @Test
    void anAliasWhoseColumnsAreForgottenIsSaid() {
        var inner = ONE.alias("inside");

        assertThatThrownBy(() -> Delete.from(ONE)
                        .where(exists(Select.from(inner).where(ONE.name.eq(ONE.name))))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage("The query on the alias 'inside' of t names only columns that aren't its own: write"
                        + " inside.of(COLUMN) for those that are meant to be");
        assertThatThrownBy(() -> Delete.from(ONE)
                        .where(ONE.id.oneOf(Select.from(inner)
                                .where(inner.of(ONE.name).eq("x"))
                                .values(ONE.id)))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage("A subquery on 'inside' selects t.id, which is none of its own columns: where that is an"
                        + " alias, write inside.of(COLUMN)");
    }

    @Test
    void oneThatNamesSomethingElseAroundItMeansItsOwn() {
        assertThat(Select.from(OTHER)
                        .join(ONE, ONE.id.eq(OTHER.id))
                        .select(OTHER.id)
                        .where(exists(Select.from(ONE).select(ONE.id).where(ONE.name.eq(OTHER.name))))
                        .toSql())
                .isEqualTo("select other.id from other join s1.t on t.id = other.id"
                        + " where exists (select t.id from s1.t where t.name = other.name)");
    }

    @Test
    void aColumnOfNoSourceIsRefusedInsteadOfTakenForOneOfThatName() {
        assertThatThrownBy(() -> Delete.from(ONE).where(TWO.id.eq(1L)).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage(
                        "t.id is named where the statement has no such source: join 't', or, where it stands under an"
                                + " alias, name the alias's column by of(…)");
        var alias = ONE.alias("a");
        assertThatThrownBy(() -> Select.from(alias).where(ONE.id.eq(1L)).toSql())
                .isInstanceOf(StatementException.class);
    }

    @Test
    void aCommonTableExpressionNamedLikeATableOfTheStatementIsRefused() {
        var cte = Cte.of("other", Select.from(ONE).select(ONE.id));

        assertThatThrownBy(() -> Select.from(cte)
                        .where(exists(Select.from(OTHER).where(OTHER.id.eq(cte.of(ONE.id)))))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("A common table expression is named 'other' like a table");
        var qualified = Cte.of("t", Select.from(ONE).select(ONE.id));
        assertThat(Select.from(qualified).toSql())
                .isEqualTo("with t (id) as (select t_2.id from s1.t as t_2) select t.id from t");
    }

    @Test
    void aPageIsOrderedByAQueryOnWhatIsAroundIt() {
        var greatest = scalar(Select.from(ONE).where(ONE.id.eq(TWO.id)).values(max(ONE.name)));

        assertThat(Select.from(TWO)
                        .select(TWO.id)
                        .orderBy(greatest.asc())
                        .limit(2)
                        .paged()
                        .rows()
                        .toSql())
                .contains("order by (select max(t_2.name) from s1.t as t_2 where t_2.id = t.id), t.id limit 3");
    }

    @Test
    void excludedIsPostgresqls() {
        var excluded = new Things("excluded");

        assertThat(Insert.into(excluded)
                        .row(row -> row.set(excluded.id, 1L).set(excluded.name, "a"))
                        .onConflict(
                                OnConflict.on(excluded.id).update(excluded.name).setTo(excluded.id, excluded.id))
                        .returning(excluded.id)
                        .toSql())
                .isEqualTo("insert into excluded as excluded_2 (id, name) values (?, ?) on conflict (id) do update set"
                        + " name = excluded.name, id = excluded_2.id returning excluded_2.id");
    }

    @Test
    void whatHoldfastNamesMeetsNothing() {
        Parents parents = new Parents("parents");
        Children children = new Children("parent_1", parents);

        assertThat(Select.from(children).select(children.id).toSql())
                .isEqualTo("select parent_1.id from parent_1 where exists (select 1 from parents as parent_1_2"
                        + " where parent_1_2.id = parent_1.parent and parent_1_2.deleted_at is null)");
        var ring = children.alias("children_1");
        assertThat(Select.from(parents)
                        .select(parents.id)
                        .join(ring, ring.of(children.parent).eq(parents.id))
                        .include(Include.children(children.parent))
                        .toSql())
                .contains("as children_1_2 on true")
                .contains("children_1_2.c0");
    }

    @Test
    void aNameThatMakesRoomStaysWithinPostgresqlsLength() {
        String longest = "é".repeat(31) + "x";
        Things one = new Things("s1." + longest);
        Things two = new Things("s2." + longest);

        assertThat(Delete.from(two)
                        .where(exists(Select.from(one).select(one.id).where(one.id.eq(two.id))))
                        .toSql())
                .contains("as \"" + "é".repeat(30) + "_2\" where");
    }

    @Test
    void plainSqlThatNamesASourceCalledOtherwiseIsRefused() {
        Condition raw = PlainSql.condition("t.id > 5");

        assertThat(Select.from(ONE).select(ONE.id).where(raw).toSql())
                .isEqualTo("select t.id from s1.t where (t.id > 5)");
        assertThatThrownBy(() -> Delete.from(TWO)
                        .where(exists(Select.from(ONE).where(ONE.id.eq(TWO.id)).where(raw)))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Plain SQL names 't'")
                .hasMessageContaining("write {0}");
        assertThat(Delete.from(TWO)
                        .where(exists(Select.from(ONE)
                                .select(ONE.id)
                                .where(ONE.id.eq(TWO.id))
                                .where(PlainSql.condition("{0} > 5", ONE.id))))
                        .toSql())
                .isEqualTo("delete from s2.t where exists (select t_2.id from s1.t as t_2 where t_2.id = t.id"
                        + " and (t_2.id > 5))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exists (select from s9.t where id = {0})",
                "exists (select from x as t where t.id = {0})",
                "exists (select from x t where t.id = {0})",
                "exists (select from x, t where t.id = {0})",
                "exists (select from x join lateral (select 1) \"t\" on {0} = 1)",
                "exists (with t as materialized (select 1 as id) select where {0} = 1)",
                "exists (with t (id) as (select 1) select where {0} = 1)",
                "exists (select from only T where {0} = 1)",
                "exists (select /* as */ from -- from\n t where {0} = 1)",
                "exists (select 1 from (s9.t join x on x.id = t.id) where t.id = {0})",
                "exists (select 1 from x join (s9.t cross join y) on true where t.id = {0})",
                "exists (select 1 from only (s9.t) where t.id = {0})",
                "exists (select 1 from s9/**/.t where t.id = {0})",
                "exists (select 1 from a join b on a.x = b.x, s9.t where t.id = {0})",
                "exists (select 1 from generate_series(1, 2) t where t = {0})",
                "exists (select 1 from t tablesample system (10) where t.id = {0})",
            })
    void plainSqlThatTakesTheNameOfASourceItIsGivenIsRefused(String sql) {
        assertThatThrownBy(() ->
                        Select.from(ONE).where(PlainSql.condition(sql, ONE.id)).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Plain SQL gives the name 't' to a source of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exists (select from x where t = {0})",
                "exists (select from x where x.t = {0})",
                "{0} = 't' or $$from t$$ = 'as t'",
                "coalesce({0}, t) = 1",
                "(select count(*), t from x where id = {0}) is null",
                "exists (select 1 from s9.t as o where o.id = {0})",
                "exists (select 1 from s9.t o where o.id = {0})",
                "(select id as t from x where id = {0}) is null",
                "cast({0} as t) is null",
                "{0} at time zone t = now()",
                "exists (select 1 from x join y using (t) where {0} = 1)",
            })
    void whatIsNoSourceIsNotTakenForOne(String sql) {
        assertThat(Select.from(ONE)
                        .select(ONE.id)
                        .where(PlainSql.condition(sql, ONE.id))
                        .toSql())
                .contains("t.id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"last", "first", "set", "values", "between", "interval", "ä", "xäÄ", "😀"})
    void whateverTheNameIs(String name) {
        var alias = ONE.alias(name);

        assertThatThrownBy(() -> Select.from(alias)
                        .where(PlainSql.condition(
                                "exists (select 1 from x as " + name + " where " + name + ".id = {0})",
                                alias.of(ONE.id)))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Plain SQL gives the name '" + name + "'");
    }

    @Test
    void plainSqlWithinPlainSqlIsOfOneText() {
        assertThatThrownBy(() -> Select.from(ONE)
                        .where(PlainSql.condition(
                                "exists (select 1 from {0} where t.id = {1})", PlainSql.sql("s9.t"), ONE.id))
                        .toSql())
                .isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> Select.from(ONE)
                        .where(PlainSql.condition(
                                "exists (select 1 from s9. {0} where t.id = {1})", PlainSql.sql("t"), ONE.id))
                        .toSql())
                .isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> PlainSql.condition("U&\"\\0074\".id = 1"))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Unicode escapes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(t).id = 2",
                "t/**/.id = 2",
                "row_to_json(t) is null",
                "t.id = 2 and exists (select 1 from s9.t where t.id = 1)",
            })
    void everyMentionOfASourceCalledOtherwiseIsRefused(String sql) {
        assertThatThrownBy(() -> Delete.from(TWO)
                        .where(exists(Select.from(ONE).where(TWO.id.gt(0L)).where(PlainSql.condition(sql))))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Plain SQL names 't'");
    }

    @Test
    void plainSqlMayNameColumnsOfItsOwnSources() {
        assertThat(Select.from(ONE)
                        .select(ONE.id)
                        .where(PlainSql.condition("exists (select from other where {0} = {1})", OTHER.name, ONE.name))
                        .toSql())
                .isEqualTo("select t.id from s1.t where (exists (select from other where other.name = t.name))");
        assertThatThrownBy(() -> Select.from(ONE)
                        .where(PlainSql.condition("{0} = 1", TWO.id))
                        .toSql())
                .isInstanceOf(StatementException.class);
    }

    @Test
    void aQueryWithinPlainSqlMeetsNoneOfItsNames() {
        var within = Select.from(ONE).select(ONE.id).where(ONE.name.eq("x"));

        assertThat(PlainStatement.of("delete from s2.t where id in ({0})", within)
                        .toSql())
                .isEqualTo("delete from s2.t where id in (select t_2.id from s1.t as t_2 where t_2.name = ?)");
        assertThat(PlainStatement.of("delete from {0} where {1} in ({2})", (SqlPart) TWO::writeSource, TWO.id, within)
                        .toSql())
                .isEqualTo("delete from s2.t where t.id in (select t_2.id from s1.t as t_2 where t_2.name = ?)");
    }
}
