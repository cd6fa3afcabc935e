package dev.holdfast.examples.doctor;

import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A clean bill, then a fence with a hole in it, which is accepted; and the changelog of the next release. */
public final class DoctorMain {

    private DoctorMain() {}

    public static void main(String[] args) throws Exception {
        try (var database = Shop.open()) {
            System.out.println("At first: " + database.holdfast().doctor());
            owner(database, "alter table orders no force row level security");
            // region:doctor
            Diagnosis diagnosis = database.holdfast().doctor();
            if (!diagnosis.isClean()) {
                diagnosis.findings().forEach(System.out::println);
            }
            // endregion:doctor
            System.out.println(
                    "Of that kind: " + diagnosis.of(TenantCheck.RLS_NOT_FORCED).size());
            // region:accept
            JdbiHoldfast accepting = JdbiHoldfast.builder(database.pool())
                    .schema(Shop.SCHEMA)
                    .acceptFindings(Acceptance.of(TenantCheck.RLS_NOT_FORCED, "orders")
                            .because("the old invoice run reads it as the owner, until May")
                            .by("team billing"))
                    .build();
            // endregion:accept
            System.out.println("Now: " + accepting.doctor());
            owner(database, "alter table orders drop column paid_at"); // as in the release before
            // region:release
            String changelog = accepting.doctor().toChangelog("ann");
            // endregion:release
            database.migrate(changelog);
            System.out.println("After the next release: " + accepting.doctor());
        }
    }

    private static void owner(ExampleDatabase database, String sql) throws SQLException {
        try (Connection owner =
                        database.database().untrackedDataSource(Role.OWNER).getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
