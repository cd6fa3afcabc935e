package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Facts;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** What is to be mended of what records tables' changes, and of the audit log. Where nothing was ever recorded nothing is asked. */
public final class AuditFindings {

    private AuditFindings() {}

    /** Asks, as the application, and judges. */
    public static Stream<Finding> of(
            Facts facts, Jdbi application, RecordingFacts recording, RecordingCatalog catalog) {
        return Stream.concat(
                RecordingChecks.of(facts, recording, catalog), LogChecks.of(facts, application, recording, catalog));
    }
}
