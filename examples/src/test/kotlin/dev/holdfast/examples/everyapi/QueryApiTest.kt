package dev.holdfast.examples.everyapi

import dev.holdfast.expression.Expressions.count
import dev.holdfast.expression.PlainSql
import dev.holdfast.query.Cte
import dev.holdfast.query.Delete
import dev.holdfast.query.Include
import dev.holdfast.query.Insert
import dev.holdfast.query.Mutation
import dev.holdfast.query.OnConflict
import dev.holdfast.query.Page
import dev.holdfast.query.PageQuery
import dev.holdfast.query.PlainStatement
import dev.holdfast.query.Query
import dev.holdfast.query.Row
import dev.holdfast.query.RowMapping
import dev.holdfast.query.RowReader
import dev.holdfast.query.Select
import dev.holdfast.query.SelectQuery
import dev.holdfast.query.Shape
import dev.holdfast.query.Update
import dev.holdfast.query.VersionCheck
import dev.holdfast.internal.Audience
import dev.holdfast.internal.ValueType
import dev.holdfast.sql.SqlTypes
import dev.holdfast.sql.SqlWriter
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.query` that needs no database. */
class QueryApiTest {

    private val byNumber = Select.from(Everything).orderBy(Everything.number.asc())

    @Test
    fun aSelectIsAValue() {
        val other = Everything.alias("other")
        val select = Select.from(Everything)
            .select(Everything.name, count())
            .distinct()
            .join(Groups, Groups.id.eq(Everything.groupId))
            .leftJoin(other, other.of(Everything.id).eq(Everything.id))
            .where(Everything.flag.eq(true))
            .groupBy(Everything.name)
            .having(count().gt(1L))
            .orderBy(Everything.name.asc())
            .limit(5)
            .offset(1)
        assertThat(select.toSql()).startsWith("select distinct").contains("left join", "having", "limit")
        assertThat(byNumber.forUpdate().skipLocked().toSql()).endsWith("for update skip locked")
        assertThat(byNumber.forUpdate().noWait().toSql()).endsWith("for update nowait")
        assertThat(byNumber.forShare().toSql()).endsWith("for share")
        val names = Select.from(Everything).select(Everything.name)
        val codes = Select.from(Groups).select(Groups.code)
        assertThat(names.union(codes).unionAll(codes).toSql()).contains("union all")
        val include = Include.children(Everything.groupId)
            .select(Everything.name)
            .where(Everything.flag.eq(true))
            .orderBy(Everything.number.desc())
            .first(3)
            .named("things")
        assertThat(include.label()).isEqualTo("things")
        assertThat(include.type().element()).isNotNull()
        assertThat(include.isNullable).isFalse()
        assertThat(Select.from(Groups).include(include).toSql()).contains("lateral")
        assertThat(Include.children(Everything.groupId, Groups.id).label()).isEqualTo("every_things")
        assertThat(Cte.of("n", names).of(Everything.name).source().name()).isEqualTo("n")
        val tree = Cte.recursive("t", Select.from(Tree).select(Tree.id)) { self ->
            Select.from(Tree).join(self, self.of(Tree.id).eq(Tree.parent)).select(Tree.id)
        }
        assertThat(Select.from(tree).toSql()).startsWith("with recursive")
        val out = SqlWriter(Audience.TENANT)
        tree.writeSource(out)
        select.writeTo(out)
        assertThat(out.toText().touchesTenantTable()).isTrue()
    }

    @Test
    fun queriesTellWhatTheyAre() {
        val queries: List<SelectQuery<*>> = listOf(
            byNumber, byNumber.mapTo(Thing::class.java), byNumber.values(Everything.name),
            byNumber.map { it[Everything.name].length }, byNumber.values(Everything.name).map { it.length },
        )
        queries.forEach { query ->
            assertThat(query.texts(Audience.TENANT)).hasSize(1)
            assertThat(query.counted().toSql()).contains("count(")
            assertThat(query.existing().toSql()).contains("exists")
            assertThat(query.atMost(2).toSql()).contains("limit")
            assertThat(query.shape().selected()).isNotEmpty()
            assertThat(query.mapper()).isNotNull()
        }
        val names = byNumber.values(Everything.name)
        val out = SqlWriter(Audience.TENANT)
        names.writeTo(out)
        assertThat(out.toText().sql()).startsWith("select")
        val general: SelectQuery<String> = names
        assertThat(general.map { it.length }.toSql()).isEqualTo(names.toSql())
    }

    @Test
    fun aPageIsMadeOfOneRowMore() {
        val shape = Shape(listOf(Everything.name), listOf(), listOf(), listOf())
        assertThat(shape.includes()).isEqualTo(shape.hidden())
        assertThat(shape.compared()).isEmpty()
        assertThat(shape.isEncrypted).isFalse()
        val row: Row = shape.read(Fixed("ann"))
        assertThat(row[Everything.name]).isEqualTo("ann")
        assertThat(shape.opened(row) { it.bytes() }[Everything.name]).isEqualTo("ann")
        assertThat(byNumber.keeps(row)).isTrue()
        assertThat(byNumber.compared()).isNull()
        assertThat(Select.from(Everything).shape().hasFloats()).isTrue()
        assertThat(byNumber.keptAtMost()).isEqualTo(Long.MAX_VALUE)
        assertThat(row.getOrNull(Everything.name)).isEqualTo("ann")
        data class Name(val name: String)
        assertThat(RowMapping.to(Name::class.java).apply(row)).isEqualTo(Name("ann"))
        val made: PageQuery<Row> = byNumber.limit(2).paged()
        val paged = PageQuery(made.rows(), made.mapper(), made.size(), made.fingerprint())
        val page: Page<Row> = paged.toPage(listOf(row))
        assertThat(page).isEqualTo(Page(page.items(), page.next()))
        assertThat(page.hasNext()).isFalse()
    }

    private class Fixed(private val value: String) : RowReader {
        override fun read(position: Int, type: ValueType): Any? = value

        override fun readAll(position: Int, element: ValueType) = RowReader.Elements { value + it }
    }

    @Test
    fun aReaderGivesValuesAndArrays() {
        val reader: RowReader = Fixed("x")
        assertThat(reader.read(1, SqlTypes.TEXT)).isEqualTo("x")
        assertThat(reader.readAll(1, SqlTypes.TEXT)?.read(7)).isEqualTo("x7")
    }

    @Test
    fun mutationsAreValues() {
        val insert = Insert.into(Groups)
            .row { it[Groups.code] = "a"; it[Groups.flag] = true }
            .rows(listOf("b", "c")) { row, code -> row[Groups.code] = code; row[Groups.flag] = false }
            .onConflict(
                OnConflict.on(Groups.code)
                    .among(PlainSql.condition("flag"))
                    .update(Groups.flag)
                    .setTo(Groups.blob, PlainSql.expression(SqlTypes.BYTEA, "blob", "null::bytea")),
            )
        val update = Update.table(Everything)
            .set(Everything.price, null)
            .setTo(Everything.number, Everything.twice)
            .where(Everything.id.eq(UUID.randomUUID()))
            .atVersion(1)
        val delete = Delete.from(Groups).everyRow()
        val computed = Insert.into(Tree).row {
            it[Tree.id] = UUID.randomUUID()
            it.setTo(Tree.label, PlainSql.expression(SqlTypes.TEXT, "label", "upper('x')"))
        }
        val mutations: List<Mutation> = listOf(insert, computed, update, delete, PlainStatement.of("delete from x where y = {0}", 1))
        mutations.forEach {
            assertThat(it.toSql()).isNotEmpty()
            assertThat(it.texts(Audience.TENANT)).isNotEmpty()
            assertThat(it.describe()).isNotEmpty()
        }
        val check: VersionCheck? = update.versionCheck()
        assertThat(check?.table()).isEqualTo("every_things")
        assertThat(check?.expected()).isEqualTo(1)
        assertThat(check?.actual()).isNotNull()
        assertThat(VersionCheck("t", 1, byNumber.counted()).expected()).isEqualTo(1)
        assertThat(delete.versionCheck()).isNull()
        data class Code(val code: String)
        val returned: List<Query<*>> = listOf(
            insert.returning(Groups.code), delete.returning(), update.returning(Everything.id),
            insert.returning(Groups.code).map { it[Groups.code] }, delete.returning().mapTo(Code::class.java),
            PlainStatement.of("select 'x'").returning(Groups.code),
            PlainStatement.of("select 'x'").returning(Groups.code).map { it[Groups.code] },
            PlainStatement.of("select 'x'").returning(Groups.code).mapTo(Code::class.java),
        )
        returned.forEach {
            assertThat(it.texts(Audience.TENANT)).isNotEmpty()
            assertThat(it.shape().selected()).isNotEmpty()
            assertThat(it.mapper()).isNotNull()
            assertThat(it.toSql()).isNotEmpty()
        }
    }
}
