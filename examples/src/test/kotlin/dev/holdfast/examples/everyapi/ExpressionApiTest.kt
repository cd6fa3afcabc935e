package dev.holdfast.examples.everyapi

import dev.holdfast.expression.Condition
import dev.holdfast.expression.Expressions.arrayAgg
import dev.holdfast.expression.Expressions.avg
import dev.holdfast.expression.Expressions.coalesce
import dev.holdfast.expression.Expressions.count
import dev.holdfast.expression.Expressions.countDistinct
import dev.holdfast.expression.Expressions.exists
import dev.holdfast.expression.Expressions.length
import dev.holdfast.expression.Expressions.lower
import dev.holdfast.expression.Expressions.max
import dev.holdfast.expression.Expressions.min
import dev.holdfast.expression.Expressions.notExists
import dev.holdfast.expression.Expressions.now
import dev.holdfast.expression.Expressions.row
import dev.holdfast.expression.Expressions.scalar
import dev.holdfast.expression.Expressions.stringAgg
import dev.holdfast.expression.Expressions.sum
import dev.holdfast.expression.Expressions.upper
import dev.holdfast.expression.Ordering
import dev.holdfast.expression.PlainSql
import dev.holdfast.expression.Selectable
import dev.holdfast.query.Select
import dev.holdfast.internal.Audience
import dev.holdfast.sql.SqlPart
import dev.holdfast.sql.SqlTypes
import dev.holdfast.sql.SqlWriter
import java.math.BigDecimal
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.expression`, and of the kinds of columns that are expressions. */
class ExpressionApiTest {

    private val numbers = Select.from(Everything).values(Everything.number)

    @Test
    fun conditionsReadAsTheyAreSaid() {
        val number = Everything.number
        val conditions = listOf(
            number.eq(1), number.eq(Everything.twice), number.ne(1), number.ne(Everything.twice),
            number.isNull(), number.isNotNull(), number.isDistinctFrom(1), number.isNotDistinctFrom(1),
            Everything.price.isDistinctFrom(null), Everything.price.isNotDistinctFrom(null),
            number.oneOf(listOf(1, 2)), number.oneOf(numbers), number.noneOf(setOf(3)),
            number.lt(1), number.lt(Everything.twice), number.le(1), number.le(Everything.twice),
            number.gt(1), number.gt(Everything.twice), number.ge(1), number.ge(Everything.twice),
            number.between(1, 2),
            Everything.name.like("a%"), Everything.name.ilike("A%"), Everything.name.startsWith("a"),
            Everything.name.endsWith("z"), Everything.name.contains("m"), Everything.name.eqIgnoreCase("Ann"),
            Everything.name.matches("^a"),
            Everything.tags.containsAll(listOf("a")), Everything.tags.overlaps(listOf("a")),
            Everything.layout.isNull(), Everything.layout.isNotNull(),
            Everything.layout.contains(mapOf("theme" to "dark")),
            Everything.layout.textAt("theme").eq("dark"),
            Everything.mapped.eq(Money(1)), Everything.yes.eq("yes"),
            exists(numbers), notExists(numbers),
            row(number, Everything.name).eq(1, "a"), row(number, Everything.name).lt(1, "a"),
            row(number, Everything.name).le(1, "a"), row(number, Everything.name).gt(1, "a"),
            row(number, Everything.name).ge(1, "a"),
        )
        val all: Condition = Condition.allOf(conditions).and(Condition.anyOf(conditions)).or(!conditions.first())
        assertThat(conditions.first().not()).isInstanceOf(Condition::class.java)
        assertThat(sql(all)).contains("^@", "is distinct from", "between", "@>", "not (")
        assertThat(all.type()).isEqualTo(SqlTypes.BOOLEAN)
        assertThat(all.label()).isEqualTo("condition")
        assertThat(all.isNullable).isTrue()
        assertThat(sql(Condition.of { it.append("true") })).isEqualTo("true")
    }

    @Test
    fun expressionsKeepTheirTypes() {
        val values: List<Selectable<*>> = listOf(
            count(), count(Everything.price), countDistinct(Everything.name), sum(Everything.number),
            avg(Everything.price), min(Everything.day), max(Everything.day), stringAgg(Everything.name, ", "),
            arrayAgg(Everything.number), lower(Everything.name), upper(Everything.name), length(Everything.name),
            coalesce(Everything.price, BigDecimal.ONE), now(), scalar(numbers),
            Everything.name.named("a"), Everything.number.named("b"), Everything.flag.named("c"),
        )
        assertThat(values.map { it.label() }).contains("a", "b", "c", "count")
        assertThat(values.map { it.type() }).contains(SqlTypes.NUMERIC)
        assertThat(values.count { it.isNullable }).isPositive()
        values.forEach { assertThat(sql(it)).isNotEmpty() }
        assertThat(numbers.selected()).isEqualTo(Everything.number)
        val since: Condition = now().gt(Instant.EPOCH)
        assertThat(sql(since)).contains("now() >")
    }

    @Test
    fun ordersSayWhereNullsGo() {
        val ascending: Ordering = Everything.price.asc().nullsFirst()
        val descending = Everything.price.desc().nullsLast()
        assertThat(sql(ascending)).endsWith("nulls first")
        assertThat(sql(descending)).endsWith("desc nulls last")
        assertThat(descending).isEqualTo(Ordering(Everything.price, true, false))
        assertThat(descending.expression()).isEqualTo(Everything.price)
        assertThat(descending.descending()).isTrue()
        assertThat(descending.nullsLead()).isFalse()
    }

    @Test
    fun plainSqlHasOneDoor() {
        val body = PlainSql.sql("{0} = {1}", Everything.price, PlainSql.value(SqlTypes.NUMERIC, null))
        assertThat(sql(body)).isEqualTo("every_things.price = ?::numeric")
        assertThat(sql(PlainSql.condition("{0} % 2 = 0", Everything.number))).contains("% 2")
        assertThat(sql(PlainSql.expression(SqlTypes.TEXT, "x", "'x'"))).contains("'x'")
    }

    private fun sql(part: SqlPart): String {
        val out = SqlWriter(Audience.TENANT)
        part.writeTo(out)
        return out.toText().sql()
    }
}
