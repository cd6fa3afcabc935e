package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.liquibase.crypto.AddEncryptedColumnChange;
import dev.holdfast.liquibase.deletion.EnableSoftDeleteChange;
import dev.holdfast.liquibase.internal.HoldfastChange;
import dev.holdfast.liquibase.tenant.EnableTenancyChange;
import java.util.Map;
import java.util.stream.Collectors;
import liquibase.ChecksumVersion;
import liquibase.change.Change;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A changed checksum stops every deployment that ran the change before, so these numbers never change. */
@Tag("liquibase")
class ChecksumTest {
    @Test
    @DisplayName("the checksum of each change is pinned, on Liquibase 4.33 and 5")
    void changes() {
        assertThat(checksums("samples/blog.xml", ".*"))
                .isEqualTo(Map.of(
                        "enableTenancy tableName=authors",
                        "9:05045d472a460e73f8cb22fb3843271a",
                        "enableTenancy tableName=articles",
                        "9:ae0f30e1d16fdfae18879172f8c8e908",
                        "addTenantForeignKey baseTableName=articles, referencedTableName=authors",
                        "9:d988c95a937e195e65858f94f15145fa",
                        "sqlAcrossTenants",
                        "9:788bc8cbeca36fdee28cff3d962804d4"));
    }

    @Test
    @DisplayName("so are those of soft delete")
    void softDelete() {
        assertThat(checksums("samples/soft-delete.xml", ".*(Soft|Live).*"))
                .isEqualTo(Map.of(
                        "addLiveUniqueConstraint tableName=authors",
                        "9:1cbb533b97f7ee2ae2799a8b955aed18",
                        "addSoftForeignKey baseTableName=articles, referencedTableName=authors",
                        "9:6d068eb49f198d70c0857852ff652ef8",
                        "addSoftForeignKey baseTableName=comments, referencedTableName=articles",
                        "9:37eaa7ac0fc5d60fa98c603591aa227b",
                        "addSoftForeignKey baseTableName=invoices, referencedTableName=authors",
                        "9:6de5219e2c5d195ea7b488a24d1b3aa5",
                        "addSoftForeignKey baseTableName=pictures, referencedTableName=articles",
                        "9:9025d533bca6204cefe438a6f6df9fe2",
                        "enableSoftDelete tableName=articles",
                        "9:474ba2681113d6a7bcd1791d5af2a89f",
                        "enableSoftDelete tableName=authors",
                        "9:543517807e239bad898ed77743800d0a",
                        "enableSoftDelete tableName=comments",
                        "9:c179e3abaf84d87c8c594a1cc386e59e"));
    }

    @Test
    @DisplayName("and those of encrypted columns")
    void encryption() {
        assertThat(checksums("samples/encryption.xml", "(?!enable).*"))
                .isEqualTo(Map.of(
                        "addEncryptedColumn blindIndexName=email_bidx, columnName=email, tableName=authors",
                        "9:329cdee71f4f516dbeed12f4dc2307f0",
                        "addBlindIndex blindIndexName=email_bidx2, tableName=authors",
                        "9:8a4ec8ff3f4a8b28286f299f5802e215",
                        "encryptExistingColumn columnName=phone, tableName=authors",
                        "9:da56e83ed9a1f1721002792b0db5eb81",
                        "addBlindIndex tableName=authors",
                        "9:d64301c77da6ed3702812a6d402a79b0",
                        "requireEncryption columnName=phone, tableName=authors",
                        "9:c7724bf6a6e422a2b1a6ceee36dd681e",
                        "allowClearText columnName=phone, tableName=authors",
                        "9:0d9a695f5a8d32701708b3642b05ae61",
                        "decryptColumn columnName=phone, tableName=authors",
                        "9:1af6f7ef0dca6c983363ab11e5b9d09f"));
    }

    @Test
    @DisplayName("and that of the event store")
    void events() {
        assertThat(checksums("samples/events.xml", ".*"))
                .isEqualTo(Map.of("addEventTypeIndex name=lost_parcels", "9:b0576e6677571bebf18b6f90354af9f0"));
    }

    @Test
    @DisplayName("and those of audit and history")
    void recording() {
        assertThat(checksums("samples/recording.xml", "enable(Audit|History)"))
                .isEqualTo(Map.of("enableAudit tableName=articles", "9:f45c8af93962520afad47f96163bfa5c",
                        "enableHistory tableName=articles", "9:c6ad4c46594e926dcf781130a9ff5c81"));
    }

