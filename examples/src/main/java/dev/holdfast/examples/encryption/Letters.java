package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.table.Column;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import java.util.UUID;

/** What is written about a patient, by a key that is this patient's alone. */
// region:letters
public final class Letters extends Table {

    public static final Letters LETTERS = new Letters();

    public final OrderedColumn<Long> id = bigint("id").primaryKey().identity();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final Column<UUID> patientId = uuid("patient_id").references(PATIENTS.id, OnDelete.CASCADE);
    public final EncryptedColumn<String> body = text("body")
            .encrypted()
            .perSubject(patientId) // the person whom shredSubject forgets
            .notBoundToItsRow(); // since PostgreSQL makes the id

    private Letters() {
        super("letters");
    }
}
// endregion:letters
