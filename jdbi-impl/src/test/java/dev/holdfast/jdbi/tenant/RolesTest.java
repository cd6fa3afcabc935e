package dev.holdfast.jdbi.tenant;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.doctor.DiagnosisException;
import dev.holdfast.doctor.Finding;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.tenant.UnsafeRoleException;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.ds.PGSimpleDataSource;

/** Roles for whom no policy holds, and COPY, which doesn't go with one. */
@PostgresTest(template = Press.class)
class RolesTest {

    private final TestDatabase database;

    RolesTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName("TN-2 a superuser is refused at the start, unless allowed with a reason")
    void superuser() {
        assertThatThrownBy(() -> Press.holdfast(database, database.superuserDataSource()))
                .isInstanceOf(UnsafeRoleException.class)
                .hasMessageContaining("is a superuser")
                .hasMessageContaining("allowUnsafeRole");
        var builder = JdbiHoldfast.builder(database.superuserDataSource()).schema(Press.SCHEMA);
        assertThatThrownBy(() -> builder.allowUnsafeRole(" ")).isInstanceOf(InvalidValueException.class);
        JdbiHoldfast allowed = builder.allowUnsafeRole("a tool in a test").build();
        Press.author(Press.holdfast(database).tenant(B), "bob");
        assertThat(allowed.tenant(A).from(AUTHORS).list())
                .as("the DSL's own fence holds even then")
                .isEmpty();
    }

