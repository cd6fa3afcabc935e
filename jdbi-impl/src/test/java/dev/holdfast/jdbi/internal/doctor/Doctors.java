package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Acceptance;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionExamination;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionExamination;
import dev.holdfast.jdbi.internal.history.doctor.RecordingExamination;
import dev.holdfast.jdbi.internal.tenant.doctor.TenantExamination;
import dev.holdfast.table.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The doctor that a Holdfast asks. */
public final class Doctors {

    private Doctors() {}

    public static Doctor of(Schema schema) {
        return of(schema, null);
    }

    /** With more examinations than those of every Holdfast. */
    public static Doctor of(Schema schema, @Nullable Encryption encryption, Examination... further) {
        return of(schema, encryption, List.of(), further);
    }

    /** One that takes these findings as they are. */
    static Doctor of(
            Schema schema, @Nullable Encryption encryption, List<Acceptance> acceptances, Examination... further) {
        List<Examination> examinations = new ArrayList<>(List.of(
                new TableExamination(),
                new TenantExamination(),
                new DeletionExamination(),
                new EncryptionExamination(encryption),
                new RecordingExamination()));
        examinations.addAll(List.of(further));
        return new Doctor(schema, examinations, acceptances);
    }
}
