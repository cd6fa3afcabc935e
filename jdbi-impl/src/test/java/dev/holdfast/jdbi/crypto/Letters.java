package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;

import dev.holdfast.table.Column;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.UUID;

/** Letters to patients, encrypted by each patient's own key; their ids are PostgreSQL's. */
public final class Letters extends Table implements SoftDeletable {

    public static final Letters LETTERS = new Letters();

    public final OrderedColumn<Long> id = bigint("id").primaryKey().identity();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final Column<UUID> patientId = uuid("patient_id").references(PATIENTS.id, OnDelete.CASCADE);
    public final EncryptedColumn<String> body =
            text("body").encrypted().perSubject(patientId).notBoundToItsRow();

    private Letters() {
        super("letters");
    }
}
