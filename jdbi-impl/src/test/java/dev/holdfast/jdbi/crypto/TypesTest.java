package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Safes.SAFES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Scope;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Inet;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every type there and back, on a table without a tenant and with a key of two columns. */
@PostgresTest(template = Safes.class)
class TypesTest {

    record Edges<T extends @Nullable Object>(EncryptedColumn<T> column, List<T> values) {

        @SafeVarargs
        @SuppressWarnings("varargs")
        static <T extends @Nullable Object> Edges<T> of(EncryptedColumn<T> column, T... values) {
            return new Edges<>(column, List.of(values));
        }

        @Override
        public String toString() {
            return column.name();
        }
    }

    private final TestDatabase database;
    private final Scope scope;

    TypesTest(TestDatabase database) {
        this.database = database;
        this.scope = Safes.holdfast(database).withoutTenant();
    }

    @BeforeEach
    void empty() {
        Sql.run(database.superuserDataSource(), "delete from safes");
    }

    static Stream<Edges<?>> edges() {
        return Stream.of(
                Edges.of(SAFES.uuid, new UUID(0, 0), new UUID(-1, -1)),
                Edges.of(SAFES.smallint, Short.MIN_VALUE, (short) 0, Short.MAX_VALUE),
                Edges.of(SAFES.integer, Integer.MIN_VALUE, 0, Integer.MAX_VALUE),
                Edges.of(SAFES.bigint, Long.MIN_VALUE, 0L, Long.MAX_VALUE),
                Edges.of(
                        SAFES.numeric,
                        new BigDecimal("-0.00100"),
                        BigDecimal.ZERO,
                        new BigDecimal("1E+100"),
                        new BigDecimal("9".repeat(1_000))),
                Edges.of(SAFES.real, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 0.1f, Float.NaN),
                Edges.of(SAFES.doublePrecision, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 0.1, Double.NaN),
                Edges.of(SAFES.text, "", " ", "ä😀\n\t'\"\\", "x".repeat(70_000)),
                Edges.of(SAFES.varchar, "", "äöü😀"),
                Edges.of(SAFES.bool, false, true),
                Edges.of(
                        SAFES.timestamptz,
                        Instant.parse("-0044-03-15T00:00:00Z"),
                        Instant.EPOCH,
                        Instant.parse("2026-03-29T01:30:00.000001Z"),
                        Instant.parse("9999-12-31T23:59:59.999999Z")),
                Edges.of(
                        SAFES.timestamp,
                        LocalDateTime.parse("0001-01-01T00:00:00"),
                        LocalDateTime.parse("2026-03-29T02:30:00.123456")),
                Edges.of(
                        SAFES.date,
                        LocalDate.of(-44, 3, 15),
                        LocalDate.parse("2024-02-29"),
                        LocalDate.of(5_874_897, 12, 31)),
                Edges.of(SAFES.time, LocalTime.MIDNIGHT, LocalTime.parse("23:59:59.999999")),
                Edges.of(SAFES.inet, Inet.of("10.1.2.3/8"), Inet.of("192.168.0.1"), Inet.of("2001:db8::/32")),
                Edges.of(SAFES.json, new Layout("", List.of()), new Layout("da\"rk 😀\u0001", List.of(1, 2, 3))),
                Edges.of(SAFES.mood, Mood.GLAD, Mood.SAD),
                Edges.of(SAFES.link, URI.create("https://a.test/%20")));
    }

