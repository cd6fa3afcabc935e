package dev.holdfast.examples.encryption;

import static dev.holdfast.crypto.Normalization.CASE_FOLDED;
import static dev.holdfast.crypto.Normalization.DIGITS_ONLY;
import static dev.holdfast.crypto.Normalization.LAST_FOUR;
import static dev.holdfast.crypto.Normalization.TRIM;

import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.CompoundBlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is treated in the clinic. The tenant's key encrypts all of it. */
// region:patients
public final class Patients extends Table {

    public static final Patients PATIENTS = new Patients();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> ward = text("ward"); // not encrypted: sorted, grouped, joined as ever

    public final EncryptedColumn<String> email = text("email").encrypted();
    public final BlindIndex<String> emailIndex =
            email.blindIndex("email_bidx").normalized(TRIM.then(CASE_FOLDED)).unique();

    public final EncryptedColumn<@Nullable String> phone =
            text("phone").encrypted().nullable();
    public final BlindIndex<@Nullable String> phoneIndex = phone.blindIndex("phone_bidx")
            .normalized(DIGITS_ONLY.then(LAST_FOUR))
            .bits(8);

    public final EncryptedColumn<@Nullable LocalDate> born =
            date("born").encrypted().nullable();
    public final CompoundBlindIndex phoneAndBirth =
            phone.blindIndex("phone_born_bidx").normalized(DIGITS_ONLY).with(born);

    private Patients() {
        super("patients");
    }
}
// endregion:patients
