package dev.holdfast.jdbi.crypto;

import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;

/** A table with a key of two columns, one of a type of our own, and a blind index that moves to another column. */
public final class Members extends Table {

    /** Which column the index is in. */
    public enum Stage {
        BEFORE,
        MOVING,
        AFTER
    }

    /** A number of a member. */
    public record Number(long value) {}

    public final OrderedColumn<String> region = ordered("region", SqlTypes.TEXT).primaryKey();
    public final OrderedColumn<Number> number = ordered(
                    "number", SqlTypes.BIGINT.mapped(Number.class, Number::new, Number::value))
            .primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final EncryptedColumn<String> email = text("email").encrypted();
    public final BlindIndex<String> emailIndex;

    public Members(Stage stage) {
        super("members");
        emailIndex = switch (stage) {
            case BEFORE -> email.blindIndex("email_bidx").unique();
            case MOVING -> email.blindIndex("email_bidx").unique().movingTo("email_bidx_2");
            case AFTER -> email.blindIndex("email_bidx_2").unique();
        };
    }
}