    @ParameterizedTest
    @MethodSource("edges")
    @DisplayName("EN-14 a value of any type comes back as it was written, one by one and as arrays, beside nulls")
    <T> void roundTrip(Edges<T> edges) {
        List<@Nullable T> all = new ArrayList<>(edges.values());
        all.add(1, null);
        for (int i = 0; i < all.size(); i++) {
            int part = i;
            scope.insertInto(SAFES, row -> row.set(SAFES.name, "one by one")
                            .set(SAFES.part, part)
                            .set(edges.column(), all.get(part)))
                    .execute();
        }
        int[] number = {0};
        scope.insertInto(SAFES)
                .rows(all, (row, value) -> row.set(SAFES.name, "many")
                        .set(SAFES.part, number[0]++)
                        .set(edges.column(), value))
                .execute();

        for (String name : List.of("one by one", "many")) {
            assertThat(scope.from(SAFES)
                            .where(SAFES.name.eq(name))
                            .orderBy(SAFES.part.asc())
                            .values(edges.column())
                            .list())
                    .isEqualTo(all);
        }
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from safes where " + edges.column().name() + " is null"))
                .as("NULL stays NULL")
                .isEqualTo("2");
        assertThat(scope.from(SAFES).where(edges.column().isNull()).count()).isEqualTo(2);
        var nothing = scope.from(SAFES)
                .where(edges.column().isNull())
                .limit(1)
                .one()
                .get(edges.column().decrypted());
        assertThat(nothing).isEqualTo(new Decrypted.Clear<@Nullable T>(null));
    }

    @Test
    @DisplayName("EN-14 bytes: none, a few, a megabyte, sixteen megabytes")
    void bytes() {
        for (int size : new int[] {0, 1, 1 << 20, 1 << 24}) {
            byte[] value = new byte[size];
            new java.util.Random(size).nextBytes(value);
            scope.insertInto(SAFES, row -> row.set(SAFES.name, "bytes")
                            .set(SAFES.part, size)
                            .set(SAFES.bytea, value))
                    .execute();
            assertThat(scope.from(SAFES)
                            .where(SAFES.part.eq(size))
                            .values(SAFES.bytea)
                            .one())
                    .isEqualTo(value);
            assertThat(Sql.one(
                            database.superuserDataSource(),
                            "select octet_length(a_bytea) from safes where part = " + size))
                    .as("nine bytes of header, twelve of nonce, sixteen of tag")
                    .isEqualTo(String.valueOf(size + 37));
        }
    }

    @Test
    @DisplayName("EN-14 what the plain type refuses is refused although the column could hold it")
    void limits() {
        assertThatThrownBy(() -> scope.insertInto(SAFES, row -> row.set(SAFES.name, "n")
                                .set(SAFES.part, 1)
                                .set(SAFES.varchar, "s3cr3t"))
                        .execute())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("takes 5")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> scope.insertInto(SAFES, row -> row.set(SAFES.name, "n")
                                .set(SAFES.part, 1)
                                .set(SAFES.text, "s3cr3t\0"))
                        .execute())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("NUL")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    @DisplayName("EN-2 every column of a composite key binds: a copied row with another key part is unreadable")
    void compositeKey() {
        scope.insertInto(
                        SAFES,
                        row -> row.set(SAFES.name, "a").set(SAFES.part, 12).set(SAFES.text, "s3cr3t"))
                .execute();
        Sql.run(
                database.superuserDataSource(),
                "insert into safes (name, part, a_text) select 'a1', 2, a_text from safes;"
                        + " insert into safes (name, part, a_text) select 'a', 13, a_text from safes where part = 12;"
                        + " insert into safes (name, part, a_text) select '12', 0, a_text from safes where part = 12");
        assertThat(scope.from(SAFES)
                        .orderBy(SAFES.part.asc())
                        .values(SAFES.text.decrypted())
                        .list())
                .extracting(value -> value instanceof Decrypted.Unreadable<?> ? "unreadable" : value.orNull())
                .containsExactly("unreadable", "unreadable", "s3cr3t", "unreadable");
        assertThatThrownBy(() -> scope.update(SAFES)
                        .set(SAFES.text, "x")
                        .where(SAFES.name.eq("a"))
                        .execute())
                .hasMessageContaining("the row's part isn't known");
        assertThat(scope.update(SAFES)
                        .set(SAFES.text, "x")
                        .where(SAFES.name.eq("a").and(SAFES.part.eq(12)))
                        .execute())
                .isEqualTo(1);
        assertThat(scope.from(SAFES).where(SAFES.part.eq(12)).values(SAFES.text).one())
                .isEqualTo("x");
    }
}
