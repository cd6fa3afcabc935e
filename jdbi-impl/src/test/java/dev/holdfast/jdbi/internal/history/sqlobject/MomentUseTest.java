package dev.holdfast.jdbi.internal.history.sqlobject;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.history.Archive;
import java.util.Set;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.ParsedSql;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements a moment is held to, and which are refused. */
class MomentUseTest {

    private static void check(String sql, String suffix, String... current) {
        ParsedSql parsed = new ColonPrefixSqlParser().parse(sql, null); // the context is for its errors
        new MomentUse("at", suffix, Set.of(current)).check(parsed, Archive.SCHEMA, sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select title from articles_as_of(:at)",
                "SELECT title FROM Articles_As_Of( :at ) AS articles WHERE articles.rank > :rank",
                "select a.title from public.articles_as_of(:at) a left join \"authors_as_of\"(:at) u on u.id = a.author_id",
                "select n.text, a.notes from notes_as_of(:at) n, articles_as_of(:at) a where a.pages is distinct from n.topics",
                "with articles as materialized (select * from articles_as_of(:at)) select * from articles",
                "select 1 where exists (select from articles_as_of(:at)) and '?' <> 'from articles' and '{}'::jsonb ?? 'a'",
                "select '-- from articles' /* from articles ? */ from (articles_as_of(:at) a cross join pages_as_of(:at) p)",
                "insert into pages (text) select text from notes_as_of(:at)",
                "update articles set title = o.title from articles_as_of(:at) o where o.id = articles.id",
                "delete from pages using pages_as_of(:at) o where o.number = pages.number",
                "select * from other, articles_as_of(:at), articles_versions, elsewhere.articles_as_of(:before)",
                "select $$from articles$$, extract(year from :now::timestamptz) from articles_as_of(:at)",
            })
    @DisplayName("what reads by the moment alone is sent")
    void sent(String sql) {
        assertThatCode(() -> check(sql, "_as_of")).as(sql).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select title from articles",
                "select title from articles where created_at < :at",
                "select title from articles_as_of(:before)",
                "select title from articles_as_of(:at - interval '1 day')",
                "select title from articles_as_of(now()) where :at > now()",
                "select title from articles_as_of_token(:at)",
                "select 'articles_as_of(:at)', :at",
                "select 1 from other -- articles_as_of(:at)",
            })
    @DisplayName("a moment by which nothing is read is refused")
    void unused(String sql) {
        assertThatThrownBy(() -> check(sql, "_as_of"))
                .as(sql)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("@AsOf(\"at\")")
                .hasMessageContaining("_as_of(:at)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select title from articles_as_of(:at), authors",
                "select title from articles_as_of(:at) a join AUTHORS u on u.id = a.author_id",
                "select title from articles_as_of(:at) a join public.\"authors\" u on u.id = a.author_id",
                "select title from articles_as_of(:at) where author_id in (select id from only authors)",
                "select title from articles_as_of(:at) a where exists (table authors)",
                "with authors as (select 1) select title from articles_as_of(:at) a join public.authors on true",
                "select title from articles_as_of(:at) a left join lateral (select from (authors u cross join other)) x on true",
                "insert into pages (text) select title from articles_as_of(:at) a, authors u",
                "delete from pages using articles_as_of(:at), authors",
                "merge into pages using authors on true when matched then delete; select from articles_as_of(:at)",
            })
    @DisplayName("a table that is read as it is now beside it is refused, unless the mark says that it may be")
    void bare(String sql) {
        assertThatThrownBy(() -> check(sql, "_as_of"))
                .as(sql)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("as it is now")
                .hasMessageContaining("authors_as_of(:at)")
                .hasMessageContaining("withCurrent = \"authors\"");
        assertThatCode(() -> check(sql, "_as_of", "authors")).as(sql).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1 from countries", "select 1 from articles_live", "select 1 from \"countries\" c"})
    @DisplayName("so is a table without a history, and the view of the live rows")
    void withoutHistory(String sql) {
        assertThatThrownBy(() -> check(sql + ", articles_as_of_token(:at)", "_as_of_token"))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("as it is now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select /* /* */ :x */ 1 from articles_as_of(:at)"})
    @DisplayName("text that JDBI and PostgreSQL cut in different ways is refused")
    void unclear(String sql) {
        assertThatThrownBy(() -> check(sql, "_as_of")).isInstanceOf(StatementException.class);
    }
}
