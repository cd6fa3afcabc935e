package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.now;
import static dev.holdfast.expression.Expressions.scalar;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InsertTest {

    private static final UUID ID = new UUID(1, 2);
    private static final Insert ONE =
            Insert.into(AUTHORS).row(r -> r.set(AUTHORS.id, ID).set(AUTHORS.name, "ann"));

    private static List<Object> values(SqlText text) {
        return text.parameters().stream()
                .map(p -> p.isTenant() ? "tenant" : p.value())
                .toList();
    }

    @Test
    void oneRowIsStampedForATenant() {
        var text = ONE.texts(Audience.TENANT).get(0);

        assertThat(text.sql()).isEqualTo("insert into authors (id, name, tenant_id) values (?, ?, ?)");
        assertThat(values(text)).containsExactly(ID, "ann", "tenant");
        assertThat(text.touchesTenantTable()).isTrue();
        assertThat(text.readOnly()).isFalse();
    }

    @Test
    void theTenantIsTheSessionsOrAcrossTenantsYours() {
        var mine = Insert.into(AUTHORS)
                .row(r -> r.set(AUTHORS.id, ID).set(AUTHORS.name, "ann").set(AUTHORS.tenantId, 7L));

        assertThatThrownBy(mine::toSql)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("authors.tenant_id is stamped by the session: leave it out");
        assertThat(mine.texts(Audience.ALL_TENANTS).get(0).sql())
                .isEqualTo("insert into authors (id, name, tenant_id) values (?, ?, ?)");
        assertThatThrownBy(() -> ONE.texts(Audience.ALL_TENANTS))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("authors.tenant_id needs a value in an across-tenants session");
    }

    @Test
    void manyRowsAreOneArrayForEachColumn() {
        var insert = Insert.into(AUTHORS).rows(List.of("a", "b", "c"), (r, name) -> r.set(AUTHORS.id, ID)
                .set(AUTHORS.name, name)
                .set(AUTHORS.country, name.equals("b") ? null : "de"));
        var text = insert.texts(Audience.TENANT).get(0);

        assertThat(insert.texts(Audience.TENANT)).hasSize(1);
        assertThat(text.sql())
                .isEqualTo("insert into authors (id, name, country, tenant_id)"
                        + " select u.*, ? from unnest(?::uuid[], ?::text[], ?::varchar[]) as u");
        assertThat(text.parameters().get(0).isTenant()).isTrue();
        assertThat((Object[]) text.parameters().get(3).value()).containsExactly("de", null, "de");
    }

    @Test
    void tensOfThousandsOfRowsAreSplitIntoStatements() {
        var insert = Insert.into(COUNTRIES).rows(Collections.nCopies(120_000, "x"), (r, x) -> r.set(COUNTRIES.code, x)
                .set(COUNTRIES.name, x));

        assertThat(insert.texts(Audience.TENANT))
                .extracting(t -> ((Object[]) t.parameters().get(0).value()).length)
                .containsExactly(50_000, 50_000, 20_000);
    }

    @Test
    void whatArraysCannotCarryGoesAsValues() {
        var tagged = Insert.into(ARTICLES).rows(List.of("a", "b"), (r, x) -> r.set(ARTICLES.authorId, ID)
                .set(ARTICLES.title, x)
                .set(ARTICLES.tags, List.of(x)));
        var defaults = Insert.into(ARTICLES)
                .row(r -> r.set(ARTICLES.authorId, ID).set(ARTICLES.title, "a").set(ARTICLES.published, true))
                .row(r -> r.set(ARTICLES.title, "b").set(ARTICLES.authorId, ID));
        var computed = Insert.into(COUNTRIES)
                .row(r -> r.set(COUNTRIES.code, "a")
                        .setTo(COUNTRIES.name, PlainSql.expression(SqlTypes.TEXT, "name", "upper({0})", "x")))
                .row(r -> r.set(COUNTRIES.code, "b").set(COUNTRIES.name, "c"));

        assertThat(tagged.toSql())
                .isEqualTo("insert into articles (author_id, title, tags, tenant_id)"
                        + " values (?, ?, ?::text[], ?), (?, ?, ?::text[], ?)");
        assertThat(defaults.toSql())
                .isEqualTo("insert into articles (author_id, title, published, tenant_id)"
                        + " values (?, ?, ?, ?), (?, ?, default, ?)");
        assertThat(computed.toSql()).isEqualTo("insert into countries (code, name) values (?, (upper(?))), (?, ?)");
    }

    @Test
    void theRowsToInsertDoNotSeeTheTable() {
        assertThat(Insert.into(COUNTRIES)
                        .row(r -> r.set(COUNTRIES.code, "a")
                                .setTo(
                                        COUNTRIES.name,
                                        scalar(Select.from(COUNTRIES).values(max(COUNTRIES.name)))))
                        .toSql())
                .isEqualTo("insert into countries (code, name)"
                        + " values (?, (select max(countries.name) from countries))");
        assertThatThrownBy(() -> Insert.into(COUNTRIES)
                        .row(r -> r.set(COUNTRIES.code, "a").setTo(COUNTRIES.name, lower(COUNTRIES.name)))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("countries.name is named where the statement has no such source");
    }

    @Test
    void valuesStayBelowTheProtocolsLimitOfParameters() {
        int rows = 40_000;
        var insert = Insert.into(ARTICLES).rows(Collections.nCopies(rows, "x"), (r, x) -> r.set(ARTICLES.authorId, ID)
                .set(ARTICLES.title, x)
                .set(ARTICLES.tags, List.of()));
        var greedy = Insert.into(COUNTRIES).rows(Collections.nCopies(rows, "x"), (r, x) -> r.set(COUNTRIES.code, x)
                .setTo(
                        COUNTRIES.name,
                        PlainSql.expression(SqlTypes.TEXT, "n", "{0} || {1} || {2} || {3}", x, x, x, x)));

        for (Insert each : List.of(insert, greedy)) {
            List<SqlText> texts = each.texts(Audience.TENANT);
            assertThat(texts).allMatch(t -> t.parameters().size() < 65_535);
            assertThat(texts.stream()
                            .mapToLong(
                                    t -> t.sql().chars().filter(c -> c == '(').count() - 1)
                            .sum())
                    .isGreaterThanOrEqualTo(rows);
        }
        assertThat(insert.texts(Audience.TENANT).stream()
                        .flatMap(t -> t.parameters().stream())
                        .filter(Parameter::isTenant))
                .hasSize(rows);
    }

    /** A table whose columns all have defaults. */
    private static final class Ticks extends Table {
        private final OrderedColumn<Long> id = bigint("id").identity().primaryKey();

        Ticks() {
            super("ticks");
        }
    }

    /** The same for tenants. */
    private static final class OwnedTicks extends Table {
        private final OrderedColumn<Long> tenant = bigint("tenant_id").tenantKey();
        private final OrderedColumn<Long> id = bigint("id").identity().primaryKey();

        OwnedTicks() {
            super("owned_ticks");
        }
    }

    @Test
    void rowsOfDefaultsAloneAreAsManyAsGiven() {
        var ticks = new Ticks();
        var owned = new OwnedTicks();

        assertThat(Insert.into(ticks).row(r -> {}).toSql()).isEqualTo("insert into ticks default values");
        assertThat(Insert.into(ticks).row(r -> {}).row(r -> {}).toSql())
                .isEqualTo("insert into ticks (id) values (default), (default)");
        assertThat(Insert.into(owned).row(r -> {}).toSql()).isEqualTo("insert into owned_ticks (tenant_id) values (?)");
        assertThat(Insert.into(owned).row(r -> {}).row(r -> {}).toSql())
                .isEqualTo("insert into owned_ticks (tenant_id) values (?), (?)");
        assertThat(ticks.id.metadata().isOptionalOnInsert()).isTrue();
        assertThat(owned.tenant.metadata().isOptionalOnInsert()).isTrue();
    }

    @Test
    void returning() {
        assertThat(ONE.returning(AUTHORS.id, lower(AUTHORS.name)).toSql())
                .isEqualTo("insert into authors (id, name, tenant_id) values (?, ?, ?)"
                        + " returning authors.id, lower(authors.name)");
        assertThat(ONE.returning().toSql())
                .endsWith(" returning authors.id, authors.tenant_id, authors.name, authors.country");
    }

    @Test
    void upsertNamesTheTenantAndThePredicate() {
        var conflict = OnConflict.on(AUTHORS.name).among(AUTHORS.country.isNull());
        String insert = "insert into authors (id, name, tenant_id) values (?, ?, ?)";

        assertThat(ONE.onConflict(OnConflict.on(AUTHORS.name)).toSql())
                .isEqualTo(insert + " on conflict (tenant_id, name) do nothing");
        assertThat(ONE.onConflict(conflict.update(AUTHORS.id).setTo(AUTHORS.name, lower(AUTHORS.name)))
                        .returning(AUTHORS.id)
                        .toSql())
                .isEqualTo(insert + " on conflict (tenant_id, name) where authors.country is null"
                        + " do update set id = excluded.id, name = lower(authors.name) returning authors.id");
        assertThat(Insert.into(COUNTRIES)
                        .row(r -> r.set(COUNTRIES.code, "de").set(COUNTRIES.name, "x"))
                        .onConflict(OnConflict.on(COUNTRIES.code).update(COUNTRIES.name))
                        .toSql())
                .isEqualTo("insert into countries (code, name) values (?, ?)"
                        + " on conflict (code) do update set name = excluded.name");
    }

    @Test
    void anUpsertStampsLikeAnUpdate() {
        assertThat(Insert.into(ARTICLES)
                        .row(r -> r.set(ARTICLES.authorId, ID).set(ARTICLES.title, "x"))
                        .onConflict(OnConflict.on(ARTICLES.title).update(ARTICLES.authorId))
                        .toSql())
                .endsWith(" on conflict (tenant_id, title) do update set author_id = excluded.author_id,"
                        + " updated_at = now(), version = articles.version + 1");
    }

    @Test
    void anUpsertThatCannotWorkIsRefused() {
        Consumer<OnConflict> render = conflict -> ONE.onConflict(conflict).toSql();
        var byName = OnConflict.on(AUTHORS.name);

        assertThatThrownBy(() -> OnConflict.on()).isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> render.accept(byName.update(AUTHORS.tenantId)))
                .hasMessageContaining("tenant, which never changes");
        assertThatThrownBy(() -> render.accept(byName.update(AUTHORS.id, AUTHORS.id)))
                .hasMessage("authors.id is set twice");
        assertThatThrownBy(() -> render.accept(byName.update(COUNTRIES.code)))
                .hasMessage("countries.code isn't a column of authors");
        assertThatThrownBy(() -> render.accept(OnConflict.on(COUNTRIES.name)))
                .hasMessage("countries.name isn't a column of authors");
        assertThatThrownBy(() -> render.accept(byName.among(AUTHORS.country.eq("de"))))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("has parameters");
        assertThatThrownBy(() -> Insert.into(ARTICLES)
                        .row(r -> r.set(ARTICLES.authorId, ID).set(ARTICLES.title, "x"))
                        .onConflict(OnConflict.on(ARTICLES.title).update(ARTICLES.slug))
                        .toSql())
                .hasMessageContaining("generated column");
    }

    @Test
    @SuppressWarnings("CheckReturnValue")
    void badRowsAreRefusedBeforeTheyAreSent() {
        Consumer<Consumer<RowWriter>> row = writer -> Insert.into(ARTICLES).row(writer);

        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.slug, "x")))
                .isInstanceOf(StatementException.class)
                .hasMessage("articles.slug is a generated column: PostgreSQL computes it, leave it out");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.title, null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("articles.title can't be null: give a value, or declare the column nullable().");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.title, "sec\0ret")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("articles.title holds a NUL character")
                .hasMessageNotContaining("sec");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.summary, "secret")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(
                        "articles.summary has 6 characters, but varchar(5) takes 5: shorten it, or widen the column.");
        assertThatThrownBy(() -> row.accept(r -> r.set(COUNTRIES.name, "x")))
                .isInstanceOf(StatementException.class)
                .hasMessage("countries.name isn't a column of articles");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.alias("a").of(ARTICLES.title), "x")))
                .isInstanceOf(StatementException.class)
                .hasMessage("a.title isn't a column of articles");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.title, "x").set(ARTICLES.title, "y")))
                .isInstanceOf(StatementException.class)
                .hasMessage("articles.title is set twice");
        assertThatThrownBy(() -> row.accept(r -> r.set(ARTICLES.tags, List.of("a\0"))))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void lengthIsCountedInCharactersAsPostgresDoes() {
        String fiveBeyondTheBasicPlane = "😀".repeat(5);

        assertThat(Insert.into(ARTICLES)
                        .row(r -> r.set(ARTICLES.summary, fiveBeyondTheBasicPlane)
                                .set(ARTICLES.authorId, ID)
                                .set(ARTICLES.title, ""))
                        .toSql())
                .contains("summary");
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() ->
                        Insert.into(AUTHORS).row(r -> r.set(AUTHORS.id, ID)).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage(
                        "authors.name needs a value: set it, or declare the column nullable() or with defaultTo(…)");
        assertThatThrownBy(() -> ONE.row(r -> r.set(AUTHORS.id, ID)).toSql())
                .hasMessageContaining("authors.name needs a value");
        assertThatThrownBy(() -> Insert.into(AUTHORS).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("has no rows");
    }

    @Test
    @SuppressWarnings("CheckReturnValue")
    void anInsertIsAValue() {
        String before = ONE.toSql();

        ONE.row(r -> r.set(AUTHORS.id, ID).set(AUTHORS.name, "b"));
        ONE.rows(IntStream.range(0, 3).boxed().toList(), (r, i) -> r.set(AUTHORS.id, ID));
        ONE.onConflict(OnConflict.on(AUTHORS.id));

        assertThat(ONE).hasToString(before);
        var conflict = OnConflict.on(AUTHORS.id);
        conflict.update(AUTHORS.name).among(AUTHORS.name.isNull());
        assertThat(ONE.onConflict(conflict).toSql()).endsWith("on conflict (tenant_id, id) do nothing");
    }

    @Test
    void expressionsMayBeSet() {
        assertThat(Insert.into(ARTICLES)
                        .row(r -> r.setTo(ARTICLES.createdAt, now())
                                .set(ARTICLES.title, "x")
                                .set(ARTICLES.authorId, ID))
                        .toSql())
                .isEqualTo("insert into articles (created_at, title, author_id, tenant_id) values (now(), ?, ?, ?)");
    }
}
