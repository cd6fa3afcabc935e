package dev.holdfast.examples.doctor;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A clean bill, then a fence with a hole in it. */
public final class DoctorMain {

    private DoctorMain() {}

    public static void main(String[] args) throws SQLException {
        try (var database = Shop.open()) {
            System.out.println("At first: " + database.holdfast().doctor());
            try (Connection owner =
                            database.database().untrackedDataSource(Role.OWNER).getConnection();
                    Statement statement = owner.createStatement()) {
                statement.execute("alter table orders no force row level security");
            }
            // region:doctor
            Diagnosis diagnosis = database.holdfast().doctor();
            if (!diagnosis.isClean()) {
                diagnosis.findings().forEach(System.out::println);
            }
            // endregion:doctor
            System.out.println(
                    "Of that kind: " + diagnosis.of(TenantCheck.RLS_NOT_FORCED).size());
        }
    }
}
