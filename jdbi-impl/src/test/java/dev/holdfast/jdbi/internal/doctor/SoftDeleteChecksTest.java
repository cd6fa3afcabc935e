package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Soft delete")
@PostgresTest(template = Studio.class)
class SoftDeleteChecksTest {

    @Test
    @DisplayName("gets a clean bill for what the schema's own changelog made, of every kind of reference")
    void cleanBill(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database).of(Studio.SCHEMA)) {
            ward.findsNothing();
        }
    }
}
