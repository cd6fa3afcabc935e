package dev.holdfast.jdbi.internal.deletion.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Live views")
@PostgresTest(template = Studio.class)
class LiveViewChecksTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "drop view loans_live | loans | it isn't there",
                "drop view bills_live | bills | it isn't there",
                "alter table loans add column note text | loans | it lacks note text",
                "alter table bills add column note text | bills | it lacks note text",
                "drop view loans_live; create view loans_live with (security_invoker, check_option=cascaded) as select own.id, own.tenant_id, own.painting_id, own.museum from loans own where deleted_at is null | loans | it isn't Holdfast's",
                "drop view loans_live; create table loans_live (id bigint) | loans | it isn't Holdfast's",
                "drop view loans_live; create materialized view loans_live as select 1 as one | loans | it isn't Holdfast's",
                "create or replace view loans_live with (security_invoker, check_option=cascaded) as select own.id, own.tenant_id, own.painting_id, own.museum from loans own where true | loans | shows other rows",
                "create or replace view loans_live with (security_invoker, check_option=cascaded) as select own.id, own.tenant_id, own.painting_id, upper(own.museum) as museum from loans own where deleted_at is null | loans | shows other rows",
                "create or replace view loans_live with (security_invoker, check_option=cascaded) as select own.id, own.tenant_id, own.painting_id, own.museum from loans own where deleted_at is null or museum = 'x' | loans | shows other rows",
                "create or replace view bills_live with (security_invoker, check_option=cascaded) as select id, tenant_id, frame_id, cents from bills own where exists (select from frames parent1 where parent1.tenant_id = own.tenant_id and parent1.id = own.frame_id and parent1.deleted_at is null) | bills | shows other rows",
                "comment on view loans_live is 'Made by Holdfast' | loans | nobody wrote down",
                "do $$ begin execute format('comment on view loans_live is %L', overlay(obj_description('loans_live'::regclass) placing repeat('0', 32) from 19)); end $$ | loans | what makes a row live has changed",
                "do $$ begin execute format('comment on view loans_live is %L', regexp_replace(obj_description('loans_live'::regclass), ' [0-9]+ .*$', concat(' 14 ', md5('')))); end $$ | loans | on another version of PostgreSQL",
                "alter view loans_live reset (check_option) | loans | no check option",
                "alter view loans_live set (check_option = local) | loans | no check option",
                "drop trigger holdfast_delete on loans_live | loans | a delete from it doesn't become a soft one",
                "revoke select, delete on loans_live from holdfast_app | loans | the application lacks SELECT, DELETE on it",
                "revoke all on bills_live from holdfast_app | bills | the application lacks SELECT, INSERT, UPDATE, DELETE on it",
            })
    void stale(String breaking, String subject, String cause, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner(breaking).finds(DeletionCheck.LIVE_VIEW_STALE, subject);
            assertThat(finding.cause())
                    .startsWith("the view " + subject + "_live: ")
                    .contains(cause);
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("what makes a row live comes to be something else: a parent that need not be there")
    void otherCondition(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("alter table frames alter painting_id drop not null");
            List<Finding> stale = ward.examine().of(DeletionCheck.LIVE_VIEW_STALE);
            assertThat(stale).extracting(Finding::subject).containsExactly("bills", "frames");
            assertThat(stale).allSatisfy(finding -> assertThat(finding.cause())
                    .endsWith("_live: what makes a row live has changed since it was made, or has another name"));
            ward.owner(stale.get(1).fix());
            assertThat(ward.examine().of(DeletionCheck.LIVE_VIEW_STALE)).isEmpty();
        }
    }

    @Test
    @DisplayName("where the application may not ask what a view should be, nothing is known of any")
    void nobodyToAsk(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("revoke execute on function holdfast.live_view_record(regclass), holdfast.live_query(regclass),"
                    + " holdfast.live_columns(regclass), holdfast.live_condition(regclass, text, regclass[]),"
                    + " holdfast.is_soft_deletable(regclass) from public, holdfast_app");
            List<Finding> stale = ward.examine().of(DeletionCheck.LIVE_VIEW_STALE);
            assertThat(stale).hasSize(10).allSatisfy(finding -> assertThat(finding.cause())
                    .contains("no function holdfast.live_view_record that the application may call"));
            ward.mends(stale.get(0));
        }
    }

    @Test
    @DisplayName("made on another version of PostgreSQL that printed it the same, it is the same")
    void printedAlike(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("do $$ begin execute format('comment on view loans_live is %L',"
                    + " regexp_replace(obj_description('loans_live'::regclass), ' [0-9]+ ', ' 14 ')); end $$");
            assertThat(ward.examine().of(DeletionCheck.LIVE_VIEW_STALE)).isEmpty();
        }
    }

    @Test
    @DisplayName("a view whose comment only begins as Holdfast's is somebody else's")
    void anotherComment(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner("comment on view loans_live is 'Made by Holdfast Ltd'")
                    .finds(DeletionCheck.LIVE_VIEW_STALE, "loans");
            assertThat(finding.cause()).contains("it isn't Holdfast's");
        }
    }

    @Test
    @DisplayName("a view of the application's with the right record is the application's all the same")
    void made(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("drop view loans_live");
            ward.owner("grant create on schema public to holdfast_app");
            ward.as(Role.APPLICATION, "create view loans_live with (security_invoker = true) as select * from loans");
            ward.as(
                    Role.APPLICATION,
                    "do $$ begin execute format('comment on view loans_live is %L',"
                            + " concat('Made by Holdfast: ', holdfast.live_view_record('loans'))); end $$");
            assertThat(ward.examine().of(DeletionCheck.LIVE_VIEW_STALE))
                    .anySatisfy(finding -> assertThat(finding.cause()).contains("loans_live: it isn't Holdfast's"));
        }
    }

    @Test
    @DisplayName("the application can't write the record that the doctor compares with")
    void forged(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            assertThatThrownBy(() -> ward.as(Role.APPLICATION, "comment on view loans_live is 'Made by Holdfast: x'"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    @DisplayName("with its owner's rights: for a tenant's table it is the check of views that says so")
    void ownersRights(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.mends(ward.owner("alter view loans_live reset (security_invoker)")
                    .finds(TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER, "public.loans_live"));
        }
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            Finding finding = ward.owner("alter view styles_live reset (security_invoker)")
                    .finds(DeletionCheck.LIVE_VIEW_STALE, "styles");
            assertThat(finding.cause()).contains("no security_invoker");
            ward.mends(finding);
        }
    }

    @Test
    @DisplayName("what a parent's view shows isn't the child's fault")
    void parent(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.mends(ward.owner("drop view frames_live").finds(DeletionCheck.LIVE_VIEW_STALE, "frames"));
        }
    }

    @ParameterizedTest(name = "names that need quotes: {0}")
    @ValueSource(strings = {"Order", "values", "own", "a b", "größe"})
    void quoted(String name, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.owner("alter table bills add column \"" + name + "\" varchar(7)");
            ward.mends(ward.finds(DeletionCheck.LIVE_VIEW_STALE, "bills"));
        }
    }

    @Test
    @DisplayName("tables that the search path doesn't find are printed with their schema")
    void otherSchema(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(dev.holdfast.table.Schema.of(Studio.PAINTERS))) {
            ward.superuser(
                    "drop view bills_live, frames_live, labels_live",
                    "drop table bills, frames, labels, notes, stickers, loans, sketches, paintings cascade");
            ward.superuser("set local search_path = holdfast").findsNothing();
        }
    }
}