    private static Map<String, String> checksums(String changelog, String names) {
        return Database.create().parse(changelog).getChangeSets().stream()
                .flatMap(changeSet -> changeSet.getChanges().stream())
                .filter(HoldfastChange.class::isInstance)
                .filter(change -> change.getSerializedObjectName().matches(names))
                .collect(Collectors.toMap(Change::getDescription, change -> change.generateCheckSum()
                        .toString()));
    }

    @Test
    @DisplayName("the change sets that aren't run again on change have pinned checksums; all others can't stop anybody")
    void changelog() {
        var checksums = Database.create().parse(Database.HOLDFAST).getChangeSets().stream()
                .filter(changeSet -> !changeSet.shouldRunOnChange())
                .filter(changeSet -> changeSet.getValidCheckSums().isEmpty())
                .collect(Collectors.toMap(changeSet -> changeSet.getId(), changeSet -> changeSet
                        .generateCheckSum(ChecksumVersion.latest())
                        .toString()));
        assertThat(checksums)
                .isEqualTo(Map.of(
                        "schema",
                        "9:d0b4d0eea1f6a836eaed1646e2f2daf2",
                        "data-keys",
                        "9:22763180485ce763769e787269d4ddeb",
                        "audit-partitions",
                        "9:37c31e6fe35492f8ca9cfcaff480c7a5",
                        "clusters",
                        "9:bc0ce4fed72e03f2c4dc087b7e8f6851"));
    }

    @Test
    @DisplayName("defaults don't enter the checksum; properties and the version do; discard doesn't")
    void properties() {
        String plain = checksum(new EnableTenancyChange());
        EnableTenancyChange discard = new EnableTenancyChange();
        discard.setDiscard(true);
        assertThat(checksum(discard)).isEqualTo(plain);
        EnableSoftDeleteChange softDiscard = new EnableSoftDeleteChange();
        softDiscard.setDiscard(true);
        assertThat(checksum(softDiscard)).isEqualTo(checksum(new EnableSoftDeleteChange()));
        AddEncryptedColumnChange encryptedDiscard = new AddEncryptedColumnChange();
        encryptedDiscard.setDiscard(true);
        assertThat(checksum(encryptedDiscard)).isEqualTo(checksum(new AddEncryptedColumnChange()));
        EnableTenancyChange version = new EnableTenancyChange();
        version.setVersion(2);
        assertThat(checksum(version)).isNotEqualTo(plain);
        EnableTenancyChange grants = new EnableTenancyChange();
        grants.setGrants("select");
        assertThat(checksum(grants)).isNotEqualTo(plain).isNotEqualTo(checksum(version));
    }

    private static String checksum(Change change) {
        return change.generateCheckSum().toString();
    }

    @Test
    @DisplayName("a raised version runs the change again over itself; without runOnChange Liquibase refuses")
    void version() {
        String table = Database.changeSet("table", Database.sql("create table public.t (id int, tenant_id bigint)"));
        String again = Database.xml(table
                + "<changeSet id='t' author='test' runOnChange='true'>"
                + "<holdfast:enableTenancy tableName='t' keyColumns='id' grants='select'/></changeSet>");
        Database database = Database.create().update(again);
        database.update(Database.rewrite(again, "grants='select'", "grants='select, insert' index='true' version='2'"));
        try (Session app = database.app()) {
            assertThat(app.one("select has_table_privilege('public.t', 'insert')"))
                    .isEqualTo("t");
            assertThat(app.one("select count(*) from pg_policies where tablename = 't'"))
                    .isEqualTo("4");
        }
        database.rollback(again, 1);

        String once = Database.xml(table + Database.changeSet("t", "<holdfast:enableTenancy tableName='t'/>"));
        Database other = Database.create().update(once);
        Database.rewrite(once, "tableName='t'", "tableName='t' version='2'");
        assertThatThrownBy(() -> other.update(once)).hasMessageContaining("check sum");
    }

    @Test
    @DisplayName("version 2 also installs on a database that never saw version 1")
    void versionOnFreshDatabase() {
        Database database = Database.create()
                .update(Database.xml(
                        Database.changeSet("table", Database.sql("create table public.t (id int, tenant_id bigint)"))
                                + Database.changeSet("t", "<holdfast:enableTenancy tableName='t' version='2'/>")));
        try (Session owner = database.owner()) {
            assertThat(owner.one("select count(*) from pg_policies where tablename = 't'"))
                    .isEqualTo("4");
        }
    }
}
