package dev.holdfast.query;

import static dev.holdfast.fixture.Gallery.Labels.LABELS;
import static dev.holdfast.fixture.Gallery.Painters.PAINTERS;
import static dev.holdfast.fixture.Gallery.Paintings.PAINTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Expressions;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.table.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SoftDeleteTest {

    private static final Schema SCHEMA = Schema.of(PAINTERS, PAINTINGS, LABELS);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aSelectMeansLiveRows() {
        assertThat(Select.from(PAINTERS).select(PAINTERS.id).toSql())
                .isEqualTo("select painters.id from painters"
                        + " where painters.tenant_id = ? and painters.deleted_at is null");
        assertThat(Select.from(PAINTERS)
                        .select(PAINTERS.id)
                        .where(PAINTERS.id.eq(1L).or(PAINTERS.id.eq(2L)))
                        .toSql())
                .endsWith("where painters.tenant_id = ? and painters.deleted_at is null"
                        + " and (painters.id = ? or painters.id = ?)");
    }

    @Test
    @DisplayName("SD-17 naming deleted rows never drops the tenant's filter")
    void theTenantStays() {
        assertThat(Select.from(PAINTERS.withDeleted()).select(PAINTERS.id).toSql())
                .isEqualTo("select painters.id from painters where painters.tenant_id = ?");
        assertThat(Select.from(PAINTERS.onlyDeleted()).select(PAINTERS.id).toSql())
                .isEqualTo("select painters.id from painters"
                        + " where painters.tenant_id = ? and painters.deleted_at is not null");
        assertThat(Select.from(PAINTERS.withDeleted())
                        .select(PAINTERS.id)
                        .texts(Audience.ALL_TENANTS)
                        .get(0)
                        .sql())
                .isEqualTo("select painters.id from painters");
    }

    @Test
    void deletedRowsAreNamedByTheirTime() {
        assertThat(Select.from(PAINTERS.onlyDeleted().since(TIME).before(TIME.plusSeconds(9)))
                        .select(PAINTERS.id)
                        .toSql())
                .endsWith("where painters.tenant_id = ? and painters.deleted_at is not null"
                        + " and painters.deleted_at >= ?::timestamptz and painters.deleted_at < ?::timestamptz");
    }

    @Test
    void theStampsAreSelectedOnlyWhereDeletedRowsAreMeant() {
        assertThat(Select.from(PAINTERS).toSql()).doesNotContain("deletion_id");
        assertThat(Select.from(PAINTERS.withDeleted()).toSql())
                .contains("painters.version, painters.deleted_at, painters.deleted_by, painters.delete_reason,"
                        + " painters.deletion_id from");
        assertThat(PAINTERS.columns()).hasSize(6);
    }

    @Test
    @DisplayName("SD-7 the filter of a left join goes into its condition")
    void joins() {
        assertThat(Select.from(PAINTERS)
                        .leftJoin(PAINTINGS, PAINTINGS.painterId.eq(PAINTERS.id))
                        .select(PAINTERS.id)
                        .toSql())
                .isEqualTo("select painters.id from painters left join paintings on paintings.tenant_id = ?"
                        + " and paintings.deleted_at is null and paintings.painter_id = painters.id"
                        + " where painters.tenant_id = ? and painters.deleted_at is null");
        var gone = PAINTINGS.onlyDeleted().alias("gone");
        assertThat(Select.from(PAINTERS)
                        .join(gone, gone.of(PAINTINGS.painterId).eq(PAINTERS.id))
                        .select(gone.of(PAINTINGS.id), gone.of(PAINTINGS.deletedAt()))
                        .toSql())
                .isEqualTo("select gone.id, gone.deleted_at from painters join paintings as gone on gone.tenant_id = ?"
                        + " and gone.deleted_at is not null and gone.painter_id = painters.id"
                        + " where painters.tenant_id = ? and painters.deleted_at is null");
    }

    @Test
    void subqueriesAndChildrenAreFilteredToo() {
        assertThat(Select.from(PAINTERS)
                        .select(PAINTERS.id)
                        .where(PAINTERS.id.oneOf(Select.from(PAINTINGS).values(PAINTINGS.painterId)))
                        .toSql())
                .endsWith("painters.id in (select paintings.painter_id from paintings"
                        + " where paintings.tenant_id = ? and paintings.deleted_at is null)");
        assertThat(Select.from(PAINTERS)
                        .include(Include.children(PAINTINGS.painterId))
                        .toSql())
                .contains("from paintings where paintings.tenant_id = ? and paintings.deleted_at is null and");
        assertThat(Select.from(PAINTERS)
                        .include(Include.children(PAINTINGS.painterId).among(PAINTINGS.onlyDeleted()))
                        .toSql())
                .contains("paintings.deletion_id as v7")
                .contains("from paintings where paintings.tenant_id = ? and paintings.deleted_at is not null and");
        assertThatThrownBy(() -> Include.children(PAINTINGS.painterId).among(PAINTERS.onlyDeleted()))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("isn't about the rows of paintings.painter_id");
        assertThat(Select.from(PAINTERS).counted().toSql())
                .isEqualTo("select count(*) from painters"
                        + " where painters.tenant_id = ? and painters.deleted_at is null");
    }

    @Test
    void aDerivedRowIsLiveWhileItsParentIs() {
        assertThat(Select.from(LABELS).select(LABELS.id).toSql())
                .isEqualTo("select labels.id from labels where labels.tenant_id = ?"
                        + " and (labels.painting_id is null or exists (select 1 from paintings as parent_1"
                        + " where parent_1.tenant_id = labels.tenant_id and parent_1.id = labels.painting_id"
                        + " and parent_1.deleted_at is null))");
    }

    @Test
    void aDeleteHides() {
        String sql = Delete.from(PAINTERS).where(PAINTERS.id.eq(1L)).toSql();
        assertThat(sql)
                .isEqualTo("update painters set deleted_at = now(), deletion_id = ?,"
                        + " deleted_by = nullif(current_setting('holdfast.actor', true), ''),"
                        + " delete_reason = nullif(current_setting('holdfast.reason', true), ''),"
                        + " version = painters.version + 1"
                        + " where painters.tenant_id = ? and painters.deleted_at is null and painters.id = ?");
        assertThat(Delete.from(LABELS).where(LABELS.id.eq(1L)).toSql()).startsWith("delete from labels where");
        assertThatThrownBy(() -> Delete.from(PAINTERS).toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("everyRow()");
    }

    @Test
    void eachDeletionHasAnIdOfItsOwn() {
        Delete delete = Delete.from(PAINTERS).where(PAINTERS.id.eq(1L));
        assertThat(id(delete)).isNotEqualTo(id(delete));
        assertThat(id(delete).version()).isEqualTo(7);
    }

    private static UUID id(Delete delete) {
        SqlText text = delete.texts(Audience.TENANT).get(0);
        return (UUID) java.util.Objects.requireNonNull(text.parameters().get(0).value());
    }

    @Test
    void aDeletionIsCountedInTheSameRoundTrip() {
        var query = Delete.from(PAINTERS)
                .where(PAINTERS.id.eq(1L))
                .as(UUID.randomUUID())
                .counted(SCHEMA.hiddenWith(PAINTERS));
        SqlText text = query.texts(Audience.TENANT).get(0);
        assertThat(text.sql())
                .contains("and painters.id = ?; select (select count(*) from painters"
                        + " where painters.tenant_id = ? and painters.deletion_id = ?), (select count(*) from paintings"
                        + " where paintings.tenant_id = ? and paintings.deletion_id = ?)");
        assertThat(text.resultsBefore()).isEqualTo(1);
        assertThatThrownBy(() -> Delete.from(LABELS).everyRow().as(UUID.randomUUID()))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("isn't soft-deletable");
    }

    @Test
    void anUpdateMeansLiveRows() {
        assertThat(Update.table(PAINTERS)
                        .set(PAINTERS.name, "x")
                        .where(PAINTERS.id.eq(1L))
                        .toSql())
                .endsWith("where painters.tenant_id = ? and painters.deleted_at is null and painters.id = ?");
        assertThat(Update.rows(PAINTERS.withDeleted())
                        .set(PAINTERS.onHold, true)
                        .where(PAINTERS.id.eq(1L))
                        .toSql())
                .endsWith("where painters.tenant_id = ? and painters.id = ?");
        assertThatThrownBy(() -> Update.rows(PAINTERS.withDeleted().alias("p")))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("not its alias");
    }

    @Test
    void theStampsAreSetByDeletingAlone() {
        assertThatThrownBy(() -> Update.table(PAINTERS).set(PAINTERS.deletedAt(), TIME))
                .isInstanceOf(StatementException.class)
                .hasMessage("painters.deleted_at is a stamp of the row's deletion: use deleteFrom(…) and restore(…),"
                        + " which set it");
    }

    @Test
    @DisplayName("SD-8 an upsert names the live rows' index")
    void upsert() {
        Insert insert =
                Insert.into(PAINTERS).row(row -> row.set(PAINTERS.id, 1L).set(PAINTERS.email, "a@x"));
        assertThat(insert.onConflict(OnConflict.on(PAINTERS.email)).toSql())
                .endsWith("on conflict (tenant_id, email) where deleted_at is null do nothing");
        assertThat(insert.onConflict(OnConflict.on(PAINTERS.email).update(PAINTERS.name))
                        .toSql())
                .endsWith("on conflict (tenant_id, email) where deleted_at is null"
                        + " do update set name = excluded.name, version = painters.version + 1");
        assertThat(insert.onConflict(OnConflict.on(PAINTERS.id).update(PAINTERS.email))
                        .toSql())
                .endsWith("on conflict (tenant_id, id) do update set email = excluded.email,"
                        + " version = painters.version + 1 where painters.deleted_at is null");
    }

    @Test
    void anUpsertRevivesByChoice() {
        Insert insert =
                Insert.into(PAINTERS).row(row -> row.set(PAINTERS.id, 1L).set(PAINTERS.email, "a@x"));
        assertThat(insert.onConflict(OnConflict.on(PAINTERS.id)
                                .update(PAINTERS.email)
                                .reviving())
                        .toSql())
                .endsWith(
                        "on conflict (tenant_id, id) do update set email = excluded.email, deleted_at = null,"
                                + " deletion_id = null, deleted_by = null, delete_reason = null, version = painters.version + 1");
        SqlText byEmail = insert.onConflict(
                        OnConflict.on(PAINTERS.email).update(PAINTERS.name).reviving())
                .texts(Audience.TENANT)
                .get(0);
        assertThat(byEmail.sql())
                .startsWith("update painters set deleted_at = null")
                .contains(" in (select distinct on (gone.email) gone.id from painters as gone where gone.tenant_id = ?"
                        + " and gone.deleted_at is not null and (gone.email) in (select * from unnest(?::text[]))"
                        + " and not exists (select 1 from painters as live_row where live_row.tenant_id = ?"
                        + " and live_row.deleted_at is null and live_row.email = gone.email)"
                        + " order by gone.email, gone.deleted_at desc, gone.deletion_id desc); insert into painters");
        assertThat(byEmail.resultsBefore()).isEqualTo(1);
        assertThat(insert.onConflict(
                                OnConflict.on(PAINTERS.tenantId, PAINTERS.id).update(PAINTERS.email))
                        .toSql())
                .contains("on conflict (tenant_id, id) do update")
                .endsWith("where painters.deleted_at is null");
        assertThatThrownBy(() -> insert.onConflict(OnConflict.on(PAINTERS.email)
                                .among(PAINTERS.name.isNull())
                                .reviving())
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("among(…)");
        assertThatThrownBy(() -> Insert.into(PAINTERS)
                        .row(row -> row.set(PAINTERS.id, 1L)
                                .set(PAINTERS.email, "a@x")
                                .set(PAINTERS.tenantId, 1L))
                        .onConflict(OnConflict.on(PAINTERS.email).reviving())
                        .texts(Audience.ALL_TENANTS))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("within one tenant");
        assertThatThrownBy(() -> Insert.into(LABELS)
                        .row(row -> row.set(LABELS.id, 1L))
                        .onConflict(OnConflict.on(LABELS.id).reviving())
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("gone for good");
        assertThatThrownBy(() -> Insert.into(PAINTERS)
                        .row(row -> row.set(PAINTERS.id, 1L).setTo(PAINTERS.email, Expressions.lower(PAINTERS.email)))
                        .onConflict(OnConflict.on(PAINTERS.email).reviving())
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("needs a plain value");
    }

    @Test
    void aDeletionIsRestoredInOneStatement() {
        UUID id = UUID.randomUUID();
        var query = new RestoreQuery(Map.of(PAINTINGS, RestoreQuery.hiddenBy(PAINTINGS, id)));
        SqlText text = query.texts(Audience.TENANT).get(0);
        assertThat(text.sql())
                .isEqualTo("select set_config('holdfast.cascade', 'off', true); with restored_1 as (update paintings"
                        + " set deleted_at = null, deletion_id = null, deleted_by = null, delete_reason = null"
                        + " where paintings.tenant_id = ? and paintings.deletion_id = ?"
                        + " and paintings.deleted_at is not null returning 1)"
                        + " select (select count(*) from restored_1); select set_config('holdfast.cascade', '', true)");
        assertThat(text.resultsBefore()).isEqualTo(1);
        assertThat(text.readOnly()).isFalse();
    }

    @Test
    void pagesAndAliasesWorkOverDeletedRows() {
        assertThat(Select.from(PAINTERS.onlyDeleted())
                        .orderBy(PAINTERS.deletedAt().desc())
                        .limit(10)
                        .paged()
                        .rows()
                        .toSql())
                .endsWith("order by painters.deleted_at desc, painters.id desc limit 11");
        var other = PAINTERS.alias("other");
        assertThat(Select.from(other).select(other.of(PAINTERS.id)).toSql())
                .endsWith("where other.tenant_id = ? and other.deleted_at is null");
    }

    @Test
    void hiddenRowsOfAPlainTableAreNamedToo() {
        assertThat(Select.from(LABELS.withHidden()).select(LABELS.id).toSql())
                .isEqualTo("select labels.id from labels where labels.tenant_id = ?");
        assertThat(Delete.rows(LABELS.withHidden()).where(LABELS.id.eq(1L)).toSql())
                .isEqualTo("delete from labels where labels.tenant_id = ? and labels.id = ?");
        assertThatThrownBy(() -> Delete.rows(PAINTERS.withDeleted()))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("by a purge");
        assertThatThrownBy(() -> LABELS.withHidden().since(TIME))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("no time of deletion");
    }
}
