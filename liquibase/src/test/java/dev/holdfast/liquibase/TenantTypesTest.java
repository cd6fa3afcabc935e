package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("liquibase")
class TenantTypesTest {
    @ParameterizedTest
    @CsvSource({
        "bigint, 9223372036854775807, -1, 2",
        "uuid, 7F5C1F60-5C6B-4D0E-9A39-52D10A8A1F11, 00000000-0000-0000-0000-000000000000, 7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f12",
        "text, o''hara & söhne, acme, ACME",
    })
    @DisplayName("tenants of type bigint, uuid and text: TN-5 stamped, filtered, TN-6 immutable, TN-7 fenced")
    void types(String type, String first, String second, String unknown) {
        String sqlFirst = first.replace("''", "'").replace("'", "''");
        String changelog = Database.xml(Database.changeSet(
                        "tenants",
                        "<holdfast:sqlAcrossTenants tables='holdfast.tenants'><holdfast:sql><![CDATA["
                                + "insert into holdfast.tenants (id, name) values ('" + sqlFirst + "', 'A'), ('"
                                + second
                                + "', 'B')]]></holdfast:sql></holdfast:sqlAcrossTenants>")
                + Database.changeSet("table", Database.sql("create table public.t (id int); insert into t values (0)"))
                + Database.changeSet(
                        "t",
                        "<holdfast:enableTenancy tableName='t' keyColumns='id' existingRowsTenant=\""
                                + sqlFirst.replace("''", "'").replace("&", "&amp;") + "\"/>"));
        Database database = Database.create().with("holdfast.tenantType", type).update(changelog);
        try (Session app = database.app();
                Session across = database.across()) {
            assertThat(app.rowsIn(sqlFirst, "select id from t")).containsExactly("0");
            assertThat(app.rowsIn(second, "select id from t")).isEmpty();
            app.runIn(second, "insert into t (id) values (1)");
            assertThat(app.rowsIn(second, "select id from t")).containsExactly("1");
            assertThat(app.rows("select id from t")).isEmpty();
            assertThat(across.rows("select id from t order by id")).containsExactly("0", "1");
            assertThat(app.refusedIn(second, "insert into t (id, tenant_id) values (2, '" + sqlFirst + "')")
                            .sqlState())
                    .isEqualTo("42501");
            assertThat(app.refusedIn(second, "update t set tenant_id = '" + sqlFirst + "'")
                            .sqlState())
                    .isEqualTo("42501");
            assertThat(across.refused("update t set tenant_id = '" + second + "' where id = 0")
                            .sqlState())
                    .isEqualTo("42501");
            assertThat(app.refusedIn(unknown, "insert into t (id) values (3)").sqlState())
                    .isEqualTo("23503");
            assertThat(app.rowsIn(second, "select name from holdfast.tenants")).containsExactly("B");
        }
        assertThatThrownBy(() -> database.rollback(changelog, 1)).hasMessageContaining("holds rows of 2 tenants");
    }
}
