package dev.holdfast.jdbi.internal.deletion.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Doctor;
import dev.holdfast.jdbi.internal.doctor.Doctors;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Soft delete")
@PostgresTest(template = Studio.class)
class SoftDeleteChecksTest {

    @Test
    @DisplayName("a clean bill for what the schema's own changelog made, of every kind of reference")
    void cleanBill(TestDatabase database) throws SQLException {
        Diagnosis diagnosis = Studio.holdfast(database).doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
        assertThat(diagnosis.tables()).isEqualTo(Studio.SCHEMA.tables().size());
    }

    @Test
    @DisplayName("asks six questions more, whatever the number of tables")
    void roundTrips(TestDatabase database) throws SQLException {
        try (RoundTrips trips = RoundTrips.before(database);
                Connection application = trips.applicationDataSource().getConnection()) {
            Doctor one = Doctors.of(dev.holdfast.table.Schema.of(Studio.STYLES));
            Doctor all = Doctors.of(Studio.SCHEMA);
            one.examine(application);
            all.examine(application);
            trips.reset();
            one.examine(application);
            int forOne = trips.count();
            trips.reset();
            all.examine(application);
            assertThat(trips.count()).isEqualTo(forOne).isLessThanOrEqualTo(18);
        }
    }

    @Test
    @DisplayName("a stamp of another type: the fix, and then enableSoftDelete's")
    void wrongType(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner(
                    "drop view loans_live",
                    "alter table loans drop column live cascade, drop column deleted_at cascade",
                    "alter table loans add column deleted_at timestamp");
            Finding finding = ward.finds(DeletionCheck.SOFT_DELETE_MISSING, "loans");
            assertThat(finding.cause()).startsWith("column deleted_at is timestamp without time zone");
            ward.owner(finding.fix());
            assertThat(ward.finds(DeletionCheck.SOFT_DELETE_MISSING, "loans").cause())
                    .contains("lacks live, so");
        }
    }

    @ParameterizedTest(name = "DELETE granted to {0}")
    @ValueSource(strings = {"public", "holdfast_app", "holdfast_across", "doctors_staff"})
    void deleteGranted(String grantee, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.superuser("create role doctors_staff nologin", "grant doctors_staff to holdfast_app");
            Finding finding = ward.owner("grant delete on painters to " + grantee)
                    .finds(DeletionCheck.DELETE_GRANTED, "public.painters");
            assertThat(finding.fix()).isEqualTo("revoke delete on public.painters from " + grantee);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("DELETE granted to somebody else is theirs")
    void deleteGrantedElsewhere(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.superuser("create role doctors_archive nologin");
            ward.owner("grant delete on painters to doctors_archive").findsNothing();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "create unique index doctors on loans (tenant_id, museum) | unique index doctors",
                "create unique index doctors on loans (tenant_id, museum) nulls not distinct | unique index doctors",
                "create unique index doctors on loans (tenant_id, museum) where museum <> '' | unique index doctors",
                "create unique index doctors on loans (tenant_id, museum, deleted_at) nulls not distinct | unique index doctors",
                "create unique index doctors on loans (tenant_id, museum, live) nulls not distinct | unique index doctors",
                "alter table loans add constraint doctors unique (tenant_id, museum) deferrable | unique constraint doctors",
                "alter table loans add constraint doctors exclude using btree (tenant_id with =, museum with =) | exclusion constraint doctors",
                "alter table loans add constraint doctors exclude using btree (tenant_id with =, museum with =) where (museum <> '') deferrable | exclusion constraint doctors",
            })
    void uniqueCountsDeleted(String breaking, String key, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner(breaking).finds(DeletionCheck.UNIQUE_COUNTS_DELETED, "loans");
            assertThat(finding.cause()).startsWith(key + " counts deleted rows");
            ward.mends(finding);
            assertThat(
                            ward.lines(
                                    dev.holdfast.testkit.Role.APPLICATION,
                                    "select pg_get_expr(indpred, indrelid) from pg_index where indexrelid = 'doctors'::regclass"))
                    .contains("deleted_at IS NULL");
        }
    }

    @ParameterizedTest(name = "no harm: {0}")
    @ValueSource(
            strings = {
                "create unique index doctors on loans (tenant_id, museum, live)",
                "create unique index doctors on loans (tenant_id, museum, id)",
                "create unique index doctors on loans (tenant_id, museum) where deleted_at is null and museum <> ''",
                "create unique index doctors on styles (name) where deleted_at is null",
                "create unique index doctors on stickers (tenant_id, text)",
            })
    void uniqueAmongLive(String change, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner(change).findsNothing();
        }
    }

    @ParameterizedTest(name = "without the tenant, both at once: {0}")
    @ValueSource(
            strings = {
                "alter table loans add constraint doctors unique (museum)",
                "create unique index doctors on loans (museum)",
                "alter table loans add constraint doctors exclude using btree (museum with =)",
            })
    void uniqueWithoutTenant(String breaking, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.mends(ward.owner(breaking).finds(TenantCheck.UNIQUE_WITHOUT_TENANT, "loans"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "drop index loans_deletion_idx | loans | finds deleted rows by deletion_id",
                "drop index styles_deletion_idx | styles | finds deleted rows by deletion_id",
                "drop index loans_deleted_idx | loans | finds deleted rows by deleted_at",
                "drop index brushes_deleted_idx | brushes | finds deleted rows by deleted_at",
                "drop index paintings_title_idx | paintings | no index on title is among live rows",
                "drop index paintings_length_idx | paintings | no index on length is among live rows",
                "drop index styles_name_idx | styles | no index on name is among live rows",
                "drop index painters_email_key | public.painters | no unique index on email is among live rows",
                "drop index paintings_painter_id_title_key | paintings | no unique index on painter_id, title is",
            })
    void liveIndex(String breaking, String subject, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            String before = ward.indexes(subject);
            Finding finding = ward.owner(breaking).finds(DeletionCheck.LIVE_INDEX_MISSING, subject);
            assertThat(finding.cause()).contains(cause);
            ward.mends(finding);
            assertThat(ward.indexes(subject)).as("the changelog's, by its name").isEqualTo(before);
        }
    }

    @Test
    @DisplayName("an index whose name is taken meanwhile gets another one")
    void liveIndexName(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("drop index painters_email_key", "create view painters_email_key as select 1 as one");
            Finding finding = ward.finds(DeletionCheck.LIVE_INDEX_MISSING, "public.painters");
            assertThat(finding.fix()).startsWith("create unique index painters_email_key_");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("an index of all rows isn't one of the live ones, and may go")
    void indexOfAllRows(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("drop index paintings_title_idx", "create index of_all on paintings (tenant_id, title)");
            Finding finding = ward.finds(DeletionCheck.LIVE_INDEX_MISSING, "paintings");
            assertThat(finding.fix())
                    .startsWith("create index paintings_title_idx on public.paintings")
                    .endsWith(" -- and drop index public.of_all, which has deleted rows in it");
            ward.mends(finding);
        }
    }

    @ParameterizedTest(name = "no harm: {0}")
    @ValueSource(
            strings = {
                "drop index loans_deletion_idx; create index on loans (deletion_id)",
                "drop index loans_deletion_idx; create index on loans (tenant_id, deletion_id)",
                "drop index loans_deleted_idx; create index on loans (deleted_at)",
                "drop index paintings_title_idx; create index on paintings (tenant_id, title, painter_id) where deleted_at is null",
            })
    void otherIndexes(String change, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner(change).findsNothing();
        }
    }

    @ParameterizedTest(name = "a table that isn't registered: {0}")
    @ValueSource(
            strings = {
                "foreign key (tenant_id, painter) references painters",
                "foreign key (tenant_id, painter) references painters on delete cascade",
            })
    void stranger(String key, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("create table \"Fans\" (tenant_id bigint, painter uuid, constraint \"to\" " + key + ")");
            Finding finding = ward.finds(DeletionCheck.UNREGISTERED_CHILD, "public.Fans");
            assertThat(finding.cause()).startsWith("it refers to public.painters by to and isn't registered");
            assertThat(finding.fix())
                    .startsWith("alter table public.\"Fans\" drop constraint \"to\" -- or rather register it");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("a table that isn't registered any more, with its soft foreign keys and the trigger")
    void forgotten(TestDatabase database) throws SQLException {
        var without = dev.holdfast.table.Schema.of(Studio.SCHEMA.tables().stream()
                .filter(table -> table != Studio.SKETCHES)
                .toArray(dev.holdfast.table.Table[]::new));
        try (Ward ward = Ward.open(database).of(without)) {
            Finding finding = ward.finds(DeletionCheck.UNREGISTERED_CHILD, "public.sketches");
            assertThat(finding.cause()).contains("sketches_painting_id_fkey, sketches_painting_id_fkey_live");
            ward.mends(finding);
            assertThat(
                            ward.lines(
                                    dev.holdfast.testkit.Role.APPLICATION,
                                    "select tgname from pg_trigger where tgrelid = 'paintings'::regclass and tgname like 'AA%'"))
                    .isEmpty();
        }
    }
}
