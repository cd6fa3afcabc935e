package dev.holdfast.jdbi.crypto;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.CompoundBlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People, each with a key of their own for what is told of them, and the tenant's key for the rest. */
public final class People extends Table implements SoftDeletable {

    public static final People PEOPLE = new People();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final EncryptedColumn<String> email = text("email").encrypted().perSubject(id);
    public final BlindIndex<String> emailIndex =
            email.blindIndex("email_bidx").normalized(Normalization.CASE_FOLDED).unique();
    public final EncryptedColumn<@Nullable String> room =
            text("room").encrypted().nullable();
    public final BlindIndex<@Nullable String> roomIndex = room.blindIndex("room_bidx");
    public final CompoundBlindIndex both = email.blindIndex("both_bidx").with(room);

    private People() {
        super("people");
    }
}
