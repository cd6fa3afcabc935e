package dev.holdfast.benchmarks.crypto;

import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** The same people, with two columns encrypted and one of them found by a blind index. */
final class EncryptedPeople extends Table {

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> name = text("name");
    final EncryptedColumn<String> email = text("email").encrypted();
    final BlindIndex<String> emailIndex = email.blindIndex("email_bidx").unique();
    final EncryptedColumn<String> phone = text("phone").encrypted();

    EncryptedPeople(String table) {
        super(table);
    }
}
