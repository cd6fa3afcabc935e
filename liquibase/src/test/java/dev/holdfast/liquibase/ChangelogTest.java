package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holdfast's own changelog, with roles of each test's own, since roles are shared by all databases of the cluster. */
@Tag("liquibase")
class ChangelogTest {
    private final String owner = Cluster.unique("owner");
    private final String app = Cluster.unique("app");
    private final String across = Cluster.unique("across");

    private Session superuser;

    @BeforeEach
    void connect() {
        superuser = Cluster.superuser();
    }

    @AfterEach
    void close() {
        superuser.close();
    }

    private Database database(String ownerAttributes) {
        superuser.run("create role " + owner + " login " + ownerAttributes);
        return Database.ownedBy(owner).with("holdfast.appRole", app).with("holdfast.acrossRole", across);
    }

    private void createRoles() {
        superuser.run("create role " + app + " login; create role " + across + " login");
    }

    private String existing(String... roles) {
        return String.join(
                " ",
                superuser.rows("select rolname from pg_roles where rolname in ('" + String.join("', '", roles)
                        + "') order by rolname"));
    }

    private boolean since16() {
        return Integer.parseInt(superuser.one("show server_version_num")) >= 160000;
    }

    @Test
    @DisplayName("missing roles are created without login, dropped by the rollback that made them, and created again")
    void created() {
        Database database = database("createrole");
        if (since16()) {
            superuser.run("alter role " + owner + " set createrole_self_grant = 'set, inherit'");
        }
        for (int round = 0; round < 2; round++) {
            database.update(Database.HOLDFAST);
            assertThat(superuser.rows("select rolcanlogin or rolsuper or rolbypassrls or rolcreaterole from pg_roles"
                            + " where rolname in ('" + app + "', '" + across + "')"))
                    .containsExactly("f", "f");
            database.rollbackAll(Database.HOLDFAST);
            assertThat(existing(app, across)).isEmpty();
        }
    }

    @Test
    @DisplayName("who may not create roles is told the SQL for an administrator, and those roles survive the rollback")
    void notCreated() {
        Database database = database("nocreaterole");
        String sql = "create role " + app + " nologin; create role " + across + " nologin;";
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("\"" + owner + "\" may not create roles")
                .hasMessageContaining(sql);
        superuser.run(sql);
        database.update(Database.HOLDFAST).rollbackAll(Database.HOLDFAST).update(Database.HOLDFAST);
        assertThat(existing(app)).isEqualTo(app);
        assertThat(existing(across)).isEqualTo(across);
    }

    @Test
    @DisplayName("a role that was created here and that somebody uses by now survives the rollback")
    void inUse() {
        Database database = database("createrole").update(Database.HOLDFAST);
        String member = Cluster.unique("member");
        superuser.run("alter role " + app + " login; create role " + member + "; grant " + across + " to " + member);
        database.rollbackAll(Database.HOLDFAST);
        assertThat(existing(app)).isEqualTo(app);
        assertThat(existing(across)).isEqualTo(across);
    }

