package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import liquibase.changelog.ChangeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wrapped keys, attacked in SQL by every role. Tenant 1 has key 1 of its own and key 11 of subject bob, tenant 2 likewise. */
class DataKeyTest {
    private static final String DENIED = "42501";
    private static final String CHECKED = "23514";
    private static final String SHREDDED = "HF001";
    private static final String KEYS = "select id, state, wrapped is null from holdfast.data_keys";

    private static Database database;

    private Session app;
    private Session across;
    private Session superuser;

    @BeforeAll
    static void migrate() {
        database = Database.create().update(Database.HOLDFAST);
    }

    @BeforeEach
    void keys() {
        app = database.app();
        across = database.across();
        superuser = database.session(Cluster.SUPERUSER);
        superuser.run("truncate holdfast.data_keys");
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, key(tenant, tenant, "", "data"));
            app.runIn(tenant, key(10 + tenant, tenant, "bob", "data"));
        }
    }

    @AfterEach
    void close() {
        app.close();
        across.close();
        superuser.close();
    }

    private static String key(long id, Object tenant, String subject, String purpose) {
        return "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key) values (" + id
                + ", '" + tenant + "', '" + subject + "', '" + purpose + "', '\\x01', 'master')";
    }

    private static String tombstone(long id, Object tenant, String subject) {
        return "insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapping_key) values (" + id
                + ", '" + tenant + "', '" + subject + "', 'data', 'shredded', '')";
    }

    private static String set(String assignments, long id) {
        return "update holdfast.data_keys set " + assignments + " where id = " + id;
    }

    @Test
    @DisplayName(
            "the application sees, changes and makes keys of its own tenant and of tables of no tenant, and no others")
    void tenants() {
        assertThat(app.rowsIn(1, KEYS + " order by id")).containsExactly("1|active|f", "11|active|f");
        assertThat(app.rows(KEYS)).isEmpty();
        assertThat(app.runIn(1, set("state = 'shredded'", 2))).isZero();
        assertThat(app.refusedIn(1, key(3, 2, "eve", "data")).sqlState()).isEqualTo(DENIED);
        assertThat(app.refusedIn(1, tombstone(3, 2, "bob")).sqlState()).isEqualTo(DENIED);
        assertThat(app.refused(key(3, 1, "eve", "data")).sqlState()).isEqualTo(DENIED);
        app.run(key(3, "", "", "data"));
        assertThat(app.rows(KEYS)).containsExactly("3|active|f");
        assertThat(app.rowsIn(1, KEYS + " order by id")).containsExactly("1|active|f", "3|active|f", "11|active|f");
        assertThat(across.rows(KEYS)).hasSize(5);
    }

    @Test
    @DisplayName("a setting that is another writing of the same tenant means the same keys")
    void writing() {
        assertThat(app.rowsIn("01", KEYS)).hasSize(2);
        assertThat(app.refusedIn("01", key(3, "01", "eve", "data")).sqlState()).isEqualTo(CHECKED);
        assertThat(app.rowsIn("01", "select holdfast.shred_subject('bob')")).containsExactly("1");
        assertThat(across.refused("insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                                + " values (3, 'x', '', 'data', '\\x00', 'm')")
                        .sqlState())
                .isEqualTo("22P02");
        assertThat(across.rows("select holdfast.shred_tenant('02')")).containsExactly("2");
    }

    @Test
    @DisplayName("a tenant that changes midway through a statement gets no key past the tombstone of another")
    void changedMidway() {
        app.rowsIn(1, "select holdfast.shred_subject('bob')");
        assertThat(app.refusedIn(
                                1,
                                "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                                        + " select 20 + n, '1', case when n = 1 then 'eve' else 'bob' end, 'data', '\\x00',"
                                        + " case when n = 1 then 'm' else 'm' || left(set_config('holdfast.tenant_id', '2', true), 0) end"
                                        + " from generate_series(1, 2) as n")
                        .sqlState())
                .isEqualTo(DENIED);
    }

    @Test
    @DisplayName(
            "TN-40 the owner sees no key, shreds none without a word and makes none, and nobody but the application's two roles may do anything")
    void owner() {
        String stranger = Cluster.unique("stranger");
        superuser.run("create role " + stranger + " login");
        try (Session owner = database.owner();
                Session other = database.session(stranger)) {
            owner.expectRefused(KEYS);
            owner.expectRefused("update holdfast.data_keys set state = 'shredded'");
            assertThat(owner.refusedIn(1, key(3, 1, "eve", "data")).sqlState()).isEqualTo(DENIED);
            assertThat(owner.refusedIn(1, "select holdfast.shred_subject('bob')")
                            .sqlState())
                    .isEqualTo(DENIED);
            assertThat(other.refused(KEYS).sqlState()).isEqualTo(DENIED);
        }
        assertThat(superuser.one("select has_function_privilege('" + stranger
                        + "', 'holdfast.shred_subject(text)', 'execute')"
                        + " or has_function_privilege('" + stranger + "', 'holdfast.shred_tenant(text)', 'execute')"
                        + " or has_function_privilege('" + stranger + "', 'holdfast.data_key_id()', 'execute')"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from holdfast.data_keys",
                "truncate holdfast.data_keys",
                "update holdfast.data_keys set id = 5",
                "update holdfast.data_keys set subject = 'eve'",
                "update holdfast.data_keys set purpose = 'index:a.b'",
                "update holdfast.data_keys set tenant = '1'",
                "update holdfast.data_keys set created_at = now()",
                "update holdfast.data_keys set changed_at = now()",
                "alter table holdfast.data_keys disable trigger all",
                "drop trigger zz_holdfast_data_key on holdfast.data_keys",
                "select holdfast.shred_tenant('1')",
                "set session_replication_role = replica",
            })
    @DisplayName("the application may not delete, exchange or unguard keys, nor shred a tenant")
    void application(String sql) {
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        if (!sql.contains("shred_tenant")) {
            assertThat(across.refused(sql).sqlState()).isEqualTo(DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update holdfast.data_keys set id = 5 where id = 1",
                "update holdfast.data_keys set tenant = '2' where id = 11",
                "update holdfast.data_keys set subject = 'eve' where id = 11",
                "update holdfast.data_keys set purpose = 'index:a.b' where id = 11",
                "update holdfast.data_keys set created_at = now() where id = 1",
                "delete from holdfast.data_keys where id = 1",
            })
    @DisplayName("not even a superuser changes what a key is for, or deletes it, without taking the trigger away")
    void superuser(String sql) {
        assertThat(superuser.refused(sql).sqlState()).isEqualTo(DENIED);
    }

    @ParameterizedTest
    @CsvSource({
        "active, active, true",
        "active, superseded, true",
        "active, retired, false",
        "active, shredded, true",
        "superseded, active, false",
        "superseded, superseded, true",
        "superseded, retired, true",
        "superseded, shredded, true",
        "retired, active, false",
        "retired, superseded, false",
        "retired, retired, true",
        "retired, shredded, true",
        "shredded, active, false",
        "shredded, superseded, false",
        "shredded, retired, false",
        "shredded, shredded, true",
    })
    @DisplayName("a key's state moves one way only, whoever moves it")
    void states(String from, String to, boolean allowed) {
        if (from.equals("retired")) {
            app.runIn(1, set("state = 'superseded'", 11));
        }
        app.runIn(1, set("state = '" + from + "'", 11));
        for (Session session : List.of(app, across, superuser)) {
            String sql = set("state = '" + to + "', wrapped = wrapped", 11);
            if (!allowed) {
                assertThat(session.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
            }
        }
        if (allowed) {
            assertThat(app.runIn(1, set("state = '" + to + "'", 11))).isOne();
            boolean gone = to.equals("retired") || to.equals("shredded");
            assertThat(across.rows(
                            "select state, wrapped is null, wrapping_key = '' from holdfast.data_keys where id = 11"))
                    .containsExactly(to + (gone ? "|t|t" : "|f|f"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retired", "shredded"})
    @DisplayName("a key that is gone doesn't come back, in any state or none")
    void unshredded(String state) {
        app.runIn(1, set("state = 'superseded'", 11));
        app.runIn(1, set("state = '" + state + "'", 11));
        for (Session session : List.of(app, across, superuser)) {
            for (String assignments : List.of(
                    "wrapped = '\\x01', wrapping_key = 'm'",
                    "wrapped = '\\x01'",
                    "wrapping_key = 'm'",
                    "state = 'active', wrapped = '\\x01', wrapping_key = 'm'",
                    "state = 'superseded', wrapped = '\\x01', wrapping_key = 'm'")) {
                assertThat(session.refusedIn(1, set(assignments, 11)).sqlState())
                        .isEqualTo(DENIED);
            }
        }
    }

    @Test
    @DisplayName("a key is wrapped again while it lives, which leaves everything else, and takes the time")
    void rewrapped() {
        String before = across.one("select changed_at from holdfast.data_keys where id = 11");
        assertThat(app.runIn(1, set("wrapped = '\\x99', wrapping_key = 'other'", 11)))
                .isOne();
        app.runIn(1, set("state = 'superseded'", 11));
        assertThat(app.runIn(1, set("wrapped = '\\x98', wrapping_key = 'third'", 11)))
                .isOne();
        assertThat(across.rows("select state, wrapped, wrapping_key, created_at < changed_at, changed_at > '" + before
                        + "' from holdfast.data_keys where id = 11"))
                .containsExactly("superseded|\\x98|third|t|t");
        assertThat(app.refusedIn(1, set("wrapped = null", 11)).sqlState()).isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, set("wrapped = ''", 11)).sqlState()).isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, set("wrapping_key = ''", 11)).sqlState()).isEqualTo(CHECKED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3, 'active', '\\x00', 'm', 'data'            |",
                "3, 'active', '\\x00', 'm', 'index:a.b'       |",
                "3, 'active', null, '', 'data'                | 23514",
                "3, 'active', '', 'm', 'data'                 | 23514",
                "3, 'active', '\\x00', '', 'data'             | 23514",
                "0, 'active', '\\x00', 'm', 'data'            | 23514",
                "-3, 'active', '\\x00', 'm', 'data'           | 23514",
                "11, 'active', '\\x00', 'm', 'data'           | 23505",
                "3, 'active', '\\x00', 'm', 'other'           | 23514",
                "3, 'active', '\\x00', 'm', 'index:'          | 23514",
                "3, 'superseded', '\\x00', 'm', 'data'        | 23514",
                "3, 'retired', null, '', 'data'               | 23514",
                "3, 'shredded', null, '', 'data'              |",
                "3, 'shredded', '\\x00', 'm', 'data'          | 23514",
                "3, 'lost', '\\x00', 'm', 'data'              | 23514",
            })
    @DisplayName("a key is made active and wrapped, or as a tombstone")
    void made(String values, String state) {
        String sql =
                "insert into holdfast.data_keys (tenant, subject, created_at, changed_at, id, state, wrapped, wrapping_key, purpose)"
                        + " values ('1', 'eve', '2000-01-01', '2000-01-01', " + values + ")";
        if (state == null) {
            app.runIn(1, sql);
            assertThat(
                            across.one(
                                    "select created_at > '2026-01-01' and changed_at >= created_at from holdfast.data_keys where id = 3"))
                    .isEqualTo("t");
        } else {
            assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(state);
        }
    }

    @Test
    @DisplayName("one key of a subject and purpose is active; the next one is made when that is superseded")
    void oneActive() {
        assertThat(app.refusedIn(1, key(3, 1, "bob", "data")).sqlState()).isEqualTo("23505");
        app.runIn(1, set("state = 'superseded'", 11) + "; " + key(3, 1, "bob", "data"));
        assertThat(app.refusedIn(1, set("state = 'active'", 11)).sqlState()).isEqualTo(DENIED);
        assertThat(app.rowsIn(1, KEYS + " where subject = 'bob' order by id"))
                .containsExactly("3|active|f", "11|superseded|f");
    }

    @Test
    @DisplayName("ids are positive and differ")
    void ids() {
        assertThat(app.one("select count(distinct id), bool_and(id > 0), max(id) > 8e18, min(id) < 1e18"
                        + " from (select holdfast.data_key_id() as id from generate_series(1, 1000)) as made"))
                .isEqualTo("1000|t|t|t");
    }

    @Test
    @DisplayName("EN-19 a shredded subject's keys are gone, in that tenant only, and no new key can be made for it")
    void shredSubject() {
        app.runIn(1, set("state = 'superseded'", 11) + "; " + key(3, 1, "bob", "data"));
        app.runIn(
                1,
                key(4, 1, "bob", "index:a.b") + "; " + set("state = 'superseded'", 4) + "; "
                        + set("state = 'retired'", 4));
        assertThat(app.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("2");
        assertThat(app.rowsIn(1, KEYS + " order by id"))
                .containsExactly("1|active|f", "3|shredded|t", "4|shredded|t", "11|shredded|t");
        assertThat(app.rowsIn(2, KEYS + " order by id")).containsExactly("2|active|f", "12|active|f");
        assertThat(app.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("0");

        Session.Refusal refusal = app.refusedIn(1, key(5, 1, "bob", "data"));
        assertThat(refusal.sqlState()).isEqualTo(SHREDDED);
        assertThat(refusal.message()).isEqualTo("The subject of the new key was shredded");
        assertThat(across.refused(key(5, 1, "bob", "index:a.b")).sqlState()).isEqualTo(SHREDDED);
        assertThat(superuser.refused(key(5, 1, "bob", "data")).sqlState()).isEqualTo(SHREDDED);
        app.runIn(1, key(5, 1, "eve", "data"));
    }

    @Test
    @DisplayName("EN-19 a subject without a key leaves a tombstone, once, and gets none later")
    void tombstones() {
        for (int i = 0; i < 2; i++) {
            assertThat(app.rowsIn(1, "select holdfast.shred_subject('eve')")).containsExactly("0");
        }
        assertThat(app.rowsIn(1, "select purpose, state from holdfast.data_keys where subject = 'eve'"))
                .containsExactly("data|shredded");
        assertThat(app.refusedIn(1, key(5, 1, "eve", "data")).sqlState()).isEqualTo(SHREDDED);
        app.runIn(2, key(5, 2, "eve", "data"));
        for (String subject : List.of("null", "''")) {
            assertThat(app.refusedIn(1, "select holdfast.shred_subject(" + subject + ")")
                            .sqlState())
                    .isEqualTo("22023");
            assertThat(across.refused("select holdfast.shred_tenant(" + subject + ")")
                            .sqlState())
                    .isEqualTo("22023");
        }
    }

    @Test
    @DisplayName(
            "EN-19 a shredded tenant's keys are gone, of all subjects and purposes, and no new key can be made for it")
    void shredTenant() {
        app.runIn(1, key(3, 1, "", "index:a.b"));
        assertThat(across.one("select holdfast.shred_tenant('1')")).isEqualTo("3");
        assertThat(across.one("select holdfast.shred_tenant('1')")).isEqualTo("0");
        assertThat(across.rows(KEYS + " order by id"))
                .containsExactly("1|shredded|t", "2|active|f", "3|shredded|t", "11|shredded|t", "12|active|f");
        for (String subject : List.of("", "bob", "eve")) {
            assertThat(app.refusedIn(1, key(5, 1, subject, "data")).sqlState()).isEqualTo(SHREDDED);
        }
        assertThat(app.refusedIn(1, key(5, 1, "", "index:c.d")).sqlState()).isEqualTo(SHREDDED);
        Session.Refusal unknown = across.refused("select holdfast.shred_tenant('7')");
        assertThat(unknown.sqlState()).isEqualTo("HF002");
        assertThat(unknown.hint()).contains("registered");
        across.run("insert into holdfast.tenants (id, name) values (7, 'seven')");
        app.runIn(7, key(7, 7, "", "data"));
        assertThat(across.one("select holdfast.shred_tenant('7')")).isEqualTo("1");
        across.run("insert into holdfast.tenants (id, name) values (8, 'eight')");
        assertThat(across.one("select holdfast.shred_tenant('8')")).isEqualTo("0");
        assertThat(app.refusedIn(8, key(5, 8, "", "data")).sqlState()).isEqualTo(SHREDDED);
        assertThat(app.refusedIn(7, key(5, 7, "", "data")).sqlState()).isEqualTo(SHREDDED);
    }

    @Test
    @DisplayName("EN-19 a shredding waits for a key that is being made, and takes it along")
    void shreddingWaits() throws InterruptedException {
        app.run("begin; set local holdfast.tenant_id = '1'; " + key(3, 1, "eve", "data"));
        try (Waiting shredding = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; select holdfast.shred_subject('eve'); commit")) {
            shredding.awaitLock(superuser);
            app.run("commit");
            assertThat(shredding.outcome()).isEqualTo("done");
        }
        assertThat(across.rows(KEYS + " where subject = 'eve'")).containsExactly("3|shredded|t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve", "bob"})
    @DisplayName("EN-19 a key that is made during a shredding waits for it, and is refused")
    void keyWaits(String subject) throws InterruptedException {
        app.run("begin; set local holdfast.tenant_id = '1'");
        app.rows("select holdfast.shred_subject('" + subject + "')");
        try (Waiting making = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; select count(*) from holdfast.data_keys; "
                        + key(3, 1, subject, "data") + "; commit")) {
            making.awaitLock(superuser);
            app.run("commit");
            assertThat(making.outcome()).isEqualTo(SHREDDED);
        }
    }

    @ParameterizedTest
    @CsvSource({"bob, true", "eve, false"})
    @DisplayName("EN-19 nor does a key slip in behind a key that plain SQL shreds, or a tombstone that it makes")
    void keyWaitsForPlainSql(String subject, boolean update) throws InterruptedException {
        String shredding = update ? set("state = 'shredded'", 11) : tombstone(20, 1, subject);
        app.run("begin; set local holdfast.tenant_id = '1'; " + shredding);
        try (Waiting making = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; " + key(3, 1, subject, "data") + "; commit")) {
            making.awaitLock(superuser);
            app.run("commit");
            assertThat(making.outcome()).isEqualTo(SHREDDED);
        }
        app.run("begin isolation level repeatable read; set local holdfast.tenant_id = '1'");
        assertThat(app.refused(update ? set("state = 'shredded'", 1) : tombstone(21, 1, "dan"))
                        .sqlState())
                .isEqualTo("25000");
        app.run("rollback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    @DisplayName("EN-19 a transaction that sees the past can neither make a key nor shred")
    void isolation(String level) {
        app.run("begin isolation level " + level + "; set local holdfast.tenant_id = '1'");
        app.rows(KEYS);
        try (Session second = database.app()) {
            second.rowsIn(1, "select holdfast.shred_subject('eve')");
        }
        Session.Refusal refusal = app.refused(key(3, 1, "eve", "data"));
        assertThat(refusal.sqlState()).isEqualTo("25000");
        assertThat(refusal.hint()).contains("begin isolation level read committed");
        app.run("rollback; begin isolation level " + level + "; set local holdfast.tenant_id = '1'");
        assertThat(app.refused("select holdfast.shred_subject('bob')").sqlState())
                .isEqualTo("25000");
        app.run("rollback");
        across.run("begin isolation level " + level);
        assertThat(across.refused("select holdfast.shred_tenant('1')").sqlState())
                .isEqualTo("25000");
        across.run("rollback");
    }

    @Test
    @DisplayName("the rollback refuses to drop keys that are in use, before anything is gone")
    void rollback() {
        Database own = Database.create().update(Database.HOLDFAST);
        try (Session user = own.app()) {
            user.runIn(1, key(3, 1, "", "data"));
            own.rollback(Database.HOLDFAST, changeSetsBehindKeys(own));
            assertThatThrownBy(() -> own.rollback(Database.HOLDFAST, 1)).hasMessageContaining("it holds 1 keys");
            assertThat(user.rowsIn(1, KEYS)).containsExactly("3|active|f");
            assertThat(user.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("0");
            assertThat(user.rows(KEYS)).isEmpty();
            try (Session all = own.across()) {
                all.rows("select holdfast.shred_tenant('1')");
            }
        }
        own.rollbackAll(Database.HOLDFAST);

        Database dropped = Database.create().update(Database.HOLDFAST);
        try (Session owner = dropped.owner()) {
            owner.run("drop table holdfast.data_keys");
        }
        dropped.rollbackAll(Database.HOLDFAST);
    }

    private static int changeSetsBehindKeys(Database database) {
        List<String> ids = database.parse(Database.HOLDFAST).getChangeSets().stream()
                .map(ChangeSet::getId)
                .toList();
        return ids.size() - 1 - ids.indexOf("shredding");
    }

    @Test
    @Tag("liquibase")
    @DisplayName("another application role by parameter: the keys open to the new one, and show the old one nothing")
    void otherRole() {
        Database own = Database.create().update(Database.HOLDFAST);
        String newApp = Cluster.unique("app");
        superuser.run("create role " + newApp + " login");
        try (Session before = own.app()) {
            before.runIn(1, key(3, 1, "", "data"));
            own.with("holdfast.appRole", newApp).update(Database.HOLDFAST);
            assertThat(before.rowsIn(1, KEYS)).isEmpty();
        }
        try (Session after = own.session(newApp)) {
            assertThat(after.rowsIn(1, KEYS)).containsExactly("3|active|f");
            assertThat(after.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "uuid, 8c2d1f0e-0000-4000-8000-00000000000a, 8C2D1F0E-0000-4000-8000-00000000000A",
        "text, acme, acme",
    })
    @DisplayName("tenants of every type have keys")
    void types(String type, String tenant, String written) {
        Database own = Database.create().with("holdfast.tenantType", type).update(Database.HOLDFAST);
        try (Session user = own.app();
                Session all = own.across()) {
            user.runIn(tenant, key(3, tenant, "bob", "data"));
            user.run(key(4, "", "bob", "data"));
            assertThat(user.rowsIn(written, "select holdfast.shred_subject('bob')"))
                    .containsExactly("1");
            assertThat(user.one("select holdfast.shred_subject('bob')")).isEqualTo("1");
            assertThat(all.one("select holdfast.shred_tenant('" + written + "')"))
                    .isEqualTo("0");
        }
    }
}
