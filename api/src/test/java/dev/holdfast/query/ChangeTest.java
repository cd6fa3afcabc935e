package dev.holdfast.query;

import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.fixture.Articles.ARTICLES;
import static dev.holdfast.fixture.Authors.AUTHORS;
import static dev.holdfast.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.fixture.Sql;
import dev.holdfast.internal.Audience;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {

    private static final Update RENAME =
            Update.table(ARTICLES).set(ARTICLES.title, "x").where(ARTICLES.id.eq(1L));

    @Test
    void anUpdateIsFilteredAndStamped() {
        assertThat(RENAME.toSql())
                .isEqualTo("update articles set title = ?, updated_at = now(), version = articles.version + 1"
                        + " where articles.tenant_id = ? and articles.id = ?");
        assertThat(RENAME.texts(Audience.ALL_TENANTS).get(0).sql())
                .isEqualTo("update articles set title = ?, updated_at = now(), version = articles.version + 1"
                        + " where articles.id = ?");
        assertThat(RENAME.set(ARTICLES.version, 7L).toSql())
                .startsWith("update articles set title = ?, version = ?, updated_at = now() where");
    }

    @Test
    void expressionsNullsAndSubqueries() {
        assertThat(Update.table(AUTHORS)
                        .setTo(AUTHORS.name, lower(AUTHORS.name))
                        .set(AUTHORS.country, null)
                        .where(AUTHORS.id.oneOf(Select.from(ARTICLES).values(ARTICLES.authorId)))
                        .toSql())
                .isEqualTo("update authors set name = lower(authors.name), country = ?"
                        + " where authors.tenant_id = ? and authors.id in"
                        + " (select articles.author_id from articles where articles.tenant_id = ?)");
    }

    @Test
    void aDeleteIsFiltered() {
        assertThat(Delete.from(AUTHORS).where(AUTHORS.name.eq("x")).toSql())
                .isEqualTo("delete from authors where authors.tenant_id = ? and authors.name = ?");
        assertThat(Delete.from(COUNTRIES).everyRow().toSql()).isEqualTo("delete from countries");
        assertThat(Delete.from(AUTHORS).everyRow().toSql())
                .isEqualTo("delete from authors where authors.tenant_id = ?");
    }

    @Test
    void withoutAConditionItIsRefused() {
        assertThatThrownBy(() -> Delete.from(AUTHORS).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessage("'delete from authors' has no condition and would change every row: call where(…),"
                        + " or everyRow() if that is meant");
        assertThatThrownBy(() -> Update.table(AUTHORS).set(AUTHORS.name, "x").toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("'update authors' has no condition");
        assertThatThrownBy(() -> RENAME.everyRow().toSql()).hasMessageContaining("keep one");
        assertThatThrownBy(() -> Update.table(ARTICLES)
                        .set(ARTICLES.title, "x")
                        .atVersion(3)
                        .toSql())
                .hasMessageContaining("has no condition");
    }

    @Test
    void whatCannotBeSetIsRefused() {
        assertThatThrownBy(() -> Update.table(AUTHORS).everyRow().toSql()).hasMessageContaining("sets nothing");
        assertThatThrownBy(() -> Update.table(AUTHORS)
                        .set(AUTHORS.tenantId, 2L)
                        .everyRow()
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("a row never changes its tenant");
        assertThatThrownBy(() -> RENAME.set(ARTICLES.title, "y")).hasMessage("articles.title is set twice");
        assertThatThrownBy(() -> RENAME.set(ARTICLES.slug, "y")).hasMessageContaining("generated column");
        assertThatThrownBy(() -> RENAME.set(ARTICLES.mood, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("articles.mood can't be null");
        assertThatThrownBy(() -> RENAME.setTo(ARTICLES.summary, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("articles.summary is set to no expression: use set(column, null) to store NULL.");
        assertThatThrownBy(() -> RENAME.set(AUTHORS.name, "y")).hasMessage("authors.name isn't a column of articles");
    }

    @Test
    void aVersionIsPartOfTheConditionAndCanBeAskedFor() {
        var update = RENAME.atVersion(3);

        assertThat(update.toSql())
                .endsWith(" where articles.tenant_id = ? and articles.id = ? and articles.version = ?");
        assertThat(Delete.from(ARTICLES).where(ARTICLES.id.eq(1L)).atVersion(3).toSql())
                .isEqualTo("delete from articles"
                        + " where articles.tenant_id = ? and articles.id = ? and articles.version = ?");
        assertThat(RENAME.versionCheck()).isNull();
        VersionCheck check = update.versionCheck();
        assertThat(check.expected()).isEqualTo(3);
        assertThat(check.table()).isEqualTo("articles");
        assertThat(check.actual().toSql())
                .isEqualTo("select articles.version from articles"
                        + " where articles.tenant_id = ? and articles.id = ? limit 2");
        assertThat(check.actual().mapper().apply(FakeReader.row(check.actual().shape(), 5L)))
                .isEqualTo(5L);
        assertThatThrownBy(() -> Delete.from(AUTHORS).atVersion(1))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("has no version");
    }

    @Test
    void returning() {
        assertThat(RENAME.returning(ARTICLES.id, ARTICLES.version).toSql())
                .endsWith(" returning articles.id, articles.version");
        assertThat(Sql.values(RENAME.returning(ARTICLES.id))).containsExactly("x", "tenant", 1L);
        assertThat(Delete.from(COUNTRIES).everyRow().returning().toSql())
                .isEqualTo("delete from countries returning countries.code, countries.name");
    }

    @Test
    @SuppressWarnings("CheckReturnValue")
    void aChangeIsAValue() {
        String before = RENAME.toSql();

        RENAME.set(ARTICLES.order, 1).where(ARTICLES.title.eq("y")).atVersion(9).returning(ARTICLES.id);

        assertThat(RENAME).hasToString(before);
        var everything = Delete.from(COUNTRIES);
        everything.everyRow();
        assertThatThrownBy(everything::toSql).isInstanceOf(StatementException.class);
        assertThat(List.of(RENAME.describe(), everything.describe()))
                .containsExactly("update articles", "delete from countries");
    }
}
