package dev.holdfast.jdbi.crypto;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.CompoundBlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table with encrypted columns of several types, all by the tenant's key. */
public final class Patients extends Table implements SoftDeletable {

    public static final Patients PATIENTS = new Patients();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> ward = text("ward");
    public final EncryptedColumn<String> email = text("email").encrypted();
    public final BlindIndex<String> emailIndex = email.blindIndex("email_bidx")
            .normalized(Normalization.TRIM.then(Normalization.CASE_FOLDED))
            .unique();
    public final EncryptedColumn<@Nullable String> phone =
            text("phone").nullable().encrypted();
    public final BlindIndex<@Nullable String> phoneIndex = phone.blindIndex("phone_bidx")
            .normalized(Normalization.DIGITS_ONLY.then(Normalization.LAST_FOUR))
            .bits(8);
    public final EncryptedColumn<@Nullable LocalDate> born =
            date("born").encrypted().nullable();
    public final CompoundBlindIndex phoneAndBirth = phone.blindIndex("phone_born_bidx")
            .normalized(Normalization.DIGITS_ONLY)
            .with(born);
    public final EncryptedColumn<@Nullable BigDecimal> income =
            numeric("income").nullable().encrypted();
    public final EncryptedColumn<@Nullable Layout> record =
            jsonb("record", Layout.class).encrypted().nullable();
    public final EncryptedColumn<byte @Nullable []> scan =
            bytea("scan").nullable().encrypted();
    public final OrderedColumn<Long> version = bigint("version").version();

    private Patients() {
        super("patients");
    }
}
