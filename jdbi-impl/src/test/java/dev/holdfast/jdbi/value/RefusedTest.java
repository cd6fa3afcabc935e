package dev.holdfast.jdbi.value;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.value.Goods.GOODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.value.Goods.Noted;
import dev.holdfast.jdbi.value.GoodsDao.Good;
import dev.holdfast.jdbi.value.GoodsDao.GoodBean;
import dev.holdfast.query.Cursor;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL can't keep as it is goes nowhere, whatever the way: nothing is sent, and the transaction goes on. */
@PostgresTest(template = Goods.class)
class RefusedTest {

    private static final String MARK = "VALUE-THAT-NO-MESSAGE-SHOWS";

    private interface Use<V> {
        void by(JdbiTransaction tx, V value) throws Exception;
    }

    /** A way in, and what the error calls it. */
    record Way<V>(String name, String label, Use<V> use) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static <V> Way<V> way(String name, String label, Use<V> use) {
        return new Way<>(name, label, use);
    }

    private final TestDatabase database;

    RefusedTest(TestDatabase database) {
        this.database = database;
    }

    private <V> void assertRefused(Way<V> way, V value, String reason) {
        try (RoundTrips tap = RoundTrips.before(database)) {
            JdbiHoldfast holdfast = Goods.holdfast(database, tap.applicationDataSource());
            holdfast.tenant("acme").useTransaction(tx -> {
                tx.insertInto(GOODS, row -> row.set(GOODS.id, UUID.randomUUID())
                                .set(GOODS.secret, "key")
                                .set(GOODS.income, BigDecimal.ONE))
                        .execute();
                tap.reset();
                assertThatThrownBy(() -> way.use().by((JdbiTransaction) tx, value))
                        .isInstanceOf(InvalidValueException.class)
                        .hasMessageStartingWith(way.label() + " ")
                        .hasMessageContaining(reason)
                        .hasMessageNotContaining(MARK);
                assertThat(tap.count()).as("round trips").isZero();
                assertThat(tx.from(GOODS).count()).as("the transaction goes on").isPositive();
            });
        }
    }

    private static <V> void insert(JdbiTransaction tx, AnyColumn<V> column, V value) {
        tx.insertInto(GOODS, row -> row.set(GOODS.id, UUID.randomUUID()).set(column, value))
                .execute();
    }

    private static <V extends @Nullable Object> void insertSecond(JdbiTransaction tx, AnyColumn<V> column, V value) {
        tx.insertInto(GOODS)
                .rows(Arrays.asList(null, value), (row, each) -> row.set(GOODS.id, UUID.randomUUID())
                        .set(column, each))
                .execute();
    }

