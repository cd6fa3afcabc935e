package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Countries.COUNTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditPosition;
import dev.holdfast.audit.ChangeSet;
import dev.holdfast.audit.Diff;
import dev.holdfast.audit.NotAuditedException;
import dev.holdfast.audit.RecordedChanges;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the log tells, as the application's role. */
@PostgresTest(template = Audited.OfPress.class)
class AuditReadTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final TenantScope plain;
    private UUID author;

    AuditReadTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.plain = holdfast.tenant(Press.A);
        this.author = new UUID(0, 0);
    }

    @BeforeEach
    void author() {
        author = Press.author(plain, "author-" + UUID.randomUUID());
    }

    private TenantScope acme(String actor) {
        return plain.actor(actor).because("spam").requestId("request-" + actor);
    }

    private static void retitle(TenantScope scope, UUID id, String title) {
        scope.update(ARTICLES)
                .set(ARTICLES.title, title)
                .where(ARTICLES.id.eq(id))
                .execute();
    }

    @Test
    @DisplayName("a row's entries tell what changed, typed, by whom and why")
    void ofARow() {
        UUID id = Press.article(acme("ann"), author, "A");
        retitle(acme("bob"), id, "B");

        List<AuditEntry> entries = plain.audit().of(ARTICLES, id).oldestFirst().list(10);

        assertThat(entries).extracting(AuditEntry::action).containsExactly(AuditAction.INSERT, AuditAction.UPDATE);
        AuditEntry update = entries.get(1);
        assertThat(update.table()).isEqualTo("articles");
        assertThat(update.key()).containsExactly(id.toString());
        assertThat(update.newKey()).isEqualTo(update.key());
        assertThat(update.isKeyChanged()).isFalse();
        assertThat(update.tenant()).isEqualTo(Press.A);
        assertThat(update.columns()).containsExactly("title");
        Diff<String> title = update.of(ARTICLES.title);
        assertThat(title.before()).isEqualTo("A");
        assertThat(title.after()).isEqualTo("B");
        assertThat(title.isChanged()).isTrue();
        assertThat(title).hasToString("\"A\" → \"B\"");
        assertThat(update.has(ARTICLES.rating)).isFalse();
        ChangeSet set = update.changeSet();
        assertThat(set.actor()).isEqualTo("bob");
        assertThat(set.reason()).isEqualTo("spam");
        assertThat(set.requestId()).isEqualTo("request-bob");
        assertThat(set.tenant()).isEqualTo(Press.A);
        assertThat(set.databaseRole()).isEqualTo(database.user(dev.holdfast.testkit.Role.APPLICATION));
        assertThat(set.metadata()).isEmpty();
        assertThat(update.recordedAt())
                .isBetween(set.transactionAt(), Instant.now().plusSeconds(60));
        assertThat(update)
                .hasToString("update of articles " + id + " by bob (spam), " + update.recordedAt()
                        + ": title \"A\" → \"B\"");
        assertThat(entries.get(0).columns()).isEmpty();
        assertThat(plain.audit().of(ARTICLES, id).first()).get().hasToString(update.toString());
    }

    @Test
    @DisplayName("a whole copy has all columns, and its text those that differ")
    void wholeCopy() throws SQLException {
        UUID id = Press.article(acme("ann"), author, "A");
        Sql.run(
                database.ownerDataSource(),
                "select holdfast.enable_audit('articles', 'tenant_id', whole_copies => true)");
        try {
            retitle(acme("bob"), id, "B");
        } finally {
            Sql.run(
                    database.ownerDataSource(),
                    "select holdfast.enable_audit('articles', 'tenant_id', whole_copies => false)");
        }
        AuditEntry update = plain.audit().of(ARTICLES, id).first().orElseThrow();
        assertThat(update.columns()).contains("id", "title", "rating");
        assertThat(update.of(ARTICLES.id).isChanged()).isFalse();
        assertThat(update.toString()).endsWith("Z: title \"A\" → \"B\"");
    }

    @Test
    @DisplayName("an entry refuses what it has no values of, and what isn't its table's")
    void refusals() {
        UUID id = Press.article(acme("ann"), author, "A");
        retitle(acme("bob"), id, "B");
        AuditEntry update = plain.audit().of(ARTICLES, id).first().orElseThrow();

        assertThatThrownBy(() -> update.of(ARTICLES.rating))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("no values of rating")
                .hasMessageContaining("has(");
        assertThatThrownBy(() -> update.of(AUTHORS.name))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("authors.name");
        assertThatThrownBy(() -> update.ofText("gone")).isInstanceOf(MappingException.class);
        assertThat(update.ofText("title").after()).isEqualTo("B");
    }

    @Test
    @DisplayName("a row that is gone leaves all its values")
    void deleted() {
        UUID id = Press.article(plain, author, "A");
        plain.deleteFrom(ARTICLES).where(ARTICLES.id.eq(id)).execute();

        AuditEntry gone = plain.audit().of(ARTICLES, id).first().orElseThrow();

        assertThat(gone.action()).isEqualTo(AuditAction.DELETE);
        assertThat(gone.columns())
                .containsExactlyElementsOf(
                        ARTICLES.columns().stream().map(column -> column.name()).toList());
        assertThat(gone.of(ARTICLES.tags).before()).containsExactly("news", "A");
        assertThat(gone.of(ARTICLES.tags).after()).isNull();
        assertThat(gone.of(ARTICLES.tags).hasAfter()).isFalse();
        assertThat(gone.of(ARTICLES.rating).before()).isNull();
        assertThat(gone.of(ARTICLES.rating).hasBefore()).isTrue();
    }

    @Test
    @DisplayName(
            "AH-15 a row whose key changed has its entries before and after, and not those of others under its keys")
    void changedKey() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID third = UUID.randomUUID();
        insert(first, "an earlier one");
        plain.deleteFrom(ARTICLES).where(ARTICLES.id.eq(first)).execute();
        insert(first, "A");
        retitle(plain, first, "B");
        rekey(first, second);
        retitle(plain, second, "C");
        rekey(second, third);
        retitle(plain, third, "D");
        insert(first, "another");
        insert(second, "a third");
        retitle(plain, first, "another one");

        List<String> ofThird = titles(third);
        assertThat(ofThird).containsExactly("INSERT", "A → B", "rekeyed", "B → C", "rekeyed", "C → D");
        assertThat(titles(second)).containsExactly("INSERT", "A → B", "rekeyed", "B → C", "rekeyed", "C → D", "INSERT");
        assertThat(titles(first))
                .containsExactly(
                        "INSERT",
                        "an earlier one → null",
                        "INSERT",
                        "A → B",
                        "rekeyed",
                        "B → C",
                        "rekeyed",
                        "C → D",
                        "INSERT",
                        "another → another one");
        AuditEntry rekeyed =
                plain.audit().of(ARTICLES, third).oldestFirst().list(10).get(2);
        assertThat(rekeyed.isKeyChanged()).isTrue();
        assertThat(rekeyed.key()).containsExactly(first.toString());
        assertThat(rekeyed.newKey()).containsExactly(second.toString());
        assertThat(rekeyed.toString()).contains("articles " + first + " → " + second);
        List<Long> paged = new ArrayList<>();
        var read = plain.audit().of(ARTICLES, third);
        for (List<AuditEntry> page = read.list(2); !page.isEmpty(); page = read.list(2)) {
            page.forEach(entry -> paged.add(entry.sequence()));
            read = read.after(page.get(page.size() - 1).position());
        }
        assertThat(paged)
                .hasSize(6)
                .isEqualTo(plain.audit().of(ARTICLES, third).list(10).stream()
                        .map(AuditEntry::sequence)
                        .toList());
    }

    @Test
    @DisplayName("AH-15 keys that are exchanged between rows end, and each row has its own")
    void exchangedKeys() {
        UUID a = Press.article(plain, author, "A");
        UUID b = Press.article(plain, author, "B");
        UUID between = UUID.randomUUID();
        plain.useTransaction(tx -> {
            for (UUID[] move : new UUID[][] {{a, between}, {b, a}, {between, b}}) {
                tx.update(ARTICLES)
                        .set(ARTICLES.id, move[1])
                        .where(ARTICLES.id.eq(move[0]))
                        .execute();
            }
        });
        retitle(plain, a, "B2");

        assertThat(titles(between)).containsExactly("INSERT", "rekeyed", "rekeyed");
        assertThat(titles(a)).contains("B → B2").doesNotContain("A → B2");
    }

    private List<String> titles(UUID id) {
        return plain.audit().of(ARTICLES, id).oldestFirst().list(100).stream()
                .map(entry -> entry.isKeyChanged()
                        ? "rekeyed"
                        : entry.has(ARTICLES.title)
                                ? entry.of(ARTICLES.title).before() + " → "
                                        + entry.of(ARTICLES.title).after()
                                : entry.action().name())
                .toList();
    }

    private void rekey(UUID from, UUID to) {
        plain.update(ARTICLES).set(ARTICLES.id, to).where(ARTICLES.id.eq(from)).execute();
    }

    private void insert(UUID id, String title) {
        plain.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                        .set(ARTICLES.authorId, author)
                        .set(ARTICLES.title, title)
                        .set(ARTICLES.tags, List.of()))
                .execute();
    }

    @Test
    @DisplayName("entries are found by actor, request, time, column and action")
    void filters() {
        String one = "one-" + UUID.randomUUID();
        String two = "two-" + UUID.randomUUID();
        UUID id = Press.article(acme(one), author, "A");
        retitle(acme(two), id, "B");
        acme(two)
                .update(ARTICLES)
                .set(ARTICLES.rating, 3)
                .where(ARTICLES.id.eq(id))
                .execute();
        AuditEntry last = plain.audit().of(ARTICLES, id).first().orElseThrow();

        assertThat(plain.audit().everything().byActor(two).list(10)).hasSize(2);
        assertThat(plain.audit().of(ARTICLES).byRequest("request-" + one).list(10))
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.INSERT);
        assertThat(plain.audit().of(ARTICLES, id).byActor("nobody").list(10)).isEmpty();
        assertThat(plain.audit().of(ARTICLES, id).ofColumn(ARTICLES.title).list(10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.of(ARTICLES.title).after()).isEqualTo("B"));
        assertThat(plain.audit().of(ARTICLES, id).actions(AuditAction.INSERT).list(10))
                .hasSize(1);
        assertThat(plain.audit()
                        .of(ARTICLES, id)
                        .actions(Set.of(AuditAction.UPDATE, AuditAction.DELETE))
                        .list(10))
                .hasSize(2);
        assertThat(plain.audit()
                        .of(ARTICLES, id)
                        .between(last.recordedAt(), last.recordedAt().plus(Duration.ofHours(1)))
                        .list(10))
                .extracting(AuditEntry::sequence)
                .containsExactly(last.sequence());
        assertThat(plain.audit()
                        .of(ARTICLES, id)
                        .between(Instant.EPOCH, last.recordedAt())
                        .list(10))
                .hasSize(2);
        assertThat(plain.audit().everything().ofChangeSet(last.changeSet().id()).list(10))
                .extracting(AuditEntry::sequence)
                .containsExactly(last.sequence());
    }

    @Test
    @DisplayName("pages of a table have each entry once, and a position comes back from its text")
    void pages() {
        String actor = "pager-" + UUID.randomUUID();
        for (int i = 0; i < 7; i++) {
            Press.article(acme(actor), author, "A" + i);
        }
        var read = plain.audit().of(ARTICLES).byActor(actor).oldestFirst();
        List<AuditEntry> all = read.list(100);
        List<Long> paged = new ArrayList<>();
        List<AuditEntry> page = read.list(3);
        while (!page.isEmpty()) {
            page.forEach(entry -> paged.add(entry.sequence()));
            String token = page.get(page.size() - 1).position().toString();
            page = read.after(AuditPosition.parse(token)).list(3);
        }

        assertThat(all).hasSize(7);
        assertThat(paged)
                .containsExactlyElementsOf(
                        all.stream().map(AuditEntry::sequence).toList());
        assertThat(read.newestFirst().stream().map(AuditEntry::sequence).toList())
                .containsExactlyElementsOf(paged.stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
        assertThatThrownBy(() -> AuditPosition.parse("here")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> AuditPosition.parse("12")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName("a change set has all that a transaction did, over all tables, as text and as JSON")
    void changeSets() {
        String actor = "set-" + UUID.randomUUID();
        UUID id = UUID.randomUUID();
        acme(actor).useTransaction(tx -> {
            tx.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                            .set(ARTICLES.authorId, author)
                            .set(ARTICLES.title, "A")
                            .set(ARTICLES.tags, List.of()))
                    .execute();
            tx.update(ARTICLES)
                    .set(ARTICLES.title, "say \"hello\"\nto " + "x".repeat(100))
                    .set(ARTICLES.rating, 5)
                    .where(ARTICLES.id.eq(id))
                    .execute();
        });
        List<ChangeSet> sets = plain.audit().changeSets().byActor(actor).list(10);
        assertThat(sets).hasSize(1);

        RecordedChanges changes = plain.audit().changeSet(sets.get(0).id()).orElseThrow();

        assertThat(changes.changeSet()).isEqualTo(sets.get(0));
        assertThat(changes.entries())
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.INSERT, AuditAction.UPDATE);
        assertThat(changes.toText())
                .isEqualTo("change set " + sets.get(0).id() + " by " + actor + " (spam), "
                        + sets.get(0).recordedAt() + "\n  insert of articles " + id + "\n  update of articles " + id
                        + ": title \"A\" → \"say \\\"hello\\\"\\u000ato " + "x".repeat(44) + "…\", rating null → 5");
        AuditEntry update = changes.entries().get(1);
        assertThat(changes.toJson())
                .isEqualTo("{\"changeSet\":{\"id\":" + sets.get(0).id() + ",\"transaction\":\""
                        + sets.get(0).transactionId() + "\",\"transactionAt\":\""
                        + sets.get(0).transactionAt()
                        + "\",\"recordedAt\":\"" + sets.get(0).recordedAt() + "\",\"tenant\":\"1\",\"actor\":\"" + actor
                        + "\",\"reason\":\"spam\",\"requestId\":\"request-" + actor
                        + "\",\"metadata\":{},\"databaseRole\":\"" + sets.get(0).databaseRole()
                        + "\"},\"entries\":[" + changes.entries().get(0).toJson() + ",{\"sequence\":"
                        + update.sequence() + ",\"recordedAt\":\"" + update.recordedAt() + "\",\"changeSet\":"
                        + sets.get(0).id() + ",\"table\":\"articles\",\"key\":[\"" + id
                        + "\"],\"newKey\":null,\"action\":\"update\",\"changes\":{\"title\":{\"before\":\"A\",\"after\":\"say"
                        + " \\\"hello\\\"\\nto " + "x".repeat(100)
                        + "\"},\"rating\":{\"before\":null,\"after\":5}}}]}");
        assertThat(plain.audit().changeSet(-1)).isEmpty();
    }

    @Test
    @DisplayName("change sets are listed by actor and time, in pages")
    void listedChangeSets() {
        String actor = "lister-" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            Press.article(acme(actor), author, "A" + i);
        }
        var read = plain.audit().changeSets().byActor(actor).byRequest("request-" + actor);
        List<ChangeSet> all = read.list(100);

        assertThat(all).hasSize(5).isSortedAccordingTo((a, b) -> Long.compare(b.id(), a.id()));
        assertThat(read.after(all.get(2).id()).list(10)).isEqualTo(all.subList(3, 5));
        assertThat(read.oldestFirst().stream().toList()).hasSize(5).first().isEqualTo(all.get(4));
        assertThat(read.between(all.get(1).recordedAt(), Instant.now().plusSeconds(60))
                        .list(10))
                .isEqualTo(all.subList(0, 2));
    }

    @Test
    @DisplayName("metadata of a change set is told by its names")
    void metadata() {
        UUID id = Press.article(plain, author, "A");
        Sql.run(
                database.applicationDataSource(),
                "begin; select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.metadata',"
                        + " '{\"ip\": \"::1\", \"depth\": {\"n\": 1}}', true); update articles set title = 'M' where id = '"
                        + id
                        + "'; commit");

        ChangeSet set = plain.audit().of(ARTICLES, id).first().orElseThrow().changeSet();

        assertThat(set.metadata()).containsEntry("ip", "::1").containsEntry("depth", "{\"n\": 1}");
        assertThat(set.actor()).isNull();
        assertThat(set.toString()).contains("by " + set.databaseRole() + ", ");
    }

    @Test
    @DisplayName("a table that isn't audited, one that isn't there, and keys that are none are refused with what to do")
    void misuse() {
        assertThatThrownBy(() -> plain.audit().of(AUTHORS, author).list(1))
                .isInstanceOfSatisfying(
                        NotAuditedException.class, e -> assertThat(e.table()).isEqualTo("authors"))
                .hasMessageContaining("enableAudit");
        assertThatThrownBy(() ->
                        holdfast.withoutTenant().audit().of(new Nowhere(), 1L).list(1))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> plain.audit().of(ARTICLES, 1L))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("articles.id");
        assertThatThrownBy(() -> plain.audit().of(ARTICLES, author, author))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("2 values")
                .hasMessageContaining("[id]");
        assertThatThrownBy(() -> plain.audit().of(ARTICLES, (Object) null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> plain.audit().of(COUNTRIES).list(1))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("withoutTenant()");
        assertThatThrownBy(() -> holdfast.withoutTenant().audit().of(ARTICLES).list(1))
                .isInstanceOf(TenantRequiredException.class);
        assertThatThrownBy(() -> holdfast.acrossTenants("audit")
                        .audit()
                        .of(ARTICLES, author)
                        .list(1))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("forEachTenant");
        assertThatThrownBy(() -> plain.audit().everything().ofColumn(ARTICLES.title))
                .isInstanceOf(StatementException.class);
        assertThatThrownBy(() -> plain.audit().of(ARTICLES).list(0)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> plain.audit().of(ARTICLES).actions()).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> plain.audit().of(new OtherKey(), "A").list(1))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("[title]")
                .hasMessageContaining("[id]");
    }

    private static final class Nowhere extends Table {
        private final OrderedColumn<Long> id = bigint("id").primaryKey();

        private Nowhere() {
            super("nowhere");
            assertThat(id.name()).isEqualTo("id");
        }
    }

    private static final class OtherKey extends Table {
        private final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        private final OrderedColumn<String> title =
                ordered("title", dev.holdfast.sql.SqlTypes.TEXT).primaryKey();

        private OtherKey() {
            super("articles");
            assertThat(tenantId).isNotEqualTo(title);
        }
    }

    @Test
    @DisplayName("a table of no tenant is read without one; across tenants all are")
    void withoutTenant() {
        String code = UUID.randomUUID().toString().substring(0, 2);
        holdfast.withoutTenant()
                .insertInto(COUNTRIES, row -> row.set(COUNTRIES.code, code).set(COUNTRIES.name, "X"))
                .execute();
        UUID id = Press.article(plain, author, "A");

        assertThat(holdfast.withoutTenant().audit().of(COUNTRIES, code).list(10))
                .extracting(AuditEntry::tenant)
                .containsExactly((Object) null);
        assertThat(holdfast.withoutTenant().audit().everything().list(1000))
                .extracting(AuditEntry::table)
                .containsOnly("countries");
        var across = holdfast.acrossTenants("audit").audit();
        assertThat(across.everything().list(10_000))
                .extracting(AuditEntry::table)
                .contains("countries", "articles");
        AuditEntry entry = across.of(ARTICLES).first().orElseThrow();
        assertThat(entry.key()).containsExactly(id.toString());
        assertThat(across.changeSet(entry.changeSet().id()))
                .get()
                .extracting(RecordedChanges::entries)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    @DisplayName("AH-22 a tenant reads nothing of another one, by the library and by SQL")
    void otherTenants() {
        UUID id = Press.article(acme("ann"), author, "A");
        AuditEntry entry = plain.audit().of(ARTICLES, id).first().orElseThrow();
        TenantScope other = holdfast.tenant(Press.B);

        assertThat(other.audit().of(ARTICLES, id).list(10)).isEmpty();
        assertThat(other.audit().of(ARTICLES).list(10)).isEmpty();
        assertThat(other.audit().everything().byActor("ann").list(10)).isEmpty();
        assertThat(other.audit().changeSet(entry.changeSet().id())).isEmpty();
        assertThat(other.audit()
                        .everything()
                        .ofChangeSet(entry.changeSet().id())
                        .list(10))
                .isEmpty();
        assertThat(other.audit().changeSets().byActor("ann").list(10)).isEmpty();
        for (String table : new String[] {"audit_entries", "change_sets", "audit_log"}) {
            assertThat(seen(table, "'2'", entry)).as(table).isEqualTo("0");
            assertThat(seen(table, "''", entry)).as(table).isEqualTo("0");
            assertThat(seen(table, "'1'", entry)).as(table).isEqualTo("1");
        }
    }

    private @Nullable String seen(String table, String tenant, AuditEntry entry) {
        return Sql.one(
                database.applicationDataSource(),
                "select count(*) from (select set_config('holdfast.tenant_id', " + tenant
                        + ", true) offset 0) s cross join lateral (select from holdfast." + table
                        + " where change_set_id = " + entry.changeSet().id() + " and s is not null) e");
    }

    @Test
    @DisplayName("in a transaction its own changes are read before they are committed, and end with it")
    void inATransaction() {
        UUID id = UUID.randomUUID();
        plain.useTransaction(tx -> {
            tx.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                            .set(ARTICLES.authorId, author)
                            .set(ARTICLES.title, "A")
                            .set(ARTICLES.tags, List.of()))
                    .execute();
            assertThat(tx.audit().of(ARTICLES, id).list(10)).hasSize(1);
            tx.rollbackOnly();
        });
        assertThat(plain.audit().of(ARTICLES, id).list(10)).isEmpty();
    }
}
