package dev.holdfast.examples.everyapi

import dev.holdfast.changelog.Change
import dev.holdfast.changelog.Changelog
import dev.holdfast.changelog.DeletionChanges
import dev.holdfast.changelog.EncryptionChanges
import dev.holdfast.changelog.Missing
import dev.holdfast.changelog.TableChanges
import dev.holdfast.changelog.TenancyChanges
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Calls every public method of `dev.holdfast.changelog`. */
class ChangelogApiTest {

    @Test
    fun aChangelogIsPrinted() {
        val changelog = Changelog.of(EVERY, "kotlin")
        assertThat(changelog.toXml()).contains("enableTenancy").isEqualTo("$changelog")
    }

    @Test
    fun theNextReleaseIsPrinted() {
        val missing = Missing(setOf(), mapOf(Everything to listOf(Everything.groupId)), mapOf(), setOf(), listOf(), setOf("a"), false)
        assertThat(missing.tables().size + missing.keys().size + missing.types().size + missing.renamings().size).isZero()
        assertThat(missing.columns().getValue(Everything)).containsExactly(Everything.groupId)
        assertThat(missing.ids()).containsExactly("a")
        assertThat(missing.withoutHoldfast()).isFalse()
        assertThat(Changelog.ofMissing(EVERY, "kotlin", missing).toXml()).contains("<addColumn ", "group_id added")
    }

    @Test
    fun changesAreValues() {
        val change: Change = Change.of("dropTable").with("tableName", "Mine").with("cascadeConstraints", null)
        assertThat(change.element()).isEqualTo("dropTable")
        assertThat(change.attributes()).isEqualTo(mapOf("tableName" to "Mine"))
        assertThat(change).isEqualTo(Change.of("dropTable").with("tableName", "Mine")).hasToString(change.toXml())
        assertThat(change.toXmlFragment()).contains("QUOTE_ALL_OBJECTS").endsWith("<dropTable tableName=\"Mine\"/>")
        assertThat(Change.sql("select 1 < 2").toXml()).isEqualTo("<sql splitStatements=\"false\">select 1 &lt; 2</sql>")
    }

    @Test
    fun eachFeatureHasItsChanges() {
        val toGroup = Everything.groupId.metadata().reference()!!
        val toFolder = Files.folderId.metadata().reference()!!
        val changes = listOf(
            TableChanges.dropForeignKey(Everything, toGroup.constraintName()),
            TenancyChanges.enableTenancy(Everything),
            TenancyChanges.addTenantForeignKey(toGroup),
            TenancyChanges.addTenantForeignKey(Everything, Groups),
            DeletionChanges.enableSoftDelete(Folders),
            DeletionChanges.addSoftForeignKey(toFolder),
            EncryptionChanges.addEncryptedColumn(Secrets.name),
            EncryptionChanges.addBlindIndex(Secrets.both),
            EncryptionChanges.encryptExistingColumn(Secrets.code, "integer"),
            EncryptionChanges.requireEncryption(Secrets.code),
        )
        assertThat(changes.map { it.element().removePrefix("holdfast:") }).containsExactly(
            "dropForeignKeyConstraint", "enableTenancy", "addTenantForeignKey", "addTenantForeignKey",
            "enableSoftDelete", "addSoftForeignKey", "addEncryptedColumn", "addBlindIndex", "encryptExistingColumn",
            "requireEncryption",
        )
        assertThat(changes[4].attributes()).containsEntry("purgeAfter", "30 days")
    }
}