    static Stream<Way<String>> texts() {
        return Stream.of(
                way("set", "goods.name", (tx, v) -> insert(tx, GOODS.name, v)),
                way("rows", "goods.name", (tx, v) -> insertSecond(tx, GOODS.name, v)),
                way("update", "goods.name", (tx, v) -> tx.update(GOODS)
                        .set(GOODS.name, v)
                        .everyRow()
                        .execute()),
                way("eq", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.eq(v))
                        .count()),
                way("oneOf", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.oneOf(List.of("x", v)))
                        .count()),
                way("isDistinctFrom", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.isDistinctFrom(v))
                        .count()),
                way("like", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.like(v))
                        .count()),
                way("startsWith", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.startsWith(v))
                        .count()),
                way("endsWith", "name", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.name.endsWith(v))
                        .count()),
                way("array column", "goods.names", (tx, v) -> insert(tx, GOODS.names, Arrays.asList(null, v))),
                way("array condition", "names", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.names.containsAll(List.of(v)))
                        .count()),
                way("encrypted", "goods.secret", (tx, v) -> insert(tx, GOODS.secret, v)),
                way("encrypted rows", "goods.secret", (tx, v) -> insertSecond(tx, GOODS.secret, v)),
                way("blind index eq", "goods.secret", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.secretIndex.eq(v))
                        .count()),
                way("blind index oneOf", "goods.secret", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.secretIndex.oneOf(List.of("x", v)))
                        .count()),
                way("jsonb value", "goods.doc", (tx, v) -> insert(tx, GOODS.doc, Map.of("k", List.of(v)))),
                way("jsonb key", "goods.doc", (tx, v) -> insert(tx, GOODS.doc, Map.of(v, 1))),
                way("jsonb rows", "goods.doc", (tx, v) -> insertSecond(tx, GOODS.doc, Map.of(v, 1))),
                way("jsonb condition", "doc", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.doc.contains(Map.of("k", v)))
                        .count()),
                way("plain SQL", "argument {0}", (tx, v) -> tx.from(GOODS)
                        .where(PlainSql.condition("name = {0}", v))
                        .count()),
                way("plain SQL with a type", "argument", (tx, v) -> tx.from(GOODS)
                        .where(PlainSql.condition("name = {0}", PlainSql.value(SqlTypes.TEXT, v)))
                        .count()),
                way("event value", "The event \"noted\"", (tx, v) -> tx.events()
                        .append(stream("good", 1), ExpectedVersion.any(), Noted.of("k", v))),
                way("event key", "The event \"noted\"", (tx, v) -> tx.events()
                        .append(stream("good", 1), ExpectedVersion.any(), Noted.of(v, 1))),
                way("personal member", "The event \"noted\"", (tx, v) -> tx.events()
                        .append(stream("good", 1), ExpectedVersion.any(), new Noted(Map.of(), "ada", v))),
                way("personal subject", "The event \"noted\"", (tx, v) -> tx.events()
                        .append(stream("good", 1), ExpectedVersion.any(), new Noted(Map.of(), v, "x"))),
                way("event metadata", "An event's metadata", (tx, v) -> tx.events()
                        .with(new EventMetadata(null, v, null, null, Map.of()))
                        .append(stream("good", 1), ExpectedVersion.any(), Noted.of("k", 1))),
                way("event metadata's key", "An event's metadata", (tx, v) -> tx.events()
                        .with(new EventMetadata(null, null, null, null, Map.of(v, "x")))
                        .append(stream("good", 1), ExpectedVersion.any(), Noted.of("k", 1))),
                way("correlation", "correlation", (tx, v) -> EventMetadata.none()
                        .correlation(v)),
                way("stream id", "The id of a stream", (tx, v) -> tx.events()
                        .read(stream("good", v))
                        .list()),
                way("category", "The category of a stream", (tx, v) -> tx.events()
                        .read(stream(v, 1))
                        .list()),
                way("categories read", "category", (tx, v) -> tx.events()
                        .readAll(Checkpoint.START)
                        .inCategories(v)
                        .page(1)),
                way("type names read", "The name of an event's type", (tx, v) -> tx.events()
                        .readAll(Checkpoint.START)
                        .ofTypeNames(v)
                        .page(1)),
                way("@Bind", "The argument :name", (tx, v) -> dao(tx).count(v)),
                way("@Bind Optional", "The argument :name", (tx, v) -> dao(tx).countOptional(Optional.of(v))),
                way("@Bind CharSequence", "The argument :name", (tx, v) -> dao(tx).countOf(new StringBuilder(v))),
                way("@BindList", "The argument :__names_1", (tx, v) -> dao(tx).countListed(List.of("x", v))),
                way("@Bind List", "A text in a list or an array", (tx, v) -> dao(tx).countAny(List.of("x", v))),
                way("@Bind array", "A text in a list or an array", (tx, v) -> dao(tx).countArray("x", v)),
                way("@BindBean", "The argument :name", (tx, v) -> dao(tx).insertBean(new GoodBean(new Good(v, null)))),
                way("@BindMethods", "The argument :name", (tx, v) -> dao(tx).insert(new Good(v, null))),
                way("@SqlBatch", "The argument :name", (tx, v) -> dao(tx).insertNames(List.of("x", v))),
                way("@SqlBatch of objects", "The argument :name", (tx, v) -> dao(tx).insertAll(
                                List.of(new Good(null, null), new Good(v, null)))),
                way("handle by name", "The argument :name", (tx, v) -> tx.handle()
                        .createQuery("select count(*) from goods where name = :name")
                        .bind("name", v)
                        .mapTo(Long.class)
                        .one()),
                way("handle by position", "The argument at position 1", (tx, v) -> tx.handle()
                        .execute("update goods set name = ?", v)),
                way("handle's map", "The argument :name", (tx, v) -> tx.handle()
                        .createUpdate("update goods set name = :name")
                        .bindMap(Map.of("name", v))
                        .execute()),
                way("handle's batch", "The argument :name", (tx, v) -> tx.handle()
                        .prepareBatch("update goods set name = :name")
                        .bind("name", v)
                        .add()
                        .execute()));
    }

    private static GoodsDao dao(JdbiTransaction tx) {
        return tx.attach(GoodsDao.class);
    }

    @ParameterizedTest
    @MethodSource("texts")
    @DisplayName("V-2 half a character goes nowhere")
    void halfCharacters(Way<String> way) {
        assertRefused(way, MARK + "\ud800", "lone surrogate");
        assertRefused(way, "\udfff" + MARK, "lone surrogate");
    }

    @ParameterizedTest
    @MethodSource("texts")
    @DisplayName("V-2 a NUL character goes nowhere")
    void nulCharacters(Way<String> way) {
        assertRefused(way, MARK + "\0", "NUL character");
    }

    @Test
    @DisplayName("V-2 a letter that is half a character goes nowhere")
    void halfALetter() {
        assertRefused(
                way("@Bind char", "The argument :name", (tx, v) -> dao(tx).countLetter(v.charAt(0))),
                "\ud800",
                "lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "a\udc00", "a\0"})
    @DisplayName("V-2 TN-41 ids of tenants, actors, reasons and requests have no half characters")
    void whoAndWhy(String text) {
        JdbiHoldfast holdfast = Goods.holdfast(database, database.applicationDataSource());
        var across = holdfast.acrossTenants("test");
        for (var call : List.<Map.Entry<String, org.assertj.core.api.ThrowableAssert.ThrowingCallable>>of(
                Map.entry("A tenant's id", () -> holdfast.tenant(text)),
                Map.entry("A tenant's id", () -> across.tenants().create(text, "x")),
                Map.entry("A tenant's id", () -> across.tenants().createIfMissing(text, "x")),
                Map.entry("A tenant's id", () -> across.tenants().find(text)),
                Map.entry("A tenant's id", () -> across.tenants().suspend(text)),
                Map.entry("A tenant's id", () -> across.events().purgeTenant(text)),
                Map.entry("A tenant's id", () -> across.keys().shredTenant(text)),
                Map.entry("subject", () -> holdfast.tenant("acme").keys().shredSubject(text)),
                Map.entry("tenants.name", () -> across.tenants().create("new", text)),
                Map.entry("actor", () -> holdfast.tenant("acme").actor(text)),
                Map.entry("reason", () -> holdfast.tenant("acme").because(text)),
                Map.entry("reason", () -> holdfast.acrossTenants(text)),
                Map.entry("requestId", () -> holdfast.tenant("acme").requestId(text)),
                Map.entry("A name in metadata", () -> holdfast.tenant("acme").metadata(text, "x")),
                Map.entry("metadata note", () -> holdfast.tenant("acme").metadata("note", text)))) {
            assertThatThrownBy(call.getValue())
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith(call.getKey() + " ");
        }
        assertThat(holdfast.tenant("a?").from(GOODS).count()).isZero();
    }

    @Test
    @DisplayName("TN-41 the registry takes the ids that a scope takes, and no others")
    void oneRuleForTenants() {
        JdbiHoldfast holdfast = Goods.holdfast(database, database.applicationDataSource());
        var tenants = holdfast.acrossTenants("test").tenants();
        for (String id : List.of("", " \t", "x".repeat(201), "x".repeat(2_000))) {
            Class<?> error = id.isBlank() ? TenantRequiredException.class : InvalidValueException.class;
            assertThatThrownBy(() -> holdfast.tenant(id)).isInstanceOf(error);
            assertThatThrownBy(() -> tenants.create(id, "x")).isInstanceOf(error);
            assertThatThrownBy(() -> tenants.createIfMissing(id, "x")).isInstanceOf(error);
            assertThatThrownBy(() -> tenants.find(id)).isInstanceOf(error);
            assertThatThrownBy(() -> Sql.run(
                            database.acrossTenantsDataSource(),
                            "insert into holdfast.tenants (id, name) values ('" + id + "', 'x')"))
                    .as("plain SQL")
                    .hasMessageContaining("tenants_id_is_a_name");
        }
        String longest = "😀".repeat(100);
        tenants.create(longest, "Longest");
        assertThat(holdfast.tenant(longest).from(GOODS).count()).isZero();
    }

    @Test
    @DisplayName("V-2 a cursor's token with half a character is damaged")
    void cursor() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            out.writeInt(1);
            out.write('x');
            out.writeByte(1);
            out.writeBoolean(true);
            out.writeInt(3);
            out.write(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}); // U+D800, as no UTF-8 has it
        }
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        assertThatThrownBy(() -> Cursor.parse(token)).isInstanceOf(InvalidCursorException.class);
    }

    static Stream<Way<BigDecimal>> numbers() {
        return Stream.of(
                way("set", "goods.amount", (tx, v) -> insert(tx, GOODS.amount, v)),
                way("set of a scale", "goods.price", (tx, v) -> insert(tx, GOODS.price, v)),
                way("rows", "goods.amount", (tx, v) -> insertSecond(tx, GOODS.amount, v)),
                way("eq", "amount", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.amount.eq(v))
                        .count()),
                way("between", "amount", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.amount.between(v, v))
                        .count()),
                way("oneOf", "amount", (tx, v) -> tx.from(GOODS)
                        .where(GOODS.amount.oneOf(List.of(BigDecimal.ONE, v)))
                        .count()),
                way("array", "goods.amounts", (tx, v) -> insert(tx, GOODS.amounts, Arrays.asList(null, v))),
                way("encrypted", "goods.income", (tx, v) -> insert(tx, GOODS.income, v)),
                way("jsonb", "goods.doc", (tx, v) -> insert(tx, GOODS.doc, Map.of("k", List.of(v)))),
                way("event", "The event \"noted\"", (tx, v) -> tx.events()
                        .append(stream("good", 1), ExpectedVersion.any(), Noted.of("k", v))),
                way("plain SQL", "argument {0}", (tx, v) -> tx.from(GOODS)
                        .where(PlainSql.condition("amount = {0}", v))
                        .count()),
                way("@Bind", "The argument :amount", (tx, v) -> dao(tx).countAmount(v)),
                way("@BindList", "The argument :__amounts_0", (tx, v) -> dao(tx).countAmounts(List.of(v))),
                way("@BindMethods", "The argument :amount", (tx, v) -> dao(tx).insert(new Good(null, v))),
                way("@SqlBatch", "The argument :amount", (tx, v) -> dao(tx).insertAll(List.of(new Good(null, v)))),
                way("handle", "The argument at position 1", (tx, v) -> tx.handle()
                        .execute("update goods set amount = ?", v)));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    @DisplayName("V-1 a number beyond numeric goes nowhere")
    void numbersBeyond(Way<BigDecimal> way) {
        for (String number : List.of("1E+131072", "-1E+131072", "1E-20000", "1e200000")) {
            assertRefused(way, new BigDecimal(number), "beyond PostgreSQL's numeric");
        }
    }

    @Test
    @DisplayName("V-1 a number that the column would round off goes nowhere")
    void roundedOff() {
        assertRefused(
                way("set", "goods.price", (tx, v) -> insert(tx, GOODS.price, v)),
                new BigDecimal("1.005"),
                "has 3 decimal places, but numeric(10,2) keeps 2");
        assertRefused(
                way("rows", "goods.price", (tx, v) -> insertSecond(tx, GOODS.price, v)),
                new BigDecimal("100000000"),
                "has 9 digits before the point, but numeric(10,2) keeps 8");
    }

    @Test
    @DisplayName("V-3 a time beyond PostgreSQL's goes nowhere")
    void times() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
            assertRefused(way("set", "goods.at", (tx, v) -> insert(tx, GOODS.at, v)), time, "4713 BC");
            assertRefused(
                    way("oneOf", "at", (tx, v) -> tx.from(GOODS)
                            .where(GOODS.at.oneOf(List.of(v)))
                            .count()),
                    time,
                    "4713 BC");
            assertRefused(way("encrypted", "goods.born", (tx, v) -> insert(tx, GOODS.born, v)), time, "4713 BC");
            assertRefused(
                    way("until", "until", (tx, v) -> tx.events()
                            .read(stream("good", 1))
                            .upTo(v)
                            .list()),
                    time,
                    "4713 BC");
            assertRefused(
                    way("handle", "The argument at position 1", (tx, v) -> tx.handle()
                            .execute("update goods set at = ?", v)),
                    time,
                    "4713 BC");
        }
        assertRefused(way("set", "goods.local", (tx, v) -> insert(tx, GOODS.local, v)), LocalDateTime.MAX, "4713 BC");
        assertRefused(way("array", "goods.days", (tx, v) -> insert(tx, GOODS.days, List.of(v))), LocalDate.MIN, "BC");
    }
}
