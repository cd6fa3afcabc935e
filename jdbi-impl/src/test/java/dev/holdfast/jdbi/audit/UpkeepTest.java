package dev.holdfast.jdbi.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.AllTenantsAudit;
import dev.holdfast.audit.AuditPartition;
import dev.holdfast.audit.RemovedRecords;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.NoHistoryException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.history.Archive;
import dev.holdfast.jdbi.internal.audit.doctor.Archives;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Upkeep and retention of the audit log and of histories")
@PostgresTest(template = Archives.class)
class UpkeepTest {

    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(400));

    private static void article(JdbiTenantScope tenant, UUID id, String title) {
        tenant.insertInto(Archive.ARTICLES, row -> row.set(Archive.ARTICLES.id, id)
                        .set(Archive.ARTICLES.authorId, author(tenant))
                        .set(Archive.ARTICLES.title, title)
                        .set(Archive.ARTICLES.rank, 1))
                .execute();
    }

    private static UUID author(JdbiTenantScope tenant) {
        UUID id = UUID.randomUUID();
        tenant.insertInto(Archive.AUTHORS, row -> row.set(Archive.AUTHORS.id, id)
                        .set(Archive.AUTHORS.name, "Ada")
                        .set(Archive.AUTHORS.country, "is"))
                .execute();
        return id;
    }

    private static void rename(JdbiTenantScope tenant, UUID id, String title) {
        tenant.update(Archive.ARTICLES)
                .set(Archive.ARTICLES.title, title)
                .where(Archive.ARTICLES.id.eq(id))
                .execute();
    }

    private static List<String> titles(JdbiTenantScope tenant, Instant moment) {
        return tenant.from(Archive.ARTICLES).asOf(moment).list().stream()
                .map(row -> row.get(Archive.ARTICLES.title))
                .sorted()
                .toList();
    }

    private static String asOfInSql(JdbiTenantScope tenant, Instant moment) {
        return tenant.withHandle(handle -> handle.createQuery("select title from articles_as_of(:moment)")
                .bind("moment", moment)
                .mapTo(String.class)
                .one());
    }

    private static JdbiTenantScope tenant(JdbiHoldfast holdfast, long id) {
        holdfast.acrossTenants("a test").tenants().create(id, "Tenant " + id);
        return holdfast.tenant(id);
    }

    private static String recorded(TestDatabase database, long tenant) {
        StringBuilder counts = new StringBuilder();
        for (String table : new String[] {
            "holdfast.audit_entries",
            "holdfast.change_sets",
            "articles_versions",
            "authors_versions",
            "holdfast.recorded_since"
        }) {
            counts.append(Sql.one(
                            database.superuserDataSource(),
                            "select count(*) from " + table + " where tenant_id = " + tenant))
                    .append(' ');
        }
        return counts.toString().strip();
    }

    @Test
    @DisplayName("TN-28 purging a tenant leaves nothing that was recorded of its rows, and everything of the others'")
    void purge(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        JdbiTenantScope gone = tenant(holdfast, 9001);
        JdbiTenantScope other = tenant(holdfast, 9002);
        for (JdbiTenantScope scope : List.of(gone, other)) {
            UUID id = UUID.randomUUID();
            article(scope, id, "One");
            rename(scope, id, "Two");
        }
        String before = recorded(database, 9002);
        assertThat(before).isEqualTo("2 3 2 1 0");

        RemovedRecords removed =
                holdfast.acrossTenants("the tenant has left").audit().purgeTenant(9001L);

        assertThat(removed).isEqualTo(new RemovedRecords(2, 3));
        assertThat(recorded(database, 9001)).isEqualTo("0 0 0 0 0");
        assertThat(recorded(database, 9002)).isEqualTo(before);
        assertThat(holdfast.acrossTenants("once more").audit().purgeTenant(9001L))
                .isEqualTo(new RemovedRecords(0, 0));
    }

    private static String byKey(JdbiTenantScope scope, UUID id, Instant when) {
        return scope.from(Archive.ARTICLES)
                .where(Archive.ARTICLES.id.eq(id))
                .asOf(when)
                .findOne()
                .map(row -> row.get(Archive.ARTICLES.title))
                .orElse("none");
    }

    @Test
    @DisplayName("X-8 one tenant's retention: what held at the moment stays, what was before can't be asked for")
    void expire(TestDatabase database) throws Exception {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        JdbiTenantScope one = tenant(holdfast, 9011);
        JdbiTenantScope other = tenant(holdfast, 9012);
        UUID kept = UUID.randomUUID();
        article(one, kept, "First");
        UUID deleted = author(one);
        article(other, UUID.randomUUID(), "Of another");
        Instant early = now(database);
        SnapshotToken token = one.history().token();
        rename(one, kept, "Second");
        one.deleteFrom(Archive.AUTHORS).where(Archive.AUTHORS.id.eq(deleted)).execute();
        Instant moment = now(database);
        rename(one, kept, "Third");
        assertThat(titles(one, early)).containsExactly("First");

        RemovedRecords removed = holdfast.acrossTenants("retention").audit().expireTenant(9011L, moment);

        // of the article its insert and first update; its first version, and all of the deleted author
        assertThat(removed).isEqualTo(new RemovedRecords(2, 3));
        assertThat(titles(one, moment)).containsExactly("Second");
        assertThat(titles(one, now(database))).containsExactly("Third");
        assertThatThrownBy(() -> titles(one, early)).hasMessageContaining("was deleted");
        assertThatThrownBy(() -> asOfInSql(one, early)).hasStackTraceContaining("HF017");
        assertThat(asOfInSql(one, moment)).isEqualTo("Second");
        assertThatThrownBy(() -> one.from(Archive.ARTICLES).asOf(token).list()).hasMessageContaining("was deleted");
        assertThat(one.from(Archive.ARTICLES).asOf(one.history().token()).list())
                .hasSize(1);
        assertThat(titles(other, early)).containsExactly("Of another");
        assertThat(one.audit().of(Archive.ARTICLES, kept).list(10)).hasSize(1);
        // By its key a row is answered for as long as the version from then is there, and refused, not none, where it
        // isn't.
        UUID settled = UUID.randomUUID();
        article(one, settled, "Never changed");
        Instant unchanged = now(database);
        holdfast.acrossTenants("retention").audit().expireTenant(9011L, now(database));
        assertThat(byKey(one, settled, unchanged)).isEqualTo("Never changed");
        assertThatThrownBy(() -> byKey(one, settled, moment)).isInstanceOf(NoHistoryException.class);
        assertThatThrownBy(() -> byKey(one, deleted, early)).isInstanceOf(NoHistoryException.class);
    }

    @Test
    @DisplayName(
            "X-8 retention of a tenant that nobody knows is refused, and closes nobody's past; known is who is registered, or recorded")
    void expireUnknown(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        tenant(holdfast, 9021);
        AllTenantsAudit audit = holdfast.acrossTenants("retention").audit();
        String marks = "select count(*) from holdfast.recorded_since where tenant_id in (9020, 9021, 9022)";

        assertThatThrownBy(() -> audit.expireTenant(9020L, LONG_AGO))
                .isInstanceOfSatisfying(DatabaseException.class, refused -> assertThat(refused.sqlState())
                        .isEqualTo("42704"))
                .hasMessageContaining("isn't registered, and nothing is recorded of its rows. Hint: ");
        assertThat(Sql.one(database.superuserDataSource(), marks)).hasToString("0");

        assertThat(audit.expireTenant(9021L, LONG_AGO)).isEqualTo(new RemovedRecords(0, 0));
        Sql.run(
                database.superuserDataSource(),
                "insert into articles_versions (tenant_id, id, holdfast_sequence, holdfast_at, holdfast_transaction, holdfast_gone,"
                        + " holdfast_action) values (9022, gen_random_uuid(), 1, now(), pg_current_xact_id(), false, 'insert')");
        assertThat(audit.expireTenant(9022L, LONG_AGO)).isEqualTo(new RemovedRecords(0, 0));
        assertThat(Sql.one(database.superuserDataSource(), marks)).hasToString("2");
    }

    @Test
    @DisplayName("X-8 retention of rows without tenants")
    void expireWithoutTenant(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        Sql.run(
                database.ownerDataSource(),
                "insert into topics values ('x', 'One'); update topics set label = 'Two' where code = 'x'");
        Instant moment = now(database);
        assertThat(holdfast.acrossTenants("retention")
                        .audit()
                        .expireWithoutTenant(moment)
                        .versions())
                .isOne();
        assertThat(Sql.column(database.superuserDataSource(), "select label from topics_versions where code = 'x'"))
                .containsExactly("Two");
    }

    @Test
    @DisplayName("AH-25 partitions are prepared and dropped by months, with a dry run")
    void partitions(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        AllTenantsAudit audit = holdfast.acrossTenants("upkeep").audit();
        Sql.run(
                database.superuserDataSource(),
                "insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action)"
                        + " values (0, now() - interval '14 months', 0, 1, 'insert')");
        assertThat(audit.preparePartitions(5)).isEqualTo(3);
        assertThat(audit.preparePartitions(5)).isZero();

        List<AuditPartition> old = audit.partitionsEndedBefore(LONG_AGO);
        assertThat(old).hasSize(1);
        AuditPartition partition = old.get(0);
        assertThat(partition.name()).startsWith("audit_entries_20");
        assertThat(partition.to()).isAfter(partition.from()).isBefore(LONG_AGO);
        assertThat(partition.bytes()).isPositive();
        assertThat(audit.partitionsEndedBefore(LONG_AGO)).isEqualTo(old);

        assertThat(audit.dropPartitions(LONG_AGO)).isEqualTo(old);
        assertThat(audit.dropPartitions(LONG_AGO)).isEmpty();
    }

    @Test
    void documented(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        Instant twoYearsAgo = Instant.now().minus(Duration.ofDays(730));
        // region:upkeep
        AllTenantsAudit audit = holdfast.acrossTenants("monthly upkeep").audit();
        audit.preparePartitions(3);
        List<AuditPartition> old = audit.partitionsEndedBefore(twoYearsAgo); // a dry run
        audit.dropPartitions(twoYearsAgo);
        audit.dropUnusedChangeSets(twoYearsAgo);
        // endregion:upkeep
        assertThat(old).isEmpty();
    }

    @Test
    void unusedChangeSets(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        AllTenantsAudit audit = holdfast.acrossTenants("upkeep").audit();
        Sql.run(
                database.superuserDataSource(),
                "insert into holdfast.change_sets (recorded_at, actor) values (now() - interval '14 months', 'unused')");
        assertThat(audit.dropUnusedChangeSets(LONG_AGO)).isOne();
    }

    @Test
    @DisplayName("X-8 what isn't past isn't deleted, nor what is nobody's; the application's role may do none of it")
    void refused(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        AllTenantsAudit audit = holdfast.acrossTenants("upkeep").audit();
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        assertThatThrownBy(() -> audit.dropPartitions(tomorrow))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("isn't past");
        assertThatThrownBy(() -> audit.expireTenant(1L, tomorrow)).hasMessageContaining("isn't past");
        assertThatThrownBy(() -> audit.expireWithoutTenant(tomorrow)).hasMessageContaining("isn't past");
        assertThatThrownBy(() -> audit.dropUnusedChangeSets(tomorrow)).hasMessageContaining("isn't past");
        for (String call : new String[] {
            "holdfast.expire_recorded(1, now() + interval '1 day')",
            "holdfast.drop_audit_partitions(now() + interval '1 day')",
            "holdfast.drop_unused_change_sets(null)"
        }) {
            assertThatThrownBy(() -> Sql.run(database.acrossTenantsDataSource(), "select " + call))
                    .hasMessageContaining("isn't past");
        }
        assertThatThrownBy(() -> audit.preparePartitions(121)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> audit.purgeTenant("1")).isInstanceOf(TenantRequiredException.class);
        for (String call : new String[] {
            "holdfast.purge_recorded(1)",
            "holdfast.expire_recorded(1, now())",
            "holdfast.drop_audit_partitions(now())",
            "holdfast.prepare_audit_partitions()",
            "holdfast.drop_unused_change_sets(now())"
        }) {
            assertThatThrownBy(() -> Sql.run(database.applicationDataSource(), "select " + call))
                    .as(call)
                    .hasMessageContaining("permission denied");
        }
    }

    private static Instant now(TestDatabase database) {
        Instant now = Instant.parse(String.valueOf(Sql.one(
                database.superuserDataSource(),
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")));
        Sql.await(database, "select clock_timestamp() > timestamptz '" + now + "'");
        return now;
    }
}
