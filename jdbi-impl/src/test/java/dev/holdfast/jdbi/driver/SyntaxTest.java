package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that trips parsers, and values that PostgreSQL can't store. */
@PostgresTest(template = Press.class)
class SyntaxTest {

    private final TestDatabase database;
    private final JdbiTenantScope a;

    SyntaxTest(TestDatabase database) {
        this.database = database;
        this.a = Press.holdfast(database).tenant(A);
    }

    @BeforeEach
    void oneSample() {
        Sql.run(database.acrossTenantsDataSource(), "delete from samples");
        a.insertInto(SAMPLES, row -> row.set(SAMPLES.jsonb, new Layout("dark", List.of(1, 2)))
                        .set(SAMPLES.integers, List.of(10, 20, 30)))
                .execute();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(
            strings = {
                "a_jsonb ? 'theme'",
                "a_jsonb ?| array['theme', 'x']",
                "a_jsonb ?& array['theme', 'widths']",
                "a_jsonb @? '$.widths[*] ? (@ > 1)'",
                "a_jsonb -> 'widths' ->> 0 = '1'",
                "a_jsonb #>> '{widths,1}' = '2'",
                "integers[2:3] = array[20,30]",
                "integers[1:2]::text = '{10,20}'",
                "'http://x' = 'http:' || '//x'",
                "'\\' = chr(92)",
                "E'\\'' = chr(39)",
                "$$it's ? :x // {9}$$ = 'it''s ? :x // {9}'",
                "$tag$ $$ ? $tag$ = ' $$ ? '",
                "1 = 1 /* ? :a {0} */",
                "1 = 1 -- ? :a"
            })
    @DisplayName("J-7 operators, slices, casts, comments and quotings go through plain SQL as they are")
    void operators(String condition) {
        for (int run = 0; run < 7; run++) {
            assertThat(a.from(SAMPLES).where(PlainSql.condition(condition)).count())
                    .isOne();
            assertThat(a.from(SAMPLES)
                            .where(PlainSql.condition(condition))
                            .where(PlainSql.condition("{0} = {1}::text", "?", "?"))
                            .exists())
                    .isTrue();
            assertThat(a.<Long>inTransaction(tx ->
                            tx.execute(PlainStatement.of("update samples set a_text = {0} where " + condition, "?:x"))))
                    .isOne();
            assertThat(a.from(SAMPLES)
                            .values(PlainSql.expression(SqlTypes.BOOLEAN, "found", condition))
                            .one())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("J-7 values are never read as SQL: what looks like marks, casts and comments comes back as it went")
    void values() {
        for (String text :
                new String[] {"?", "??", ":name", "{0}", "a::b", "it's \\", "//", "/*", "--", "$$", "'; drop"}) {
            a.update(SAMPLES).set(SAMPLES.text, text).everyRow().expectOne();
            assertThat(a.from(SAMPLES).where(SAMPLES.text.eq(text)).one().get(SAMPLES.text))
                    .isEqualTo(text);
            assertThat(a.from(SAMPLES).where(SAMPLES.text.contains(text)).exists())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("J-8 nulls and texts reach uuid, jsonb and bare IS NULL with their types")
    void types() {
        assertThat(a.from(SAMPLES)
                        .where(PlainSql.condition("{0} is null", PlainSql.value(SqlTypes.UUID, null)))
                        .count())
                .isOne();
        assertThat(a.from(SAMPLES)
                        .where(PlainSql.condition("{0} is null or a_text = {0}", PlainSql.value(SqlTypes.TEXT, null)))
                        .count())
                .isOne();
        a.update(SAMPLES)
                .set(SAMPLES.jsonb, null)
                .set(SAMPLES.uuid, null)
                .everyRow()
                .expectOne();
        assertThat(a.from(SAMPLES)
                        .where(SAMPLES.jsonb.isNull().and(SAMPLES.uuid.isNull()))
                        .count())
                .isOne();
    }

    @Test
    @DisplayName("J-9 a NUL in text or jsonb is refused before it is sent, by the column's name, without the value")
    void nul() {
        assertThatThrownBy(() -> a.insertInto(AUTHORS, row -> row.set(AUTHORS.name, "secret\0")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("name")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> AUTHORS.name.eq("secret\0")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> a.update(SAMPLES)
                        .set(SAMPLES.jsonb, new Layout("secret\0", List.of()))
                        .everyRow()
                        .execute())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("jsonb")
                .hasMessageNotContaining("secret");
        a.update(SAMPLES)
                .set(SAMPLES.jsonb, new Layout("\\u0000", List.of()))
                .everyRow()
                .expectOne();
        assertThat(a.from(SAMPLES).one().get(SAMPLES.jsonb)).isEqualTo(new Layout("\\u0000", List.of()));
    }
}