    @Test
    @DisplayName("a schema that an administrator made is used, and survives the rollback")
    void schema() {
        Database database = database("");
        createRoles();
        try (Session there = database.session(Cluster.SUPERUSER)) {
            there.run("create schema holdfast authorization " + owner);
            database.update(Database.HOLDFAST).rollbackAll(Database.HOLDFAST);
            assertThat(there.rows("select 1 from pg_namespace where nspname = 'holdfast'"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app, superuser, is a superuser",
        "app, bypassrls, has BYPASSRLS",
        "app, createrole, has CREATEROLE",
        "across, superuser, is a superuser",
        "across, bypassrls, has BYPASSRLS",
    })
    @DisplayName("TN-2 a role that row-level security can't hold is refused")
    void attributes(String role, String attribute, String message) {
        Database database = database("");
        createRoles();
        String name = role.equals("app") ? app : across;
        superuser.run("alter role " + name + " " + attribute);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("The role \"" + name + "\" " + message)
                .hasMessageContaining("alter role " + name + " nosuperuser nobypassrls nocreaterole;");
        superuser.run("alter role " + name + " nosuperuser nobypassrls nocreaterole");
        database.update(Database.HOLDFAST);
    }

    @ParameterizedTest
    @CsvSource({"across, app", "owner, app", "app, across", "across, owner"})
    @DisplayName("TN-31 a membership that opens the fence is refused, direct or through another role")
    void membership(String role, String member) {
        Database database = database("");
        createRoles();
        String group = Cluster.unique("group");
        superuser.run("create role " + group + "; grant " + named(role) + " to " + group + "; grant " + group + " to "
                + named(member));
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("The role \"" + named(member) + "\" is a member of \"" + named(role) + "\"")
                .hasMessageContaining("revoke " + named(role) + " from " + named(member) + ";");
        superuser.run("revoke " + group + " from " + named(member));
        superuser.run("grant " + named(role) + " to " + named(member));
        assertThatThrownBy(() -> database.update(Database.HOLDFAST)).hasMessageContaining("is a member of");
        superuser.run("revoke " + named(role) + " from " + named(member));
        database.update(Database.HOLDFAST);
    }

    @Test
    @DisplayName(
            "TN-31 on 16 and later a membership that only inherits, or only lets SET ROLE, is refused; ADMIN alone isn't")
    void options() {
        assumeThat(since16()).as("PostgreSQL 16 or later").isTrue();
        Database database = database("");
        createRoles();
        for (String options : new String[] {"inherit true, set false", "inherit false, set true"}) {
            superuser.run("grant " + across + " to " + owner + " with " + options);
            assertThatThrownBy(() -> database.update(Database.HOLDFAST)).hasMessageContaining("is a member of");
        }
        superuser.run("grant " + across + " to " + owner + " with inherit false, set false, admin true");
        database.update(Database.HOLDFAST);
    }

    private String named(String role) {
        return switch (role) {
            case "app" -> app;
            case "across" -> across;
            default -> owner;
        };
    }

    @Test
    @DisplayName(
            "another application role by parameter: the registry opens to the new one, and shows the old one nothing")
    void otherRole() {
        Database database = database("");
        createRoles();
        database.update(Database.HOLDFAST);
        String newApp = Cluster.unique("app");
        superuser.run("create role " + newApp + " login");
        database.with("holdfast.appRole", newApp).update(Database.HOLDFAST);
        try (Session acrossTenants = database.session(across);
                Session after = database.session(newApp);
                Session before = database.session(app)) {
            acrossTenants.run("insert into holdfast.tenants (id, name) values (1, 'A')");
            assertThat(after.rowsIn(1, "select name from holdfast.tenants")).containsExactly("A");
            assertThat(before.rowsIn(1, "select name from holdfast.tenants")).isEmpty();
        }
    }

    @Test
    @DisplayName("another tenant type by parameter is refused by name, every time, and set back all is well")
    void otherType() {
        Database database = database("");
        createRoles();
        database.update(Database.HOLDFAST).with("holdfast.tenantType", "uuid");
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                    .hasMessageContaining(
                            "holdfast.tenantType is \"uuid\", but holdfast.tenants was created with ids of type bigint");
        }
        database.with("holdfast.tenantType", "bigint").update(Database.HOLDFAST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "varchar", "BIGINT", ""})
    @DisplayName("a tenant type that isn't supported is refused before anything is created")
    void unknownType(String type) {
        Database database = database("").with("holdfast.tenantType", type);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("holdfast.tenantType is \"" + type + "\"; it can be bigint, uuid or text");
    }

    @Test
    @DisplayName("one role for both, or the migrating role as the application's, is refused")
    void sameRoles() {
        Database database = database("");
        createRoles();
        database.with("holdfast.acrossRole", app);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST)).hasMessageContaining("Name two roles");
        database.with("holdfast.appRole", owner).with("holdfast.acrossRole", across);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("This migration runs as \"" + owner + "\", which is the application's role");
    }

    @Test
    @DisplayName("a second update does nothing, and says so")
    void idempotent() {
        Database database = database("");
        createRoles();
        String sql = database.update(Database.HOLDFAST).updateSql(Database.HOLDFAST);
        assertThat(sql).doesNotContain("Changeset dev/holdfast");
    }
}
