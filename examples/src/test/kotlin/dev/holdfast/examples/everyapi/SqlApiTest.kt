package dev.holdfast.examples.everyapi

import dev.holdfast.error.InvalidValueException
import dev.holdfast.internal.Audience
import dev.holdfast.internal.Gate
import dev.holdfast.internal.Identifiers
import dev.holdfast.value.Inet
import dev.holdfast.value.Interval
import dev.holdfast.sql.JsonCheck
import dev.holdfast.sql.JsonCodec
import dev.holdfast.internal.Named
import dev.holdfast.internal.Parameter
import dev.holdfast.internal.PlainNames
import dev.holdfast.internal.PostgresText
import dev.holdfast.sql.SqlPart
import dev.holdfast.internal.SqlText
import dev.holdfast.sql.SqlType
import dev.holdfast.sql.SqlTypes
import dev.holdfast.sql.SqlWriter
import dev.holdfast.internal.Values
import dev.holdfast.internal.Wire
import java.lang.reflect.Type
import java.math.BigDecimal
import java.time.Duration
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.sql`. */
class SqlApiTest {

    @Test
    fun typesTellWhatTheyAre() {
        val type: SqlType<String> = SqlTypes.varchar(20)
        assertThat(type.wire()).isEqualTo(Wire.valueOf("TEXT"))
        assertThat(Wire.values()).contains(Wire.ARRAY)
        assertThat(type.name()).isEqualTo("varchar(20)")
        assertThat(type.castName()).isEqualTo("varchar")
        assertThat(type.javaClass()).isEqualTo(String::class.java)
        assertThat(type.javaType()).isEqualTo(String::class.java)
        assertThat(type.element()).isNull()
        assertThat(type.maxLength()).isEqualTo(20)
        assertThat(type.needsCast()).isFalse()
        val money = SqlTypes.BIGINT.mapped(Money::class.java, ::Money, Money::cents)
        assertThat(money.toWire(Money(5))).isEqualTo(5L)
        assertThat(money.fromWire(5L)).isEqualTo(Money(5))
        assertThat(SqlTypes.numeric(5, 2).name()).isEqualTo("numeric(5,2)")
        assertThat(SqlTypes.jsonb(Layout::class.java).javaType()).isEqualTo(Layout::class.java)
        assertThat(SqlTypes.jsonb(List::class.java, List::class.java).name()).isEqualTo("jsonb")
        assertThat(SqlTypes.pgEnum("every_mood", Mood::class.java).name()).isEqualTo("every_mood")
        assertThat(SqlTypes.enumAsText(Mood::class.java).fromWire("SAD")).isEqualTo(Mood.SAD)
        assertThat(SqlTypes.pgEnum("every_mood", Mood::class.java) { it.name.lowercase() }.toWire(Mood.SAD)).isEqualTo("sad")
        assertThat(SqlTypes.enumAsText(Mood::class.java) { "mood ${it.ordinal}" }.fromWire("mood 1")).isEqualTo(Mood.SAD)
        assertThat(SqlTypes.array(SqlTypes.TEXT).element()).isEqualTo(SqlTypes.TEXT)
        assertThat(SqlTypes.of(Long::class.javaObjectType)).isEqualTo(SqlTypes.BIGINT)
    }

    @Test
    fun valuesOfTheirOwnTypes() {
        val month = Interval.ofMonths(1)
        assertThat(listOf(month.months().toLong(), month.days().toLong(), month.microseconds())).containsExactly(1L, 0L, 0L)
        assertThat(Interval(0, 3, 0)).isEqualTo(Interval.ofDays(3))
        assertThat(Interval.of(Duration.ofHours(1)).toDuration()).isEqualTo(Duration.ofHours(1))
        assertThat(month.toSqlText()).startsWith("1 months")
        assertThat(Inet.of("::1")).isEqualTo(Inet("::1"))
        assertThat(Inet.of("::1").text()).isEqualTo("::1")
    }

    @Test
    fun partsWriteThemselves() {
        val out = SqlWriter(Audience.valueOf("TENANT"))
        assertThat(Audience.values()).hasSize(3)
        assertThat(out.audience()).isEqualTo(Audience.TENANT)
        val part = SqlPart { it.append("1") }
        out.append("select ").part(part).append(", ").identifier("order").append(", ")
            .parameter(Values.optional(SqlTypes.TEXT, "label", null)).append(", ")
            .list(listOf("a", "b"), ", ") { writer, item -> writer.append(item) }
            .append(", ").parts(listOf(part), ", ")
        assertThat(out.generatedName("t")).isEqualTo("t1")
        out.declare("cte", "meaning")
        assertThat(out.declared("cte")).isEqualTo("meaning")
        assertThat(out.declared("other")).isNull()
        out.touchTenantTable()
        out.markWrite()
        out.markRowLock()
        val text: SqlText = out.toText()
        assertThat(text.sql()).isEqualTo("select 1, \"order\", ?, a, b, 1")
        val expected = SqlText(text.sql(), text.parameters(), true, false, true, text.resultsBefore(), text.carriesSession(), text.plain())
        assertThat(text).isEqualTo(expected)
        assertThat(listOf(text.touchesTenantTable(), text.readOnly(), text.locksRows())).containsExactly(true, false, true)
        assertThat(Identifiers.checked("name", "A table")).isEqualTo(Identifiers.quoted("name"))
        assertThat(Identifiers.quoted(null, "Name")).isEqualTo("\"Name\"")
        assertThat(Identifiers.parts("app.\"Mood\"")).containsExactly("app", "Mood")
        assertThat(Identifiers.derived(listOf("notes", "title"), "_key", 63)).isEqualTo("notes_title_key")
        assertThat(Identifiers.derivedWithHash(listOf("notes", "title"), "_key", 63)).endsWith("_key")
    }

    @Test
    fun sourcesAreCalledWhatNothingElseIs() {
        val out = SqlWriter(Audience.TENANT)
        val one = object : Named { override fun name() = "t" }
        val two = object : Named { override fun name() = "t" }
        out.query { outer ->
            outer.append(outer.called(one)).append(" ").query { it.append(it.called(two)) }
            outer.append(" ").queryApart { it.append(it.called(two)) }
            outer.append(" ").plain(PlainNames(setOf("x"), setOf(), setOf())) { it.append(it.nameOf(one)!!) }
            outer.append(" ").tableWithoutSchema("t")
        }
        out.query { outer ->
            outer.called(one)
            outer.query { assertThat(it.isNested).isTrue() }
        }
        val alone = SqlWriter.alone(Audience.TENANT)
        assertThat(alone.nameOf(one)).isEqualTo("t")
        assertThat(alone.named()).containsExactly(one)
        assertThat(out.nameOf(two)).isEqualTo(two.name())
        assertThat(out.parameterCount()).isZero()
        assertThat(out.toText().sql()).isEqualTo("t t_2 t t t")
        val names = PlainNames.NONE
        assertThat(listOf(names.declared(), names.expressions(), names.mentioned())).containsOnly(setOf())
    }

    @Test
    fun parametersHideTheirValues() {
        val parameter = Values.required(SqlTypes.TEXT, "name", "secret")
        assertThat(parameter.toString()).doesNotContain("secret")
        assertThat(parameter).isEqualTo(Parameter.of("secret", SqlTypes.TEXT, "name"))
        assertThat(parameter.value()).isEqualTo("secret")
        assertThat(parameter.type()).isEqualTo(SqlTypes.TEXT)
        assertThat(parameter.label()).isEqualTo("name")
        assertThat(Parameter.tenant(SqlTypes.BIGINT, "t").isTenant).isTrue()
        assertThat(Parameter(null, SqlTypes.TEXT, "x", Parameter.Source.GIVEN).value()).isNull()
        val actor = Parameter.told(Parameter.Source.ACTOR, SqlTypes.TEXT, "actor")
        assertThat(listOf(actor.source(), actor.isTenant)).containsExactly(Parameter.Source.ACTOR, false)
        assertThat(Values.array(SqlTypes.INTEGER, "n", listOf(1, 2)).value()).isEqualTo(arrayOf(1, 2))
        assertThat(Values.toWire(SqlTypes.TEXT, "n", "x")).isEqualTo("x")
        assertThat(Values.stored(SqlTypes.numeric(3, 1), "n", BigDecimal("1.5")).value()).isEqualTo(BigDecimal("1.5"))
    }

    @Test
    fun valuesPassTheGate() {
        assertThat(Gate.pass(SqlTypes.TIMESTAMPTZ, "at", Instant.EPOCH.plusNanos(1))).isEqualTo(Instant.EPOCH)
        assertThat(listOf(Gate.text("t", "x"), Gate.name("n", "x", 1, "say it"), Gate.json("j", "{}")))
            .containsExactly("x", "x", "{}")
        assertThatThrownBy { Gate.text("t", "\uD800") }.isInstanceOf(InvalidValueException::class.java)
        assertThat(PostgresText.of(Wire.TIMESTAMPTZ, Instant.EPOCH)).isEqualTo("1970-01-01 00:00:00+00")
        val money = SqlTypes.numeric(10, 2)
        assertThat(listOf(money.precision(), money.scale())).containsExactly(10, 2)
    }

    @Test
    fun aCodecOfYourOwn() {
        val codec = object : JsonCodec {
            override fun write(value: Any, type: Type): String = "\"$value\""

            override fun read(json: String, type: Type): Any = json.trim('"')

            override fun check(type: Type): JsonCheck =
                if (type == String::class.java) JsonCheck.unchecked("text as it is")
                else JsonCheck.found(listOf("$type isn't text"))
        }
        val used: JsonCodec = codec
        assertThat(used.read(used.write("x", String::class.java), String::class.java)).isEqualTo("x")
        assertThat(used.check(String::class.java).isChecked).isFalse()
        assertThat(used.check(Int::class.java).isChecked).isTrue()
        assertThat(used.check(Int::class.java).problems()).containsExactly("int isn't text")
    }
}
