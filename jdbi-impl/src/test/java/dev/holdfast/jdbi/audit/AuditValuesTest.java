package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.error.MappingException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every type come out of the log as they come out of the table, whatever a session's settings are. */
@PostgresTest(template = Audited.OfPress.class)
class AuditValuesTest {

    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.ofEntries(
            Map.entry("a_uuid", List.of("'00000000-0000-0000-0000-00000000000A'")),
            Map.entry("a_smallint", List.of("-32768", "32767")),
            Map.entry("an_integer", List.of("-1073741824", "0")),
            Map.entry("a_bigint", List.of("9223372036854775807", "-9223372036854775808")),
            Map.entry("a_text", List.of("''", "'null'", "E'a\"b\\\\c\\n{}\\u00e9\\U0001F600 → \\u2028'")),
            Map.entry("a_varchar", List.of("'x'", "' y '")),
            Map.entry("a_boolean", List.of("true", "false")),
            Map.entry(
                    "a_timestamptz",
                    List.of(
                            "'2026-03-29 02:30:00.123456+01'",
                            "'infinity'",
                            "'-infinity'",
                            "'12345-01-02 03:04:05+00'",
                            "'0044-03-15 12:00:00+00 BC'")),
            Map.entry(
                    "a_timestamp",
                    List.of("'2026-03-29 02:30:00.000001'", "'infinity'", "'20000-01-01'", "'0001-01-01 BC'")),
            Map.entry("a_date", List.of("'2026-11-29'", "'-infinity'", "'10000-02-28'", "'4713-01-01 BC'")),
            Map.entry("a_time", List.of("'23:59:59.999999'", "'00:00'", "'24:00'")),
            Map.entry("an_interval", List.of("'-1 year -2 mons +3 days -04:05:06.7'", "'0'")),
            Map.entry("a_numeric", List.of("1.500", "-123456789.123", "'NaN'")),
            Map.entry("a_real", List.of("0.1", "'NaN'", "'-Infinity'", "3.4e38", "1e-45")),
            Map.entry("a_double", List.of("0.1", "'Infinity'", "1.7976931348623157e308", "5e-324", "'NaN'")),
            Map.entry("a_bytea", List.of("'\\x'", "'\\x00ff5c'")),
            Map.entry("a_jsonb", List.of("'{\"theme\": \"b \\\"c\\\" é\", \"widths\": [1, 2]}'", "'null'", "'[1]'")),
            Map.entry("a_mood", List.of("'SAD'")),
            Map.entry("an_inet", List.of("'10.0.0.0/8'", "'::1'")),
            Map.entry("integers", List.of("'{}'", "'{1,NULL,-3}'", "'{{1},{2}}'", "'[0:1]={1,2}'")),
            Map.entry("instants", List.of("'{\"2026-01-01 00:00:00+00\",NULL}'", "'{infinity}'")),
            Map.entry("moods", List.of("'{SAD,NULL}'")),
            Map.entry("link", List.of("'http://press.test/a?b=c'", "'not a uri'"))));

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final TenantScope scope;

    AuditValuesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.scope = holdfast.tenant(Press.A);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "set local datestyle = 'German, DMY'; set local timezone = 'Asia/Kathmandu'; set local intervalstyle = 'sql_standard';"
                        + " set local bytea_output = 'escape'; set local extra_float_digits = 0;"
            })
    @DisplayName("each value is read as from the table itself, or refused as there")
    void asFromTheTable(String settings) {
        int compared = 0;
        for (Map.Entry<String, List<String>> column : VALUES.entrySet()) {
            for (String value : column.getValue()) {
                String id = Sql.column(
                                database.superuserDataSource(),
                                "insert into samples (tenant_id) values (1) returning id")
                        .get(0);
                Sql.run(
                        database.superuserDataSource(),
                        "begin; " + settings
                                + " select set_config('holdfast.tenant_id', '1', true); update samples set "
                                + column.getKey() + " = " + value + " where id = " + id + "; commit");
                compare(column.getKey(), Long.parseLong(String.valueOf(id)), value);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50);
        assertThat(holdfast.schema().tables()).contains(SAMPLES);
    }

    private void compare(String name, long id, String value) {
        AnyColumn<?> column = SAMPLES.columns().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Row row = scope.from(SAMPLES)
                .where(SAMPLES.id.eq(id))
                .select(column)
                .list()
                .get(0);
        AuditEntry entry = scope.audit().of(SAMPLES, id).first().orElseThrow();
        List<@Nullable Object> fromTable = new ArrayList<>();
        try {
            fromTable.add(row.get(column));
        } catch (MappingException refused) {
            assertThatThrownBy(() -> entry.of(column).after())
                    .as(name + " " + value)
                    .isInstanceOf(MappingException.class)
                    .hasMessage(refused.getMessage());
            assertThat(entry.of(column).before()).isNull();
            return;
        }
        assertThat(entry.of(column).after()).as(name + " " + value).isEqualTo(fromTable.get(0));
        assertThat(entry.of(column).before()).as(name).isNull();
    }
}
