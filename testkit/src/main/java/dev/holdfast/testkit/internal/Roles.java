package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestkitException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;

/** Creates the roles in a server of our own. */
final class Roles {
    private Roles() {}

    /** Creates owner, application and across-tenants role as the superuser, and answers how each gets in. */
    static Map<Role, Endpoint> create(Endpoint superuser, String maintenanceDatabase) {
        Map<Role, Endpoint> endpoints = new EnumMap<>(Role.class);
        endpoints.put(Role.SUPERUSER, superuser);
        try (Connection connection = superuser.dataSource(maintenanceDatabase).getConnection();
                Statement statement = connection.createStatement()) {
            for (Role role : new Role[] {Role.OWNER, Role.APPLICATION, Role.ACROSS_TENANTS}) {
                String password = randomPassword();
                // the password is hexadecimal digits, so it needs no quoting
                statement.execute("create role " + role.defaultName() + " login nosuperuser nocreatedb nocreaterole"
                        + " nobypassrls password '" + password + "'");
                endpoints.put(
                        role,
                        new Endpoint(
                                superuser.host(), superuser.port(), role.defaultName(), password, superuser.options()));
            }
        } catch (SQLException e) {
            throw new TestkitException(
                    "the roles of the test server", "they can't be created", "See the cause: " + e.getMessage(), e);
        }
        return Map.copyOf(endpoints);
    }

    static String randomPassword() {
        return new BigInteger(128, new SecureRandom()).toString(16);
    }
}
