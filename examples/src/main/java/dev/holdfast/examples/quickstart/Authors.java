package dev.holdfast.examples.quickstart;

import static dev.holdfast.crypto.Normalization.CASE_FOLDED;

import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote commits. As for {@code git shortlog -e}, an author is a name with an e-mail address. The address is
 * encrypted, by a key that is this author's alone.
 */
// region:authors
public final class Authors extends Table implements SoftDeletable, Historical {

    public static final Authors AUTHORS = new Authors();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> name = varchar("name", 200);
    public final EncryptedColumn<String> email =
            varchar("email", 200).encrypted().perSubject(id);
    public final BlindIndex<String> emailIndex = email.blindIndex("email_bidx").normalized(CASE_FOLDED);
    public final TextColumn<@Nullable String> note = text("note").nullable();
    public final OrderedColumn<Long> version = bigint("version").version();

    private Authors() {
        super("authors");
        uniqueKey(name, emailIndex); // among live rows of the tenant
    }
}
// endregion:authors