    @Test
    @DisplayName("TN-2 a role with BYPASSRLS is refused at the start")
    void bypass() {
        String role = "bypasser_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(database.superuserDataSource(), "create role " + role + " login bypassrls password 'x'");
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(database.url(Role.SUPERUSER));
            dataSource.setUser(role);
            dataSource.setPassword("x");
            assertThatThrownBy(() -> Press.holdfast(database, dataSource))
                    .isInstanceOf(UnsafeRoleException.class)
                    .hasMessageContaining(role + ", which has BYPASSRLS");
            Sql.run(database.superuserDataSource(), "alter role " + role + " nobypassrls");
            assertThat(Press.holdfast(database, dataSource)).isNotNull();
        } finally {
            Sql.run(database.superuserDataSource(), "drop role " + role);
        }
    }

    @Test
    @DisplayName(
            "TN-2 a role that may become one with BYPASSRLS is refused, and so is a login that is one by session only")
    void mayBypass() {
        String power = "power_" + UUID.randomUUID().toString().replace("-", "");
        String role = "deputy_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                database.superuserDataSource(),
                "create role " + power + " login bypassrls password 'x' in role holdfast_app");
        Sql.run(
                database.superuserDataSource(),
                "create role " + role + " login noinherit password 'x' in role " + power);
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(database.url(Role.SUPERUSER));
            dataSource.setUser(role);
            dataSource.setPassword("x");
            assertThatThrownBy(() -> Press.holdfast(database, dataSource))
                    .isInstanceOf(UnsafeRoleException.class)
                    .hasMessageContaining(role + ", which may become " + power)
                    .hasMessageContaining("BYPASSRLS");
            dataSource.setUser(power);
            dataSource.setOptions("-c role=holdfast_app");
            assertThatThrownBy(() -> Press.holdfast(database, dataSource))
                    .as("reset role is enough")
                    .isInstanceOf(UnsafeRoleException.class)
                    .hasMessageContaining("holdfast_app, which may become " + power);
        } finally {
            Sql.run(database.superuserDataSource(), "drop role " + role);
            Sql.run(database.superuserDataSource(), "drop role " + power);
        }
    }

    @Test
    @DisplayName("TN-35 the owner, and whoever may become it, is refused at the start, unless allowed with a reason")
    void owner() {
        assertThatThrownBy(() -> Press.holdfast(database, database.ownerDataSource()))
                .isInstanceOfSatisfying(
                        UnsafeRoleException.class, e -> assertThat(e.role()).isEqualTo("holdfast_owner"))
                .hasMessageContaining("the owner of")
                .hasMessageContaining("allowUnsafeRole");
        String role = "deputy_" + UUID.randomUUID().toString().replace("-", "");
        Sql.run(
                database.superuserDataSource(),
                "create role " + role + " login noinherit password 'x' in role holdfast_app");
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(database.url(Role.SUPERUSER));
            dataSource.setUser(role);
            dataSource.setPassword("x");
            assertThat(JdbiHoldfast.builder(dataSource)
                            .schema(Press.SCHEMA)
                            .json(new Jackson3Json())
                            .build())
                    .isNotNull();
            Sql.run(database.superuserDataSource(), "grant holdfast_owner to " + role);
            assertThatThrownBy(() -> Press.holdfast(database, dataSource))
                    .isInstanceOf(UnsafeRoleException.class)
                    .hasMessageContaining(role + ", which is, or may become, holdfast_owner");
            assertThat(JdbiHoldfast.builder(dataSource)
                            .schema(Press.SCHEMA)
                            .json(new Jackson3Json())
                            .allowUnsafeRole("a tool in a test")
                            .build())
                    .isNotNull();
        } finally {
            Sql.run(database.superuserDataSource(), "drop role " + role);
        }
    }

    @Test
    @DisplayName("verify() asks the doctor, and what it finds is in the exception")
    void verified() {
        var builder = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .json(new Jackson3Json())
                .verify();
        assertThat(builder.build().doctor().isClean()).isTrue();
        Sql.run(database.ownerDataSource(), "alter table authors no force row level security");
        try {
            assertThatThrownBy(builder::build)
                    .isInstanceOfSatisfying(DiagnosisException.class, e -> assertThat(
                                    e.diagnosis().findings())
                            .extracting(Finding::subject)
                            .containsExactly("authors"))
                    .hasMessageContaining("force row level security");
        } finally {
            Sql.run(database.ownerDataSource(), "alter table authors force row level security");
        }
    }

    @Test
    @DisplayName("J-29 prepareThreshold=-1 is refused at the start, since with it every statement would fail")
    void forcedBinary() throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(database.url(Role.APPLICATION) + "&prepareThreshold=-1");
        assertThatThrownBy(() -> Press.holdfast(database, dataSource))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("prepareThreshold is -1");
    }

    private static CopyManager copy(Handle handle) throws SQLException {
        return handle.getConnection().unwrap(PGConnection.class).getCopyAPI();
    }

    @Test
    @DisplayName("TN-15 COPY into a tenant-owned table is refused with a hint, nothing is stored; rows(…) is the way")
    void copyIn() {
        var a = Press.holdfast(database).tenant(A);
        Throwable refused = catchThrowable(() -> a.useHandle(h -> copy(h).copyIn(
                        "copy authors (id, name, email) from stdin",
                        new StringReader(UUID.randomUUID() + "\tx\tx\n"))));
        assertThat(refused)
                .hasMessageContaining("0A000")
                .hasMessageContaining("COPY FROM not supported with row-level security")
                .hasMessageContaining("Use INSERT");
        assertThat(Chain.text(refused)).contains("0A000");
        List<Integer> items = IntStream.range(0, 5_000).boxed().toList();
        assertThat(a.insertInto(AUTHORS)
                        .rows(items, (row, i) -> row.set(AUTHORS.id, UUID.randomUUID())
                                .set(AUTHORS.name, "copied")
                                .set(AUTHORS.email, "copied" + i))
                        .execute())
                .isEqualTo(5_000);
        assertThat(a.deleteFrom(AUTHORS).where(AUTHORS.name.eq("copied")).execute())
                .isEqualTo(5_000);
    }

    @Test
    @DisplayName("TN-15 COPY out of a tenant-owned table gives the tenant's rows only")
    void copyOut() {
        JdbiHoldfast holdfast = Press.holdfast(database);
        Press.author(holdfast.tenant(A), "cara");
        Press.author(holdfast.tenant(B), "cole");
        String copied = holdfast.tenant(A).withHandle(h -> {
            StringWriter out = new StringWriter();
            copy(h).copyOut("copy authors (name) to stdout", out);
            return out.toString();
        });
        assertThat(copied).contains("cara\n").doesNotContain("cole");
    }
}
