package dev.holdfast.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "10.0.0.0/8",
                "1.2.3.4/0",
                "1.2.3.4/32",
                "::",
                "::1",
                "::/0",
                "fe80::1/64",
                "2001:db8::ff00:42:8329/128",
                "::ffff:1.2.3.4",
                "1:2:3:4:5:6:7:8"
            })
    void addressesAreLiterals(String literal) {
        assertThat(Inet.of(literal).text()).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4/33",
                "1.2.3.4/",
                "01.2.3.4",
                ":",
                ":::",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                "::1/129",
                "fe80::1%eth0",
                "[::1]",
                "::1\n",
                "a:b",
                "example.org:80",
                "::1.2.3",
                "a:b.c"
            })
    void whatIsNoAddressIsRefusedWithoutLookingItUp(String text) {
        assertThatThrownBy(() -> Inet.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no IPv4 or IPv6 literal");
        assertThatThrownBy(() -> Inet.of("1:".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0", "PT0.000001S,1", "PT-0.000001S,-1", "PT-1.5S,-1500000", "P1D,86400000000"})
    void anIntervalIsExactToTheMicrosecond(Duration duration, long microseconds) {
        Interval interval = Interval.of(duration);

        assertThat(interval).isEqualTo(new Interval(0, 0, microseconds));
        assertThat(interval.toDuration()).isEqualTo(duration);
    }

    @Test
    void anIntervalRefusesWhatItCannotHold() {
        assertThatThrownBy(() -> Interval.of(Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("truncate it first");
        assertThatThrownBy(() -> Interval.of(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Interval.ofMonths(1).toDuration())
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("depends on the date");
        assertThatThrownBy(() -> Interval.ofDays(1).toDuration()).isInstanceOf(ArithmeticException.class);
        assertThat(new Interval(0, 0, Long.MIN_VALUE).toDuration())
                .isEqualTo(Duration.ofSeconds(-9223372036855L, 224192000));
        assertThat(new Interval(-1, 2, -3).toSqlText()).isEqualTo("-1 months +2 days -3 microseconds");
    }

    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "with_2,with_2",
        "order,\"order\"",
        "user,\"user\"",
        "Mixed,\"Mixed\"",
        "2nd,\"2nd\"",
        "a b,\"a b\"",
        "ünï,\"ünï\"",
        "a$b,\"a$b\""
    })
    void namesAreQuotedWhereTheyMustBe(String name, String sql) {
        assertThat(Identifiers.quoted(name)).isEqualTo(sql);
    }

    @Test
    void aQuoteInANameIsDoubled() {
        assertThat(Identifiers.quoted("a\"; drop table x; --")).isEqualTo("\"a\"\"; drop table x; --\"");
        assertThat(Identifiers.checked("ü".repeat(31), "A name")).hasSize(31);
        assertThatThrownBy(() -> Identifiers.checked("ü".repeat(32), "A name"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Identifiers.checked("a\0", "A name")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void typesNameThemselvesForDdlAndForCasts() {
        assertThat(SqlTypes.varchar(20).name()).isEqualTo("varchar(20)");
        assertThat(SqlTypes.varchar(20).castName()).isEqualTo("varchar");
        assertThat(SqlTypes.numeric(10, 2).name()).isEqualTo("numeric(10,2)");
        assertThat(SqlTypes.array(SqlTypes.varchar(20)).name()).isEqualTo("varchar[]");
        assertThatThrownBy(() -> SqlTypes.varchar(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SqlTypes.array(SqlTypes.array(SqlTypes.TEXT)))
                .hasMessageContaining("use jsonb for nested lists");
    }

    @Test
    void elementsAreCheckedLikeValues() {
        var type = SqlTypes.array(SqlTypes.varchar(2));

        assertThat(Values.toWire(type, "t", List.of("ab"))).isEqualTo(new Object[] {"ab"});
        assertThatThrownBy(() -> Values.toWire(type, "t", List.of("abc")))
                .hasMessageContaining("t has 3 characters, but varchar(2) takes 2");
    }

    @Test
    void aMappingIsComposed() {
        SqlType<Integer> length = SqlTypes.TEXT.mapped(Integer.class, String::length, "x"::repeat);
        SqlType<Long> twice = length.mapped(Long.class, n -> n * 2L, n -> (int) (n / 2));

        assertThat(twice.toWire(6L)).isEqualTo("xxx");
        assertThat(twice.fromWire("xxxx")).isEqualTo(8L);
        assertThat(twice).hasToString("text (Long)");
    }
}
