package dev.holdfast.jdbi.history;

import static dev.holdfast.jdbi.history.Archive.ARTICLES;
import static dev.holdfast.jdbi.history.Archive.AUTHORS;
import static dev.holdfast.jdbi.history.Archive.COUNTRIES;
import static dev.holdfast.jdbi.history.Archive.NOTES;
import static dev.holdfast.jdbi.history.Archive.PAGES;
import static dev.holdfast.jdbi.history.Archive.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.error.NoHistoryException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Expressions;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Include;
import dev.holdfast.query.Page;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Archive.class)
class AsOfTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final TenantScope a;
    private final TenantScope b;

    AsOfTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Archive.holdfast(database);
        this.a = Archive.newTenant(holdfast);
        this.b = Archive.newTenant(holdfast);
    }

    private Instant now() {
        return Archive.now(database);
    }

    private void title(UUID article, String title) {
        a.update(ARTICLES)
                .set(ARTICLES.title, title)
                .where(ARTICLES.id.eq(article))
                .execute();
    }

    @Test
    @DisplayName(
            "AH-24 a graph is read as it was at one moment: parents that changed, children that didn't, rows deleted since")
    void graph() {
        UUID ann = Archive.author(a, "Ann");
        UUID first = Archive.article(a, ann, "One", 1);
        UUID second = Archive.article(a, ann, "Two", 2);
        Archive.note(a, first, "on one");
        Archive.note(a, second, "on two");
        Instant then = now();
        a.update(AUTHORS).set(AUTHORS.name, "Anna").where(AUTHORS.id.eq(ann)).execute();
        title(first, "Uno");
        a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(second)).execute();
        Archive.article(a, ann, "Three", 3);
        Instant later = now();

        for (boolean few : new boolean[] {false, true}) {
            assertThat(joined(then, few)).as("few %s", few).containsExactly("Ann/One/on one", "Ann/Two/on two");
            assertThat(joined(later, few)).as("few %s", few).containsExactly("Anna/Uno/on one");
        }
        Include articles = Include.children(ARTICLES.authorId).orderBy(ARTICLES.rank.asc());
        Include two = articles.first(2);
        assertThat(children(then, articles)).containsExactly("One", "Two");
        assertThat(children(then, two)).containsExactly("One", "Two");
        assertThat(children(later, articles)).containsExactly("Uno", "Three");
        assertThat(a.from(NOTES).asOf(then).count()).isEqualTo(2);
        assertThat(a.from(NOTES).asOf(later).count()).isEqualTo(1);
        assertThat(a.from(ARTICLES.onlyDeleted())
                        .asOf(later)
                        .values(ARTICLES.title)
                        .list())
                .containsExactly("Two");
        assertThat(a.from(ARTICLES.onlyDeleted()).asOf(then).count()).isZero();
        assertThat(a.from(ARTICLES).withDeleted().asOf(later).count()).isEqualTo(3);
    }

    private List<String> joined(Instant when, boolean few) {
        var select = a.from(NOTES)
                .join(ARTICLES, ARTICLES.id.eq(NOTES.articleId))
                .leftJoin(AUTHORS, ARTICLES.authorId.eq(AUTHORS.id))
                .asOf(when)
                .orderBy(ARTICLES.rank.asc());
        return (few ? select.limit(10) : select)
                .map(row -> row.get(AUTHORS.name) + "/" + row.get(ARTICLES.title) + "/" + row.get(NOTES.text))
                .list();
    }

    private List<String> children(Instant when, Include include) {
        return a.from(AUTHORS).include(include).asOf(when).one().get(include).stream()
                .map(row -> row.get(ARTICLES.title))
                .toList();
    }

    @Test
    @DisplayName("AH-24 subqueries, common table expressions, aliases, unions and aggregates read at the same moment")
    void everyReference() {
        UUID ann = Archive.author(a, "Ann");
        UUID one = Archive.article(a, ann, "One", 1);
        Archive.article(a, ann, "Two", 2);
        Instant then = now();
        a.update(ARTICLES).set(ARTICLES.rank, 10).where(ARTICLES.id.eq(one)).execute();
        Archive.article(a, ann, "Three", 3);

        Cte low = Cte.of("low", Select.from(ARTICLES).where(ARTICLES.rank.lt(2)));
        assertThat(a.from(low).asOf(then).values(low.of(ARTICLES.title)).list()).containsExactly("One");
        assertThat(a.from(low).values(low.of(ARTICLES.title)).list()).isEmpty();
        var table = Select.from(ARTICLES).where(ARTICLES.rank.lt(2)).asTable("few");
        assertThat(a.from(table).asOf(then).count()).isEqualTo(1);
        var other = ARTICLES.alias("other");
        var below = Select.from(other)
                .where(other.of(ARTICLES.rank).lt(ARTICLES.rank))
                .values(other.of(ARTICLES.id));
        assertThat(a.from(ARTICLES)
                        .where(Expressions.exists(below))
                        .asOf(then)
                        .values(ARTICLES.title)
                        .list())
                .containsExactly("Two");
        assertThat(a.from(AUTHORS)
                        .where(AUTHORS.id.oneOf(
                                Select.from(ARTICLES).where(ARTICLES.rank.eq(1)).values(ARTICLES.authorId)))
                        .asOf(then)
                        .exists())
                .isTrue();
        assertThat(a.from(ARTICLES)
                        .where(ARTICLES.rank.eq(1))
                        .union(Select.from(ARTICLES).where(ARTICLES.rank.eq(2)))
                        .asOf(then)
                        .list())
                .hasSize(2);
        var count = Expressions.count();
        assertThat(a.from(ARTICLES)
                        .select(ARTICLES.authorId, count)
                        .groupBy(ARTICLES.authorId)
                        .asOf(then)
                        .one()
                        .get(count))
                .isEqualTo(2);
        var sum = Expressions.sum(ARTICLES.rank);
        assertThat(a.from(ARTICLES).asOf(then).values(sum).one()).hasToString("3");
        var old = Select.from(ARTICLES).asOf(then).asTable("old");
        assertThat(a.from(ARTICLES)
                        .join(old, old.of(ARTICLES.id).eq(ARTICLES.id))
                        .where(old.of(ARTICLES.rank).ne(ARTICLES.rank))
                        .map(row -> row.get(old.of(ARTICLES.rank)) + " to " + row.get(ARTICLES.rank))
                        .list())
                .as("now beside then")
                .containsExactly("1 to 10");
    }

    @Test
    @DisplayName("AH-24 pages as of a moment have each row once, whatever the order")
    void pages() {
        UUID ann = Archive.author(a, "Ann");
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(Archive.article(a, ann, "T" + i, i / 3));
        }
        Instant then = now();
        ids.subList(0, 10).forEach(id -> title(id, "changed " + id));
        a.deleteFrom(ARTICLES).where(ARTICLES.rank.ge(5)).execute();
        UUID fresh = Archive.article(a, ann, "fresh", 0);
        List<UUID> byId =
                ids.stream().map(UUID::toString).sorted().map(UUID::fromString).toList();

        assertThat(paged(then, true, false)).isEqualTo(byId);
        assertThat(paged(then, true, true)).hasSize(20).first().isEqualTo(byId.get(19));
        assertThat(paged(then, false, false))
                .containsExactlyInAnyOrderElementsOf(ids)
                .doesNotContain(fresh);
        assertThat(a.from(ARTICLES)
                        .asOf(then)
                        .orderBy(ARTICLES.id.asc())
                        .limit(3)
                        .offset(2)
                        .values(ARTICLES.id)
                        .list())
                .isEqualTo(byId.subList(2, 5));
        assertThat(a.from(ARTICLES)
                        .asOf(then)
                        .where(ARTICLES.id.eq(ids.get(3)))
                        .one()
                        .get(ARTICLES.title))
                .isEqualTo("T3");
        assertThat(a.from(ARTICLES).asOf(then).where(ARTICLES.id.eq(fresh)).exists())
                .isFalse();
        try (var rows = a.from(ARTICLES).asOf(then).stream()) {
            assertThat(rows).hasSize(20);
        }
    }

    private List<UUID> paged(Instant when, boolean byKey, boolean descending) {
        var by = byKey ? ARTICLES.id : ARTICLES.rank;
        List<UUID> seen = new ArrayList<>();
        Cursor after = null;
        do {
            Page<Row> page = a.from(ARTICLES)
                    .asOf(when)
                    .orderBy(descending ? by.desc() : by.asc())
                    .limit(3)
                    .after(after)
                    .page();
            page.items().forEach(row -> seen.add(row.get(ARTICLES.id)));
            after = page.next();
        } while (after != null);
        return seen;
    }

    @Test
    @DisplayName("AH-24 random changes: each earlier state is read as it was noted, in each form of the statement")
    void everyStateComesBack() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("holdfast.seed=" + seed);
        var random = new java.util.Random(seed);
        UUID ann = Archive.author(a, "Ann");
        List<UUID> ids = new ArrayList<>();
        List<Instant> moments = new ArrayList<>();
        List<dev.holdfast.history.SnapshotToken> tokens = new ArrayList<>();
        List<List<String>> states = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            UUID one = ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
            switch (one == null ? 0 : random.nextInt(5)) {
                case 0 -> ids.add(Archive.article(a, ann, "T" + i, random.nextInt(5)));
                case 1 ->
                    a.update(ARTICLES.withDeleted())
                            .set(ARTICLES.rank, random.nextInt(5))
                            .where(ARTICLES.id.eq(one))
                            .execute();
                case 2 -> a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(one)).execute();
                case 3 ->
                    assertThat(a.restore(ARTICLES).where(ARTICLES.id.eq(one)).execute())
                            .isNotNull();
                default -> title(one, "T" + i + " again");
            }
            if (i % 4 == 0) {
                states.add(state(a.from(ARTICLES).orderBy(ARTICLES.id.asc()).list()));
                moments.add(now());
                tokens.add(a.history().token());
            }
        }
        for (int i = 0; i < states.size(); i++) {
            var at = a.from(ARTICLES).asOf(moments.get(i)).orderBy(ARTICLES.id.asc());
            var by = a.from(ARTICLES).asOf(tokens.get(i)).orderBy(ARTICLES.id.asc());
            assertThat(state(at.list())).as("by time").isEqualTo(states.get(i));
            assertThat(state(by.list())).as("by token").isEqualTo(states.get(i));
            assertThat(state(at.limit(1000).list())).as("in key order").isEqualTo(states.get(i));
            assertThat(state(by.limit(1000).list()))
                    .as("in key order, by token")
                    .isEqualTo(states.get(i));
            var ranked = a.from(ARTICLES).asOf(moments.get(i)).orderBy(ARTICLES.rank.asc(), ARTICLES.id.asc());
            assertThat(state(ranked.limit(1000).list())).as("few").isEqualTo(state(ranked.list()));
            List<Row> one = new ArrayList<>();
            ids.stream().map(UUID::toString).sorted().map(UUID::fromString).forEach(id -> at.where(ARTICLES.id.eq(id))
                    .findOne()
                    .ifPresent(one::add));
            assertThat(state(one)).as("one by one").isEqualTo(states.get(i));
        }
    }

    private static List<String> state(List<Row> rows) {
        return rows.stream()
                .map(row -> row.get(ARTICLES.id) + " " + row.get(ARTICLES.title) + " " + row.get(ARTICLES.rank) + " "
                        + row.get(ARTICLES.twice) + " " + row.get(ARTICLES.version))
                .toList();
    }

    @Test
    @DisplayName("AH-22 as of a moment a tenant reads its own rows alone, also where nothing is filtered by the DSL")
    void tenants() {
        UUID ann = Archive.author(a, "Ann");
        UUID article = Archive.article(a, ann, "A's", 1);
        Archive.article(b, Archive.author(b, "Bob"), "B's", 1);
        Instant then = now();
        a.deleteFrom(AUTHORS).where(AUTHORS.name.eq("nobody")).execute();

        assertThat(b.from(ARTICLES).asOf(then).values(ARTICLES.title).list()).containsExactly("B's");
        assertThat(b.from(ARTICLES).asOf(then).where(ARTICLES.id.eq(article)).exists())
                .isFalse();
        assertThat(b.from(ARTICLES)
                        .asOf(then)
                        .orderBy(ARTICLES.id.asc())
                        .limit(9)
                        .list())
                .hasSize(1);
        assertThat(b.from(AUTHORS).asOf(then).where(AUTHORS.id.eq(ann)).exists())
                .isFalse();
        var both = ARTICLES.tenantId.oneOf(List.of(id(a), id(b)));
        var all = holdfast.acrossTenants("all").from(ARTICLES).asOf(then);
        assertThat(all.where(both).values(ARTICLES.title).list()).containsExactlyInAnyOrder("A's", "B's");
        assertThat(all.where(ARTICLES.id.eq(article)).one().get(ARTICLES.tenantId))
                .isEqualTo(id(a));
        assertThat(all.where(both)
                        .orderBy(ARTICLES.tenantId.asc(), ARTICLES.id.asc())
                        .limit(5)
                        .values(ARTICLES.tenantId)
                        .list())
                .containsExactly(id(a), id(b));
    }

    private static long id(TenantScope scope) {
        return (Long) scope.tenantId();
    }

    @Test
    void aKeyOfTwoColumnsAndATableOfNoTenant() {
        for (int i = 0; i < 6; i++) {
            int page = i;
            a.insertInto(PAGES, row -> row.set(PAGES.volume, page % 2)
                            .set(PAGES.number, page)
                            .set(PAGES.text, "p" + page))
                    .execute();
        }
        holdfast.acrossTenants("topics")
                .insertInto(TOPICS, row -> row.set(TOPICS.code, "x").set(TOPICS.label, "X"))
                .execute();
        Instant then = now();
        a.update(PAGES).set(PAGES.text, "torn").everyRow().execute();
        holdfast.acrossTenants("topics").deleteFrom(TOPICS).everyRow().execute();

        assertThat(a.from(PAGES)
                        .asOf(then)
                        .where(PAGES.number.eq(3).and(PAGES.volume.eq(1)))
                        .one()
                        .get(PAGES.text))
                .isEqualTo("p3");
        assertThat(a.from(PAGES)
                        .asOf(then)
                        .orderBy(PAGES.volume.desc(), PAGES.number.desc())
                        .limit(4)
                        .values(PAGES.text)
                        .list())
                .containsExactly("p5", "p3", "p1", "p4");
        assertThat(a.from(PAGES)
                        .asOf(then)
                        .orderBy(PAGES.number.asc())
                        .limit(2)
                        .values(PAGES.text)
                        .list())
                .containsExactly("p0", "p1");
        assertThat(a.from(TOPICS).asOf(then).where(TOPICS.code.eq("x")).one().get(TOPICS.label))
                .isEqualTo("X");
        assertThat(a.from(TOPICS).asOf(now()).exists()).isFalse();
    }

    @Test
    void aTableWithoutHistoryIsNamedUnlessItIsMeant() {
        Archive.author(a, "Ann");
        Instant then = now();
        var joined = a.from(AUTHORS)
                .join(COUNTRIES, COUNTRIES.code.eq(AUTHORS.country))
                .asOf(then);

        assertThatThrownBy(joined::list)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("Table countries has no history")
                .hasMessageContaining("enableHistory")
                .hasMessageContaining("withCurrent");
        assertThatThrownBy(() -> a.from(AUTHORS)
                        .where(AUTHORS.country.oneOf(Select.from(COUNTRIES).values(COUNTRIES.code)))
                        .asOf(then)
                        .count())
                .isInstanceOf(StatementException.class);
        assertThat(joined.withCurrent(COUNTRIES).one().get(COUNTRIES.label)).isEqualTo("Iceland");
        assertThat(joined.withCurrent(COUNTRIES).count()).isEqualTo(1);
    }

    @Test
    @DisplayName("what asOf and withCurrent say for nothing is refused, by name")
    void saidForNothing() {
        Archive.author(a, "Ann");
        Instant then = now();
        var authors = a.from(AUTHORS);
        assertThatThrownBy(() -> authors.withCurrent(COUNTRIES).list())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("withCurrent([countries]) is said of a select without asOf(…)");
        assertThatThrownBy(() -> authors.withCurrentPlainSql().count())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("withCurrentPlainSql()");
        assertThatThrownBy(() -> authors.withCurrent(COUNTRIES).asOf(then).list())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("withCurrent(…) names [countries]");
        assertThatThrownBy(() -> authors.asOf(then).asOf(then.minusSeconds(1)))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("of two moments");
        assertThatThrownBy(() -> authors.asOf(then).asOf(a.history().token())).isInstanceOf(StatementException.class);
        assertThat(authors.asOf(then).asOf(then).count()).isEqualTo(1);
        // of a subquery, and of children, which a count leaves out
        assertThat(authors.where(AUTHORS.country.oneOf(Select.from(COUNTRIES).values(COUNTRIES.code)))
                        .asOf(then)
                        .withCurrent(COUNTRIES)
                        .count())
                .isEqualTo(1);
        var withArticles =
                authors.include(Include.children(ARTICLES.authorId)).asOf(then).withCurrent(ARTICLES);
        assertThat(withArticles.list()).hasSize(1);
        assertThat(withArticles.count()).isEqualTo(1);
        assertThat(withArticles.exists()).isTrue();
        // a subquery of the same moment says its own
        var now = Select.from(COUNTRIES).asOf(then).withCurrent(COUNTRIES).values(COUNTRIES.code);
        assertThat(authors.where(AUTHORS.country.oneOf(now)).asOf(then).count()).isEqualTo(1);
    }

    @Test
    void whatCanNotBeReadAsOfAMomentIsRefused() {
        Archive.author(a, "Ann");
        Instant then = now();
        assertThatThrownBy(() -> a.inTransaction(
                        tx -> tx.from(AUTHORS).asOf(then).forUpdate().list()))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("as of a moment");
        var plain = a.from(AUTHORS)
                .where(PlainSql.condition("exists (select 1 from countries where code = {0})", AUTHORS.country));
        assertThat(plain.exists()).isTrue();
        assertThatThrownBy(() -> plain.asOf(then).exists())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("countries")
                .hasMessageContaining("withCurrentPlainSql");
        assertThat(plain.asOf(then).withCurrentPlainSql().exists()).isTrue();
        assertThat(a.from(AUTHORS)
                        .where(PlainSql.condition("length({0}) = 3", AUTHORS.name))
                        .asOf(then)
                        .exists())
                .isTrue();
        Cte cte = Cte.of("them", Select.from(AUTHORS));
        var inner = Select.from(cte).asOf(then).values(cte.of(AUTHORS.id));
        assertThatThrownBy(() -> a.from(AUTHORS)
                        .join(cte, cte.of(AUTHORS.id).eq(AUTHORS.id))
                        .where(AUTHORS.id.oneOf(inner))
                        .list())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("another moment");
        assertThatThrownBy(() -> a.from(AUTHORS)
                        .asOf(Instant.parse("2001-01-01T00:00:00Z"))
                        .list())
                .isInstanceOf(NoHistoryException.class)
                .hasMessageContaining("authors begins at");
        Instant before = Instant.parse("2001-01-01T00:00:00Z");
        var oneOfThem = a.from(AUTHORS).asOf(before).where(AUTHORS.id.eq(UUID.randomUUID()));
        assertThatThrownBy(oneOfThem::findOne).isInstanceOf(NoHistoryException.class);
        assertThatThrownBy(oneOfThem::count).isInstanceOf(NoHistoryException.class);
        // A condition that a missing row doesn't meet mustn't hide that nothing is known of it.
        assertThatThrownBy(() -> oneOfThem.where(AUTHORS.name.eq("Ann")).exists())
                .isInstanceOf(NoHistoryException.class);
        assertThatThrownBy(() -> a.from(ARTICLES)
                        .where(ARTICLES.authorId.oneOf(Select.from(AUTHORS)
                                .where(AUTHORS.id.eq(UUID.randomUUID()))
                                .values(AUTHORS.id)))
                        .asOf(before)
                        .list())
                .isInstanceOf(NoHistoryException.class);
        assertThat(a.from(AUTHORS).asOf(now().plusSeconds(3600)).count())
                .as("a time to come")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("AH-26 EN-4 encrypted values are read as they were, bound to their rows")
    void encrypted() {
        UUID ann = Archive.author(a, "Ann");
        Instant then = now();
        a.update(AUTHORS).set(AUTHORS.phone, "1").where(AUTHORS.id.eq(ann)).execute();

        assertThat(a.from(AUTHORS).asOf(then).one().get(AUTHORS.phone)).isEqualTo("+354 Ann");
        assertThat(a.from(AUTHORS).asOf(then).where(AUTHORS.id.eq(ann)).one().get(AUTHORS.phone))
                .isEqualTo("+354 Ann");
        var alias = AUTHORS.alias("person");
        assertThat(a.from(alias)
                        .asOf(then)
                        .orderBy(alias.of(AUTHORS.id).asc())
                        .limit(2)
                        .one()
                        .get(alias.of(AUTHORS.phone)))
                .isEqualTo("+354 Ann");
    }
}
