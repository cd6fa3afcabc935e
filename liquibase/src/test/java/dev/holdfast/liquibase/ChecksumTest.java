package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import liquibase.ChecksumVersion;
import liquibase.change.Change;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A changed checksum stops every deployment that ran the change before, so these numbers never change. */
class ChecksumTest {
    @Test
    @DisplayName("the checksum of each change is pinned, on Liquibase 4.33 and 5")
    void changes() {
        Map<String, String> made = Database.create().parse("samples/blog.xml").getChangeSets().stream()
                .flatMap(changeSet -> changeSet.getChanges().stream())
                .filter(HoldfastChange.class::isInstance)
                .collect(Collectors.toMap(Change::getDescription, change -> change.generateCheckSum()
                        .toString()));
        assertThat(made)
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
    @DisplayName("the change set that isn't run again on change has a pinned checksum; all others can't stop anybody")
    void changelog() {
        var checksums = Database.create().parse(Database.HOLDFAST).getChangeSets().stream()
                .filter(changeSet -> !changeSet.shouldRunOnChange())
                .filter(changeSet -> changeSet.getValidCheckSums().isEmpty())
                .collect(Collectors.toMap(changeSet -> changeSet.getId(), changeSet -> changeSet
                        .generateCheckSum(ChecksumVersion.latest())
                        .toString()));
        assertThat(checksums).isEqualTo(Map.of("schema", "9:d0b4d0eea1f6a836eaed1646e2f2daf2"));
    }

    @Test
    @DisplayName("defaults don't enter the checksum; properties and the version do; discard doesn't")
    void properties() {
        String plain = checksum(new EnableTenancyChange());
        EnableTenancyChange discard = new EnableTenancyChange();
        discard.setDiscard(true);
        assertThat(checksum(discard)).isEqualTo(plain);
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
                    .isEqualTo("3");
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
                    .isEqualTo("3");
        }
    }
}
