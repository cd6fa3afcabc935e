package dev.holdfast.jdbi.internal.event;

import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.util.Objects;

/** What ciphertexts of personal members are bound to, besides tenant, subject and the place in {@code rowKey}. */
final class MemberCells {

    static final SqlType<String> EVENT = SqlType.encrypted(SqlTypes.TEXT, "holdfast.events", "data");
    static final SqlType<String> SNAPSHOT = SqlType.encrypted(SqlTypes.TEXT, "holdfast.snapshots", "state");

    private MemberCells() {}

    static EncryptedCell of(SqlType<String> type) {
        return (EncryptedCell) Objects.requireNonNull(type.protection());
    }
}
