package dev.holdfast.jdbi.internal.deletion.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.DeclaredChanges;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Soft delete: fixes that are Liquibase changes")
@PostgresTest(template = Studio.class)
class SoftDeleteFixTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drop trigger zz_holdfast_deletion on loans | loans | no trigger of holdfast.guard_deletion",
                "alter table loans disable trigger zz_holdfast_deletion | loans | no trigger of holdfast.guard_deletion",
                "drop trigger zz_holdfast_deletion on loans; create trigger zz_holdfast_deletion before update of deleted_at, deleted_by, delete_reason, deletion_id on loans for each row when (false) execute function holdfast.guard_deletion() | loans | no trigger of holdfast.guard_deletion",
                "drop trigger zz_holdfast_deletion on loans; create trigger zz_holdfast_deletion before update of deleted_at on loans for each row execute function holdfast.guard_deletion() | loans | no trigger of holdfast.guard_deletion",
                "drop trigger zz_holdfast_deletion on painters; create trigger zz_holdfast_deletion before update of deleted_at, deleted_by, delete_reason, deletion_id on painters for each row execute function holdfast.guard_deletion() | public.painters | doesn't count version up",
                "drop trigger zz_holdfast_deleted_row on loans | loans | stamps rows that are inserted as deleted",
                "drop trigger zz_holdfast_no_delete on styles | styles | no trigger of holdfast.refuse_delete",
                "alter table loans disable trigger zz_holdfast_no_delete | loans | no trigger of holdfast.refuse_delete",
                "alter table loans drop constraint loans_deletion_check | loans | no check constraint",
            })
    void enableSoftDelete(String breaking, String subject, String cause, TestDatabase database) throws Exception {
        owner(database, breaking);
        Finding finding = finds(database, DeletionCheck.SOFT_DELETE_MISSING, subject);
        assertThat(finding.cause()).contains(cause);
        assertThat(finding.fix()).startsWith("<holdfast:enableSoftDelete ").contains(" version=\"2\"");
        DeclaredChanges.of(Studio.SCHEMA).agreeWith(finding.fix());
        mends(database, finding);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table loans drop constraint loans_painting_id_fkey_live | loans | painting_id refers to paintings with RESTRICT, but no foreign key over live",
                "alter table loans drop constraint loans_painting_id_fkey_live, drop constraint loans_painting_id_fkey | loans | no foreign key does, and no foreign key over live",
                "comment on constraint loans_painting_id_fkey on loans is null | loans | foreign key loans_painting_id_fkey doesn't say so",
                "comment on constraint loans_painting_id_fkey on loans is 'holdfast:keep' | loans | says holdfast:keep",
                "alter table bills rename constraint bills_frame_id_fkey to other; comment on constraint other on bills is 'mine' | bills | foreign key other doesn't say so",
                "alter table loans drop constraint loans_painting_id_fkey, add constraint loans_painting_id_fkey foreign key (tenant_id, painting_id) references paintings on delete cascade; comment on constraint loans_painting_id_fkey on loans is 'holdfast:restrict' | loans | changes rows when one is purged",
                "alter table stickers drop constraint stickers_painting_id_fkey_live | stickers | no foreign key over live",
                "alter table notes drop constraint notes_painter_id_fkey | notes | painter_id refers to public.painters with KEEP, but no foreign key does",
                "alter table notes add column live boolean generated always as (true) stored; alter table notes add constraint notes_painter_id_fkey_live foreign key (tenant_id, painter_id, live) references painters (tenant_id, id, live) | notes | foreign key notes_painter_id_fkey_live refuses the deletion",
                "drop trigger \"AA_paintings_painter_id_fkey\" on painters | paintings | no trigger on public.painters hides the rows with theirs",
                "alter table painters disable trigger \"AA_paintings_painter_id_fkey\" | paintings | no trigger on public.painters",
                "alter trigger \"AA_paintings_painter_id_fkey\" on painters rename to too_late | paintings | no trigger on public.painters",
                "create or replace function paintings_paintings_painter_id_fkey_cascade() returns trigger language plpgsql as 'begin return null; end' | paintings | no trigger on public.painters",
                "create or replace function paintings_paintings_painter_id_fkey_cascade() returns trigger language plpgsql as 'begin update public.paintings as own set deleted_at = new.deleted_at, deletion_id = gen_random_uuid() where own.tenant_id = new.tenant_id and own.painter_id = new.id and own.deleted_at is null; return null; end' | paintings | no trigger on public.painters",
                "drop trigger \"AA_sketches_original_id_fkey\" on sketches | sketches | original_id refers to sketches with CASCADE",
                "drop trigger \"AA_brushes_style_fkey\" on styles; alter table brushes drop constraint brushes_style_fkey | brushes | no foreign key does",
                "create function loans_extra() returns trigger language plpgsql as 'begin update public.loans as own set deleted_at = new.deleted_at, deletion_id = new.deletion_id where own.tenant_id = new.tenant_id and own.painting_id = new.id and own.deleted_at is null; return null; end'; comment on function loans_extra() is 'Made by Holdfast'; create trigger \"AA_extra\" after update of deleted_at on paintings for each row execute function loans_extra() | loans | trigger AA_extra cascades",
                "comment on constraint labels_painting_id_fkey on labels is 'holdfast:keep' | labels | says holdfast:keep",
                "comment on constraint frames_painting_id_fkey on frames is null | frames | doesn't say so",
                "alter table shades drop constraint shades_style_fkey | shades | style refers to styles with DERIVE, but no foreign key does",
            })
    void addSoftForeignKey(String breaking, String subject, String cause, TestDatabase database) throws Exception {
        owner(database, breaking);
        Finding finding = finds(database, DeletionCheck.SOFT_KEY_MISSING, subject);
        assertThat(finding.cause()).contains(cause);
        assertThat(finding.fix()).contains("<holdfast:addSoftForeignKey ");
        DeclaredChanges.of(Studio.SCHEMA).agreeWith(finding.fix(), "constraintName");
        mends(database, finding);
    }

    @Test
    @DisplayName("a foreign key that lacks the tenant becomes a soft one")
    void withoutTenant(TestDatabase database) throws Exception {
        owner(database, """
                alter table loans drop constraint loans_painting_id_fkey, drop constraint loans_painting_id_fkey_live;
                alter table paintings add constraint paintings_id_key unique (id);
                alter table loans add constraint loans_painting_id_fkey foreign key (painting_id) references paintings (id)
                """);
        Diagnosis diagnosis = Studio.holdfast(database).doctor();
        assertThat(diagnosis.findings())
                .extracting(Finding::check)
                .containsExactlyInAnyOrder(TenantCheck.FOREIGN_KEY_WITHOUT_TENANT, TenantCheck.UNIQUE_WITHOUT_TENANT);
        Shop.change(
                database,
                diagnosis.of(TenantCheck.FOREIGN_KEY_WITHOUT_TENANT).get(0).fix());
        owner(database, "alter table paintings drop constraint paintings_id_key");
        findsNothing(database);
    }

    @Test
    @DisplayName("a table that isn't soft-deletable yet, with rows of two tenants, in as many looks as it takes")
    void nothingThere(TestDatabase database) throws Exception {
        owner(database, """
                drop view loans_live;
                drop trigger zz_holdfast_deletion on loans;
                drop trigger zz_holdfast_no_delete on loans;
                alter table loans drop column live cascade, drop column deleted_at cascade, drop column deleted_by,
                    drop column delete_reason, drop column deletion_id;
                select holdfast.drop_purge('loans')
                """);
        assertThat(finds(database, DeletionCheck.SOFT_DELETE_MISSING, "loans").cause())
                .contains("lacks deleted_at, deleted_by, delete_reason, deletion_id, live");
        for (int look = 0; look < 3; look++) {
            for (Finding finding : Studio.holdfast(database).doctor().findings()) {
                Shop.change(database, finding.fix());
            }
        }
        findsNothing(database);
    }

    @Test
    @DisplayName("a column live of the table's own makes room")
    void foreignLive(TestDatabase database) throws Exception {
        owner(database, """
                alter table loans drop column live cascade;
                alter table loans add column live boolean generated always as (true) stored
                """);
        Finding finding = finds(database, DeletionCheck.SOFT_DELETE_MISSING, "loans");
        assertThat(finding.cause()).startsWith("column live is generated as true");
        owner(database, finding.fix());
        for (int look = 0; look < 3; look++) {
            for (Finding next : Studio.holdfast(database).doctor().findings()) {
                Shop.change(database, next.fix());
            }
        }
        findsNothing(database);
    }

    private static Finding finds(TestDatabase database, Check check, String subject) {
        Diagnosis diagnosis = Studio.holdfast(database).doctor();
        assertThat(diagnosis.findings())
                .as(diagnosis.toString())
                .extracting(finding -> finding.check() + " " + finding.subject())
                .containsExactly(check + " " + subject);
        return diagnosis.findings().get(0);
    }

    private static void mends(TestDatabase database, Finding finding) throws Exception {
        Shop.change(database, finding.fix());
        findsNothing(database);
    }

    private static void findsNothing(TestDatabase database) {
        Diagnosis diagnosis = Studio.holdfast(database).doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
    }

    private static void owner(TestDatabase database, String sql) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, sql);
        }
    }
}
