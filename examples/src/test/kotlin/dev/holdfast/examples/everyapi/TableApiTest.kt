package dev.holdfast.examples.everyapi

import dev.holdfast.expression.Expressions
import dev.holdfast.query.Select
import dev.holdfast.internal.Audience
import dev.holdfast.sql.SqlTypes
import dev.holdfast.sql.SqlWriter
import dev.holdfast.table.Alias
import dev.holdfast.table.ColumnRole
import dev.holdfast.table.Default
import dev.holdfast.table.OnDelete
import dev.holdfast.table.Reference
import dev.holdfast.table.Schema
import dev.holdfast.table.Source
import dev.holdfast.table.Table
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.table`. */
class TableApiTest {

    @Test
    fun aColumnTellsWhatItIs() {
        val column = Everything.groupId
        assertThat(column.name()).isEqualTo("group_id")
        assertThat(column.source()).isEqualTo(Everything)
        assertThat(column.type()).isEqualTo(SqlTypes.BIGINT)
        assertThat(column.label()).isEqualTo("group_id")
        assertThat(column.qualifiedName()).isEqualTo("every_things.group_id")
        assertThat(SqlWriter(Audience.TENANT).part(column.metadata().asStored()).toText().sql()).isEqualTo("every_things.group_id")
        assertThat(column.isNullable).isTrue()
        assertThat(column.metadata().isPrimaryKey).isFalse()
        assertThat(column.metadata().isUnique).isFalse()
        assertThat(column.metadata().isIdentity).isFalse()
        assertThat(column.metadata().isOptionalOnInsert).isTrue()
        assertThat(column.metadata().role()).isEqualTo(ColumnRole.PLAIN)
        assertThat(column.metadata().defaultSql()).isNull()
        assertThat(Everything.upper.metadata().generatedSql()).isEqualTo("upper(name)")
        val reference: Reference? = column.metadata().reference()
        assertThat(reference).isEqualTo(Reference(column, Groups.id, OnDelete.SET_NULL))
        assertThat(reference?.from()).isEqualTo(column)
        assertThat(reference?.to()).isEqualTo(Groups.id)
        assertThat(reference?.onDelete()).isEqualTo(OnDelete.valueOf("SET_NULL"))
        assertThat(reference?.constraintName()).isEqualTo("every_things_group_id_fkey")
        assertThat(OnDelete.values()).hasSize(5)
        assertThat(ColumnRole.values()).contains(ColumnRole.valueOf("VERSION"))
        val out = SqlWriter(Audience.TENANT)
        column.writeTo(out)
        assertThat(out.toText().sql()).isEqualTo("every_things.group_id")
        assertThat(Default<Int>("1").sql()).isEqualTo("1")
    }

    @Test
    fun aTableTellsWhatItIs() {
        assertThat(Everything.name()).isEqualTo("every_things")
        assertThat(Everything.qualifiedName()).isEqualTo("every_things")
        assertThat(Everything.schemaName()).isNull()
        assertThat(Everything.columns()).hasSizeGreaterThan(40)
        assertThat(Everything.primaryKey()).containsExactly(Everything.id)
        assertThat(Everything.tenantKey()).isEqualTo(Everything.tenantId)
        assertThat(Everything.versionColumn()).isEqualTo(Everything.version)
        val key: Table.Key = Everything.keys().first()
        assertThat(key).isEqualTo(Table.Key(key.unique(), key.columns()))
        val alias: Alias = Everything.alias("e")
        assertThat(alias).isEqualTo(Alias(Everything, "e"))
        assertThat(alias.table()).isEqualTo(Everything)
        tells(Everything, "every_things")
        tells(alias, "every_things as e")
        assertThat(alias.of(Everything.name).startsWith("x").and(alias.of(Everything.number).eq(1))).isNotNull()
    }

    private fun tells(source: Source, sql: String) {
        assertThat(source.name()).isNotEmpty()
        assertThat(source.columns()).isNotEmpty()
        assertThat(source.primaryKey()).hasSize(1)
        assertThat(source.tenantKey()?.name()).isEqualTo("tenant_id")
        val out = SqlWriter(Audience.TENANT)
        source.writeSource(out)
        assertThat(out.toText().sql()).isEqualTo(sql)
    }

    @Test
    fun aSchemaTellsWhatItIs() {
        assertThat(EVERY.tables()).contains(Tree)
        assertThat(EVERY.tenantOwned()).doesNotContain(Switches)
        assertThat(EVERY.table("every_trees")).contains(Tree)
        assertThat(EVERY.tenantType()).isEqualTo(SqlTypes.BIGINT)
        assertThat(EVERY.inDependencyOrder().first()).isEqualTo(Groups)
        assertThat(EVERY.primaryKeyName(Groups)).isEqualTo("every_groups_pkey")
        assertThat(EVERY.keyNames(Groups).values).contains("every_groups_code_key")
        assertThat(Schema.of(Named).tenantType()?.name()).isEqualTo("text")
    }

    @Test
    fun aDerivedTableHasTheColumnsOfItsQuery() {
        val numbers = Select.from(Everything).select(Everything.name, Expressions.count().named("n")).asTable("numbers")
        assertThat(numbers.name()).isEqualTo("numbers")
        assertThat(numbers.columns()).hasSize(2)
        assertThat(numbers.primaryKey()).isEmpty()
        assertThat(numbers.tenantKey()).isNull()
        assertThat(numbers.of(Everything.name).like("a%")).isNotNull()
        assertThat(numbers.column("n", SqlTypes.BIGINT).gt(1L)).isNotNull()
        val out = SqlWriter(Audience.TENANT)
        numbers.writeSource(out)
        assertThat(out.toText().sql()).contains("numbers")
    }
}
