package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.coalesce;
import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static dev.holdfast.fixture.Readings.READINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.fixture.Sql;
import dev.holdfast.internal.Audience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SelectTest {

    private static final Select NAMES = Select.from(AUTHORS).select(AUTHORS.name);
    private static final String NAMES_SQL = "select authors.name from authors where authors.tenant_id = ?";

    @Test
    void allColumnsOfASource() {
        assertThat(Select.from(COUNTRIES).toSql()).isEqualTo("select countries.code, countries.name from countries");
        assertThat(Select.from(READINGS).select(READINGS.id).toSql()).isEqualTo("select readings.id from app.readings");
    }

    @Test
    void aTenantsTableIsFilteredForATenantAndNotAcross() {
        assertThat(NAMES.toSql()).isEqualTo(NAMES_SQL);
        assertThat(Sql.values(NAMES)).containsExactly("tenant");
        assertThat(Sql.across(NAMES)).isEqualTo("select authors.name from authors");

        assertThat(NAMES.where(AUTHORS.name.eq("a").or(AUTHORS.name.eq("b"))).toSql())
                .isEqualTo(NAMES_SQL + " and (authors.name = ? or authors.name = ?)");
    }

    @Test
    void theTextTellsWhatItTouches() {
        var shared = Select.from(COUNTRIES).texts(Audience.TENANT).get(0);
        var owned = NAMES.texts(Audience.ALL_TENANTS).get(0);
        var within = Select.from(COUNTRIES)
                .where(COUNTRIES.code.oneOf(Select.from(AUTHORS).values(AUTHORS.country)))
                .texts(Audience.TENANT)
                .get(0);
        var locking = NAMES.forUpdate().texts(Audience.TENANT).get(0);

        assertThat(shared.touchesTenantTable()).isFalse();
        assertThat(shared.readOnly()).isTrue();
        assertThat(owned.touchesTenantTable()).isTrue();
        assertThat(within.touchesTenantTable()).isTrue();
        assertThat(locking.locksRows()).isTrue();
        assertThat(locking.readOnly()).isFalse();
    }

    @Test
    void severalConditionsAreJoinedByAnd() {
        assertThat(Select.from(COUNTRIES)
                        .select(COUNTRIES.code)
                        .where(COUNTRIES.code.eq("a").or(COUNTRIES.code.eq("b")))
                        .where(COUNTRIES.name.isNotNull())
                        .toSql())
                .isEqualTo("select countries.code from countries"
                        + " where (countries.code = ? or countries.code = ?) and countries.name is not null");
    }

    @Test
    void groupsAndHaving() {
        assertThat(Select.from(AUTHORS)
                        .select(AUTHORS.country, count())
                        .groupBy(AUTHORS.country)
                        .having(count().gt(1L))
                        .having(max(AUTHORS.name).isNotNull())
                        .orderBy(count().desc(), AUTHORS.country.asc().nullsFirst())
                        .toSql())
                .isEqualTo("select authors.country, count(*) from authors where authors.tenant_id = ?"
                        + " group by authors.country having count(*) > ? and max(authors.name) is not null"
                        + " order by count(*) desc, authors.country nulls first");
    }

    @Test
    @DisplayName("Q-2 an expression with a bound value is grouped and ordered by its place")
    void anExpressionWithAValueIsNamedByItsPlace() {
        var country = coalesce(AUTHORS.country, "??");

        assertThat(Select.from(AUTHORS)
                        .select(country, count())
                        .groupBy(coalesce(AUTHORS.country, "??"))
                        .orderBy(count().desc(), country.desc())
                        .toSql())
                .isEqualTo("select coalesce(authors.country, ?), count(*) from authors where authors.tenant_id = ?"
                        + " group by 1 order by count(*) desc, 1 desc nulls first");
        assertThat(Select.from(AUTHORS)
                        .select(country)
                        .distinct()
                        .orderBy(country.asc())
                        .toSql())
                .isEqualTo("select distinct coalesce(authors.country, ?) from authors where authors.tenant_id = ?"
                        + " order by 1 nulls last");
        assertThat(Select.from(AUTHORS).select(country).orderBy(country.asc()).toSql())
                .isEqualTo("select coalesce(authors.country, ?) from authors where authors.tenant_id = ?"
                        + " order by coalesce(authors.country, ?)");
        assertThatThrownBy(() -> Select.from(AUTHORS)
                        .select(count())
                        .groupBy(country)
                        .orderBy(country.asc())
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage(
                        "Groups are ordered by country, whose bound value makes it another expression each time that"
                                + " it stands: select it as well");
    }

    @Test
    @DisplayName(
            "Q-2 in having an expression with a bound value is refused, and equal texts of other sources aren't taken for it")
    void anExpressionWithAValueInHaving() {
        var country = coalesce(AUTHORS.country, "??");

        assertThatThrownBy(() -> Select.from(AUTHORS)
                        .select(country, count())
                        .groupBy(country)
                        .having(coalesce(AUTHORS.country, "??").gt("a"))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageStartingWith("having() names country, by which it is grouped");
        assertThat(Select.from(AUTHORS)
                        .select(country, count())
                        .groupBy(country)
                        .having(count().gt(1L))
                        .toSql())
                .endsWith("group by 1 having count(*) > ?");
    }

    @Test
    void distinctLimitAndOffset() {
        assertThat(NAMES.distinct()
                        .orderBy(AUTHORS.name.desc().nullsLast())
                        .limit(5)
                        .offset(10)
                        .toSql())
                .isEqualTo("select distinct authors.name from authors where authors.tenant_id = ?"
                        + " order by authors.name desc nulls last limit 5 offset ?");
        assertThat(Sql.values(NAMES.limit(5).offset(10))).containsExactly("tenant", 10L);
        assertThatThrownBy(() -> NAMES.limit(-1)).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> NAMES.offset(-1)).isInstanceOf(StatementException.class);
    }

    @Test
    void joinsFilterEachSideWhereItBelongs() {
        var parent = ARTICLES.alias("parent");
        var select = Select.from(ARTICLES)
                .select(ARTICLES.title, parent.of(ARTICLES.title))
                .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                .leftJoin(
                        parent,
                        parent.of(ARTICLES.id)
                                .eq(ARTICLES.parentId)
                                .or(parent.of(ARTICLES.order).eq(1)))
                .leftJoin(COUNTRIES, COUNTRIES.code.eq(AUTHORS.country));

        assertThat(select.toSql())
                .isEqualTo("select articles.title, parent.title from articles"
                        + " join authors on authors.tenant_id = ? and authors.id = articles.author_id"
                        + " left join articles as parent on parent.tenant_id = ?"
                        + " and (parent.id = articles.parent_id or parent.\"order\" = ?)"
                        + " left join countries on countries.code = authors.country"
                        + " where articles.tenant_id = ?");
        assertThat(Sql.values(select)).containsExactly("tenant", "tenant", 1, "tenant");
        assertThat(Sql.across(select)).doesNotContain("tenant_id");
    }

    @Test
    void withoutASelectionAJoinHasAllColumnsOfAllSources() {
        assertThat(Select.from(COUNTRIES)
                        .join(
                                COUNTRIES.alias("c"),
                                COUNTRIES.alias("c").of(COUNTRIES.code).eq(COUNTRIES.code))
                        .toSql())
                .isEqualTo("select countries.code, countries.name, c.code, c.name from countries"
                        + " join countries as c on c.code = countries.code");
    }

    @Test
    void aNameStandsOnceInAStatement() {
        assertThatThrownBy(() -> NAMES.join(AUTHORS, AUTHORS.id.eq(AUTHORS.id)).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage("'authors' stands twice in one statement: give one an alias, table.alias(\"…\")");
        assertThatThrownBy(() -> Select.from(AUTHORS)
                        .include(Include.children(AUTHORS.id, AUTHORS.id))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("include an alias of it");
    }

    @Test
    void subqueriesAreFilteredTooAndStandAnywhere() {
        assertThat(Select.from(NAMES.asTable("n")).toSql())
                .isEqualTo("select n.name from (" + NAMES_SQL + ") as n (name)");
        var counts = Select.from(ARTICLES)
                .select(ARTICLES.authorId, count().named("n"))
                .groupBy(ARTICLES.authorId)
                .asTable("counts");
        assertThat(Select.from(AUTHORS)
                        .select(AUTHORS.name, counts.column("n", dev.holdfast.sql.SqlTypes.BIGINT))
                        .join(counts, counts.of(ARTICLES.authorId).eq(AUTHORS.id))
                        .toSql())
                .isEqualTo("select authors.name, counts.n from authors join (select articles.author_id, count(*)"
                        + " from articles where articles.tenant_id = ? group by articles.author_id)"
                        + " as counts (author_id, n) on counts.author_id = authors.id where authors.tenant_id = ?");
    }

    @Test
    void lockingRendersAndIsRefusedWhereItMakesNoSense() {
        assertThat(NAMES.forUpdate().toSql()).isEqualTo(NAMES_SQL + " for update");
        assertThat(NAMES.forUpdate().skipLocked().toSql()).isEqualTo(NAMES_SQL + " for update skip locked");
        assertThat(NAMES.forUpdate().noWait().toSql()).isEqualTo(NAMES_SQL + " for update nowait");
        assertThat(NAMES.forShare().toSql()).isEqualTo(NAMES_SQL + " for share");
        assertThatThrownBy(NAMES::skipLocked).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> NAMES.join(COUNTRIES, COUNTRIES.code.eq(AUTHORS.country))
                        .forUpdate()
                        .toSql())
                .hasMessageContaining("would lock rows of every table");
        assertThatThrownBy(() -> NAMES.distinct().forUpdate().toSql()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> NAMES.union(NAMES).forUpdate().toSql()).isInstanceOf(StatementException.class);
        // the children are counted in a lateral query, which PostgreSQL wouldn't lock
        assertThat(NAMES.include(Include.children(ARTICLES.authorId).select(ARTICLES.title))
                        .forUpdate()
                        .skipLocked()
                        .toSql())
                .endsWith(" for update of authors skip locked");
    }

    @Test
    void unionsAreOrderedByPosition() {
        var both = NAMES.union(Select.from(COUNTRIES).select(COUNTRIES.name));

        assertThat(both.orderBy(AUTHORS.name.desc()).limit(3).toSql())
                .isEqualTo("(" + NAMES_SQL + ") union (select countries.name from countries)"
                        + " order by 1 desc nulls first limit 3");
        assertThat(NAMES.unionAll(NAMES).unionAll(NAMES.limit(1)).toSql())
                .isEqualTo("(" + NAMES_SQL + ") union all (" + NAMES_SQL + ") union all (" + NAMES_SQL + " limit 1)");
        assertThatThrownBy(() -> both.orderBy(AUTHORS.id.asc()).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage("A union is ordered only by what it selects, and authors.id isn't among that: select it");
    }

    @Test
    void countAndExistsDropWhatTheyDoNotNeed() {
        var all = NAMES.orderBy(AUTHORS.name.asc()).include(Include.children(ARTICLES.authorId));

        assertThat(all.counted().toSql()).isEqualTo("select count(*) from authors where authors.tenant_id = ?");
        assertThat(all.existing().toSql()).isEqualTo("select exists (" + NAMES_SQL + ")");
        assertThat(all.map(row -> 1).counted().toSql()).isEqualTo(all.counted().toSql());
        assertThat(NAMES.forUpdate().counted().texts(Audience.TENANT).get(0).locksRows())
                .isFalse();
    }

    @Test
    void countCountsWhatTheQueryReturns() {
        assertThat(NAMES.distinct().counted().toSql())
                .isEqualTo("select count(*) from (select distinct authors.name from authors"
                        + " where authors.tenant_id = ?) as counted");
        assertThat(NAMES.limit(3).orderBy(AUTHORS.name.asc()).counted().toSql())
                .isEqualTo("select count(*) from (" + NAMES_SQL + " order by authors.name limit 3) as counted");
        assertThat(NAMES.union(NAMES).counted().toSql())
                .isEqualTo("select count(*) from ((" + NAMES_SQL + ") union (" + NAMES_SQL + ")) as counted");
        // an aggregate without groups is one row, however many it counts
        assertThat(NAMES.values(max(AUTHORS.name)).counted().toSql())
                .isEqualTo("select count(*) from (select max(authors.name) from authors"
                        + " where authors.tenant_id = ?) as counted");
        assertThat(NAMES.values(lower(AUTHORS.name)).counted().toSql())
                .startsWith("select count(*) from (select lower");
    }

    @Test
    void atMostKeepsALimitOfItsOwn() {
        assertThat(NAMES.atMost(2).toSql()).isEqualTo(NAMES_SQL + " limit 2");
        assertThat(NAMES.limit(7).atMost(2).toSql()).isEqualTo(NAMES_SQL + " limit 7");
    }

    @Test
    @SuppressWarnings("CheckReturnValue")
    void aStatementIsAValue() {
        String before = NAMES.toSql();

        NAMES.where(AUTHORS.name.eq("a"));
        NAMES.orderBy(AUTHORS.name.asc()).limit(1).offset(1).distinct().forUpdate();
        NAMES.select(AUTHORS.id).groupBy(AUTHORS.id).having(count().gt(1L));
        NAMES.join(COUNTRIES, COUNTRIES.code.eq("a")).leftJoin(ARTICLES, ARTICLES.id.eq(1L));
        NAMES.union(NAMES).unionAll(NAMES).include(Include.children(ARTICLES.authorId));
        new Select(NAMES.spec()).values(AUTHORS.id);

        assertThat(NAMES.toSql()).isEqualTo(before);
        assertThat(new Select(NAMES.spec()).toSql()).isEqualTo(before);
        assertThat(NAMES).hasToString(before);
    }

    @Test
    void oneSelectIsRenderedByManyThreadsAtOnce() throws Exception {
        int threads = 8;
        var recent = Cte.of("recent", Select.from(ARTICLES).where(ARTICLES.title.startsWith("a")));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                var select = Select.from(recent)
                        .join(AUTHORS, AUTHORS.id.eq(recent.of(ARTICLES.authorId)))
                        .where(PlainSql.condition("{0} > {1}", AUTHORS.name, "b"));
                var barrier = new CyclicBarrier(threads);
                Callable<String> render = () -> {
                    barrier.await();
                    return select.toSql() + Sql.across(select);
                };
                List<Future<String>> running = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    running.add(pool.submit(render));
                }
                Set<String> texts = new HashSet<>();
                for (Future<String> future : running) {
                    texts.add(future.get());
                }
                assertThat(texts).hasSize(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
