package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The test that docs/doctor.md recommends. */
@DisplayName("The doctor in a build")
// region:build
@PostgresTest(template = Shop.class) // runs the migrations
class CleanBillTest {

    @Test
    void theDoctorFindsNothing(TestDatabase database) {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .json(new Jackson3Json())
                .build();
        Diagnosis diagnosis = holdfast.doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
    }
}
// endregion:build
