package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.BoundRevert;
import dev.holdfast.audit.RecordedChanges;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.audit.RevertResult.NothingToRevert;
import dev.holdfast.audit.RevertResult.Refused;
import dev.holdfast.audit.RevertResult.Reverted;
import dev.holdfast.audit.RevertedChange;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changes are undone as new changes, all or none, and every conflict is told. */
@PostgresTest(template = Audited.OfPress.class)
class AuditRevertTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final TenantScope scope;
    private UUID author = new UUID(0, 0);

    AuditRevertTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.scope = holdfast.tenant(Press.A).actor("ann");
    }

    @BeforeEach
    void author() {
        author = Press.author(scope, "author-" + UUID.randomUUID());
    }

    private UUID article(String title) {
        return Press.article(scope, author, title);
    }

    private void retitle(UUID id, String title) {
        scope.update(ARTICLES)
                .set(ARTICLES.title, title)
                .where(ARTICLES.id.eq(id))
                .execute();
    }

    private @Nullable String title(UUID id) {
        return scope.from(ARTICLES)
                .where(ARTICLES.id.eq(id))
                .values(ARTICLES.title)
                .findOne()
                .orElse(null);
    }

    private AuditEntry last(UUID id) {
        return scope.audit().of(ARTICLES, id).first().orElseThrow();
    }

    private static List<RevertConflict> conflicts(RevertResult result) {
        return ((Refused) result).conflicts();
    }

    @Test
    @DisplayName("an update is undone by an update, which is recorded as the reverter's")
    void update() {
        UUID id = article("A");
        retitle(id, "B");
        AuditEntry entry = last(id);

        RevertResult dry = scope.audit().reverting(entry).dryRun();
        assertThat(dry.isReverted()).isTrue();
        assertThat(((Reverted) dry).dryRun()).isTrue();
        assertThat(title(id)).isEqualTo("B");
        assertThat(last(id).sequence()).isEqualTo(entry.sequence());

        RevertResult result =
                scope.actor("bob").because("a mistake").audit().reverting(entry).execute();

        assertThat(((Reverted) result).changes())
                .singleElement()
                .extracting(RevertedChange::done, change -> change.entry().sequence())
                .containsExactly(AuditAction.UPDATE, entry.sequence());
        assertThat(result.toString()).contains("update of articles " + id + " undone by an update");
        assertThat(title(id)).isEqualTo("A");
        AuditEntry undone = last(id);
        assertThat(undone.of(ARTICLES.title)).hasToString("\"B\" → \"A\"");
        assertThat(undone.changeSet().actor()).isEqualTo("bob");
        assertThat(undone.changeSet().reason()).isEqualTo("a mistake");
        assertThat(scope.audit().reverting(undone).execute().isReverted()).isTrue();
        assertThat(title(id)).isEqualTo("B");
    }

    @Test
    @DisplayName("a key that entries leave out is their key all the same: a deletion and a changed key are undone")
    void keyLeftOut() {
        Audited.enable(database, "articles", "'tenant_id'", "excluded_columns => array['id', 'tenant_id']::name[]");
        try {
            UUID id = article("A");
            UUID other = UUID.randomUUID();
            Sql.run(database.superuserDataSource(), "update articles set id = '" + other + "' where id = '" + id + "'");
            AuditEntry rekeyed = last(other);
            assertThat(rekeyed.isKeyChanged()).isTrue();
            assertThat(rekeyed.columns()).isEmpty();
            assertThat(scope.audit().reverting(rekeyed).execute().isReverted()).isTrue();
            assertThat(title(other)).isNull();
            scope.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
            AuditEntry deleted = last(id);
            assertThat(deleted.columns()).contains("title").doesNotContain("id", "tenant_id");
            assertThat(scope.audit().reverting(deleted).execute().isReverted()).isTrue();
            assertThat(title(id)).isEqualTo("A");
        } finally {
            Audited.enable(database, "articles", "'tenant_id'");
        }
    }

    @Test
    @DisplayName("to leave alone what is no column is refused by its name")
    void leavingNothing() {
        UUID id = article("A");
        retitle(id, "B");
        BoundRevert revert = scope.audit().reverting(last(id)).leaving("nope", "title");
        assertThat(revert)
                .hasToString("reverting change set " + last(id).changeSet().id() + ", entry " + last(id).sequence()
                        + ", leaving [nope, title]");
        assertThatThrownBy(revert::dryRun)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("leaving(…) names [nope], and no column of [articles]");
        assertThat(scope.audit().of(ARTICLES, id).byActor("ann").oldestFirst())
                .hasToString("audit log of articles [" + id + "], by ann, oldest first");
    }

    @Test
    @DisplayName("other columns keep what they have by now")
    void otherColumns() {
        UUID id = article("A");
        retitle(id, "B");
        AuditEntry entry = last(id);
        scope.update(ARTICLES).set(ARTICLES.rating, 5).where(ARTICLES.id.eq(id)).execute();

        assertThat(scope.audit().reverting(entry).execute().isReverted()).isTrue();

        assertThat(title(id)).isEqualTo("A");
        assertThat(scope.from(ARTICLES)
                        .where(ARTICLES.id.eq(id))
                        .values(ARTICLES.rating)
                        .one())
                .isEqualTo(5);
    }

    @Test
    @DisplayName("a value that somebody changed since is a conflict, and nothing is changed")
    void changedSince() {
        UUID id = article("A");
        scope.update(ARTICLES)
                .set(ARTICLES.title, "B")
                .set(ARTICLES.rating, 1)
                .where(ARTICLES.id.eq(id))
                .execute();
        AuditEntry entry = last(id);
        retitle(id, "C");

        RevertResult result = scope.audit().reverting(entry).execute();

        assertThat(conflicts(result)).singleElement().isInstanceOfSatisfying(RevertConflict.ValueDiffers.class, c -> {
            assertThat(c.column()).isEqualTo("title");
            assertThat(c.expected()).isEqualTo("B");
            assertThat(c.actual()).isEqualTo("C");
            assertThat(c.entry().sequence()).isEqualTo(entry.sequence());
        });
        assertThat(result).hasToString("Refused[update of articles " + id + ": its title was changed since]");
        assertThat(title(id)).isEqualTo("C");
        assertThat(scope.audit().reverting(entry).leaving("title").execute().isReverted())
                .isTrue();
        assertThat(title(id)).isEqualTo("C");
        assertThat(scope.from(ARTICLES)
                        .where(ARTICLES.id.eq(id))
                        .values(ARTICLES.rating)
                        .one())
                .isNull();
    }

    @Test
    @DisplayName("a row that is gone, and one that is there again, are conflicts")
    void goneAndThere() {
        UUID id = article("A");
        retitle(id, "B");
        AuditEntry update = last(id);
        scope.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();
        AuditEntry delete = last(id);

        assertThat(conflicts(scope.audit().reverting(update).execute()))
                .singleElement()
                .isInstanceOf(RevertConflict.RowGone.class);
        assertThat(scope.audit().reverting(delete).execute().isReverted()).isTrue();
        assertThat(title(id)).isEqualTo("B");
        assertThat(conflicts(scope.audit().reverting(delete).dryRun()))
                .singleElement()
                .isInstanceOf(RevertConflict.RowExists.class);
    }

    @Test
    @DisplayName("a new row is deleted only where nobody changed it since")
    void insert() {
        UUID id = article("A");
        AuditEntry insert = last(id);
        retitle(id, "B");
        long since = last(id).sequence();

        assertThat(conflicts(scope.audit().reverting(insert).execute()))
                .singleElement()
                .isInstanceOfSatisfying(RevertConflict.ChangedSince.class, c -> assertThat(c.sequence())
                        .isEqualTo(since));

        UUID untouched = article("A");
        assertThat(scope.audit().reverting(last(untouched)).execute().isReverted())
                .isTrue();
        assertThat(title(untouched)).isNull();
        assertThat(conflicts(scope.audit()
                        .reverting(scope.audit()
                                .of(ARTICLES, untouched)
                                .oldestFirst()
                                .first()
                                .orElseThrow())
                        .execute()))
                .singleElement()
                .isInstanceOf(RevertConflict.ChangedSince.class);
    }

    @Test
    @DisplayName(
            "a change set is undone from its last change to its first: rows that are new, changed, moved and gone in it")
    void changeSet() {
        UUID old = article("old");
        UUID gone = article("gone");
        UUID fresh = UUID.randomUUID();
        UUID moved = UUID.randomUUID();
        UUID brief = UUID.randomUUID();
        String actor = "actor-" + UUID.randomUUID();
        scope.actor(actor).useTransaction(tx -> {
            for (UUID id : new UUID[] {fresh, brief}) {
                tx.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                                .set(ARTICLES.authorId, author)
                                .set(ARTICLES.title, "new")
                                .set(ARTICLES.tags, List.of()))
                        .execute();
            }
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "newer")
                    .where(ARTICLES.id.eq(fresh))
                    .execute();
            tx.update(ARTICLES)
                    .set(ARTICLES.id, moved)
                    .where(ARTICLES.id.eq(fresh))
                    .execute();
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "older")
                    .where(ARTICLES.id.eq(old))
                    .execute();
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "oldest")
                    .where(ARTICLES.id.eq(old))
                    .execute();
            tx.deleteFrom(ARTICLES)
                    .where(ARTICLES.id.oneOf(List.of(gone, brief)))
                    .execute();
        });
        RecordedChanges changes = scope.audit()
                .changeSet(
                        scope.audit().changeSets().byActor(actor).list(1).get(0).id())
                .orElseThrow();
        assertThat(changes.entries()).hasSize(8);

        assertThat(scope.audit().reverting(changes).dryRun().isReverted()).isTrue();
        RevertResult result = scope.audit().reverting(changes).execute();

        assertThat(((Reverted) result).changes())
                .extracting(RevertedChange::done)
                .containsExactly(
                        AuditAction.INSERT,
                        AuditAction.INSERT,
                        AuditAction.UPDATE,
                        AuditAction.UPDATE,
                        AuditAction.UPDATE,
                        AuditAction.UPDATE,
                        AuditAction.DELETE,
                        AuditAction.DELETE);
        assertThat(title(old)).isEqualTo("old");
        assertThat(title(gone)).isEqualTo("gone");
        assertThat(title(fresh)).isNull();
        assertThat(title(moved)).isNull();
        assertThat(title(brief)).isNull();
    }

    @Test
    @DisplayName("of a change set every conflict is told, and nothing of it is undone")
    void allOrNothing() {
        UUID first = article("A");
        UUID second = article("A");
        UUID third = article("A");
        UUID added = UUID.randomUUID();
        String actor = "actor-" + UUID.randomUUID();
        scope.actor(actor).useTransaction(tx -> {
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "B")
                    .where(ARTICLES.id.oneOf(List.of(first, second, third)))
                    .execute();
            tx.insertInto(ARTICLES, row -> row.set(ARTICLES.id, added)
                            .set(ARTICLES.authorId, author)
                            .set(ARTICLES.title, "new")
                            .set(ARTICLES.tags, List.of()))
                    .execute();
        });
        retitle(first, "C");
        retitle(added, "C");
        scope.deleteFrom(ARTICLES).where(ARTICLES.id.eq(second)).execute();
        long id = scope.audit().changeSets().byActor(actor).list(1).get(0).id();

        RevertResult result = scope.audit().revertingChangeSet(id).execute();

        assertThat(conflicts(result))
                .extracting(conflict -> conflict.getClass().getSimpleName())
                .containsExactlyInAnyOrder("ChangedSince", "ValueDiffers", "RowGone");
        assertThat(title(third)).isEqualTo("B");
        assertThat(scope.audit().revertingChangeSet(-1).execute()).isInstanceOf(NothingToRevert.class);
    }

    @Test
    @DisplayName("keys that are in the way are conflicts with their constraint, found by a dry run, too")
    void constraints() {
        UUID id = article("A");
        UUID other = Press.author(scope, "other-" + UUID.randomUUID());
        scope.update(ARTICLES)
                .set(ARTICLES.authorId, other)
                .where(ARTICLES.id.eq(id))
                .execute();
        AuditEntry entry = last(id);
        scope.deleteFrom(dev.holdfast.jdbi.fixture.Authors.AUTHORS)
                .where(dev.holdfast.jdbi.fixture.Authors.AUTHORS.id.eq(author))
                .execute();

        for (RevertResult result : List.of(
                scope.audit().reverting(entry).dryRun(),
                scope.audit().reverting(entry).execute())) {
            assertThat(conflicts(result))
                    .singleElement()
                    .isInstanceOfSatisfying(RevertConflict.ConstraintInTheWay.class, c -> {
                        assertThat(c.table()).isEqualTo("articles");
                        assertThat(c.constraint()).contains("author_id");
                        assertThat(c.sqlState()).isEqualTo("23503");
                    });
        }
    }

    @Test
    @DisplayName("in a transaction a conflict leaves it usable, and a reversion ends with it")
    void inATransaction() {
        UUID id = article("A");
        retitle(id, "B");
        AuditEntry entry = last(id);
        retitle(id, "C");
        AuditEntry newer = last(id);
        scope.useTransaction(tx -> {
            assertThat(tx.audit().reverting(entry).execute()).isInstanceOf(Refused.class);
            assertThat(tx.audit().reverting(newer).execute().isReverted()).isTrue();
            assertThat(tx.audit().reverting(entry).execute().isReverted()).isTrue();
            assertThat(tx.from(ARTICLES)
                            .where(ARTICLES.id.eq(id))
                            .values(ARTICLES.title)
                            .one())
                    .isEqualTo("A");
            tx.rollbackOnly();
        });
        assertThat(title(id)).isEqualTo("C");
    }

    @Test
    @DisplayName("AH-27 of a table that is audited late an old row's update is undone, to what was there before")
    void auditedLate() {
        Sql.run(
                database.ownerDataSource(),
                "create table late (id bigint primary key, a text, b jsonb, c numeric(8,2)[]);"
                        + " insert into late values (1, 'original', '{\"x\": [1, null]}', '{1.50,NULL}');"
                        + " grant select, insert, update, delete on late to "
                        + database.user(dev.holdfast.testkit.Role.APPLICATION));
        Audited.enable(database, "late", "null");
        var shared = holdfast.withoutTenant();
        Sql.run(database.applicationDataSource(), "update late set a = 'changed', b = null, c = '{}' where id = 1");
        AuditEntry entry = shared.audit().everything().list(1).get(0);
        assertThat(entry.table()).isEqualTo("late");
        assertThat(entry.ofText("a").before()).isEqualTo("original");
        String now = "select a || b::text || c::text from late where id = 1";

        assertThat(shared.audit().reverting(entry).execute().isReverted()).isTrue();
        assertThat(Sql.one(database.applicationDataSource(), now)).isEqualTo("original{\"x\": [1, null]}{1.50,NULL}");

        Sql.run(database.applicationDataSource(), "delete from late");
        entry = shared.audit().everything().list(1).get(0);
        assertThat(shared.audit().reverting(entry).execute().isReverted()).isTrue();
        assertThat(Sql.one(database.applicationDataSource(), now)).isEqualTo("original{\"x\": [1, null]}{1.50,NULL}");
    }

    @Test
    @DisplayName("columns that are no more, values that aren't recorded and a table that was emptied are conflicts")
    void missingValues() {
        Sql.run(
                database.ownerDataSource(),
                "create table partial (id bigint primary key, a text, secret text not null, d text not null default 'd');"
                        + " grant select, insert, update, delete on partial to "
                        + database.user(dev.holdfast.testkit.Role.APPLICATION));
        Audited.enable(database, "partial", "null", "excluded_columns => '{secret,d}'");
        var audit = holdfast.withoutTenant().audit();
        Sql.run(database.applicationDataSource(), "insert into partial values (1, 'a', 's', 'x'), (2, 'a', 's', 'x')");
        Sql.run(database.applicationDataSource(), "update partial set a = 'b' where id = 1");
        AuditEntry update = audit.everything().list(1).get(0);
        Sql.run(database.applicationDataSource(), "delete from partial where id = 2");
        AuditEntry delete = audit.everything().list(1).get(0);

        assertThat(conflicts(audit.reverting(delete).execute()))
                .singleElement()
                .isInstanceOfSatisfying(RevertConflict.ValuesMissing.class, c -> assertThat(c.columns())
                        .containsExactly("secret"));

        Sql.run(database.ownerDataSource(), "truncate partial");
        assertThat(conflicts(audit.reverting(audit.everything().list(1).get(0)).execute()))
                .singleElement()
                .isInstanceOfSatisfying(RevertConflict.ValuesMissing.class, c -> assertThat(c.columns())
                        .isEmpty());

        Sql.run(database.ownerDataSource(), "alter table partial rename a to z");
        assertThat(conflicts(audit.reverting(update).execute()))
                .singleElement()
                .isInstanceOfSatisfying(RevertConflict.ColumnsGone.class, c -> assertThat(c.columns())
                        .containsExactly("a"));
        Sql.run(database.ownerDataSource(), "drop table partial");
        assertThat(conflicts(audit.reverting(update).execute()))
                .singleElement()
                .isInstanceOf(RevertConflict.RowGone.class);
    }

    @Test
    @DisplayName("rows that would go with a new row that is deleted are a conflict")
    void referred() {
        String app = database.user(dev.holdfast.testkit.Role.APPLICATION);
        Sql.run(
                database.ownerDataSource(),
                "create table parent (a int, b text, primary key (a, b)); create table child (id int primary key, pa int, pb text,"
                        + " foreign key (pa, pb) references parent on delete cascade);"
                        + " grant select, insert, update, delete on parent, child to " + app);
        Audited.enable(database, "parent", "null");
        Sql.run(database.applicationDataSource(), "insert into parent values (1, E'say \"x\"\\n')");
        var audit = holdfast.withoutTenant().audit();
        AuditEntry insert = audit.everything().list(1).get(0);
        assertThat(insert.key()).containsExactly("1", "say \"x\"\n");
        Sql.run(database.applicationDataSource(), "insert into child select 1, a, b from parent");

        assertThat(conflicts(audit.reverting(insert).execute()))
                .singleElement()
                .isInstanceOfSatisfying(RevertConflict.StillReferred.class, c -> assertThat(c.table())
                        .isEqualTo("child"));
        Sql.run(database.applicationDataSource(), "delete from child");
        assertThat(audit.reverting(insert).execute().isReverted()).isTrue();
        assertThat(Sql.one(database.applicationDataSource(), "select count(*) from parent"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("AH-22 another tenant reverts nothing, and what it may not write is refused")
    void otherTenants() {
        UUID id = article("A");
        retitle(id, "B");
        AuditEntry entry = last(id);

        assertThat(holdfast.tenant(Press.B).audit().reverting(entry).execute()).isInstanceOf(NothingToRevert.class);
        assertThat(holdfast.tenant(Press.B)
                        .audit()
                        .revertingChangeSet(entry.changeSet().id())
                        .execute())
                .isInstanceOf(NothingToRevert.class);
        assertThat(title(id)).isEqualTo("B");
        assertThatThrownBy(
                        () -> Sql.run(
                                database.applicationDataSource(),
                                "begin; select set_config('holdfast.tenant_id', '1', true); delete from holdfast.audit_entries"))
                .hasMessageContaining("permission denied");
    }

    @Test
    @DisplayName("every type comes back as it was: from an update, and as a row that was deleted")
    void everyType() {
        String set = "a_uuid = '00000000-0000-0000-0000-00000000000a', a_smallint = -3, an_integer = 7, a_bigint = 9,"
                + " a_text = E'a\"\\\\b\\n', a_varchar = ' x ', a_boolean = true, a_timestamptz = '0044-03-15 12:00:00.5+00 BC',"
                + " a_timestamp = 'infinity', a_date = '12345-06-07', a_time = '24:00', an_interval = '-1 year +2 days -03:04:05.6',"
                + " a_numeric = 1.500, a_real = 'NaN', a_double = 5e-324, a_bytea = '\\x00ff', a_jsonb = '{\"b\": [1.0, null], \"a\": \"x\"}',"
                + " a_mood = 'SAD', a_mood_text = 'GLAD', an_inet = '10.1.2.3/8', integers = '[0:1]={1,NULL}',"
                + " instants = '{\"2026-01-01 00:00:00+00\",infinity}', moods = '{SAD,NULL}', link = 'http://x'";
        String cleared = set.replaceAll("= (E?'[^']*'|[^,]*?)(, |$)", "= null$2");
        String row = "select s::text from samples s where id = %s";
        String id = Sql.one(database.superuserDataSource(), "insert into samples (tenant_id) values (1) returning id");
        change("update samples set " + set + " where id = " + id);
        String before = Sql.one(database.superuserDataSource(), row.formatted(id));
        change("update samples set " + cleared + " where id = " + id);
        AuditEntry entry = scope.audit()
                .of(SAMPLES, Long.parseLong(String.valueOf(id)))
                .first()
                .orElseThrow();
        assertThat(entry.columns()).hasSize(25); // with the generated one

        assertThat(scope.audit().reverting(entry).execute().isReverted()).isTrue();
        assertThat(Sql.one(database.superuserDataSource(), row.formatted(id))).isEqualTo(before);

        change("delete from samples where id = " + id);
        entry = scope.audit()
                .of(SAMPLES, Long.parseLong(String.valueOf(id)))
                .first()
                .orElseThrow();
        assertThat(scope.audit().reverting(entry).execute().isReverted()).isTrue();
        assertThat(Sql.one(database.superuserDataSource(), row.formatted(id))).isEqualTo(before);
    }

    private void change(String sql) {
        Sql.run(
                database.superuserDataSource(),
                "begin; select set_config('holdfast.tenant_id', '1', true); " + sql + "; commit");
    }
}
