package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Named;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Conditions on cells and indexes as they are stored, which PostgreSQL can tell without any key. */
final class StoredCells {

    private static final byte[] CLEAR = {0};

    private static final Named KEY = () -> "active_key";

    private StoredCells() {}

    /** Rows in which something isn't as it should be. */
    static Condition rows(Table table, boolean toClearText, String tenant, byte[] activeHeader) {
        List<Condition> any = new ArrayList<>();
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            any.add(toClearText ? isEncrypted(column) : isStale(column, tenant, activeHeader));
        }
        for (BlindIndexColumn index : table.blindIndexes()) {
            any.add(toClearText ? isFilled(index) : isMissing(index));
        }
        return Condition.anyOf(any);
    }

    /** Under another key than the active one, or under none. */
    private static Condition isStale(EncryptedColumn<?> column, String tenant, byte[] activeHeader) {
        AnyColumn<?> subject = column.subject();
        if (subject == null) {
            return PlainSql.condition(
                    "substring({0} from 1 for 9) <> {1}", column.metadata().asStored(), activeHeader);
        }
        Condition active = Condition.of(out -> out.append("not exists (")
                .query(w -> writeActiveKey(column, subject, tenant, w))
                .append(")"));
        return PlainSql.condition("{0} is not null", column.metadata().asStored())
                .and(active);
    }

    private static void writeActiveKey(EncryptedColumn<?> column, AnyColumn<?> subject, String tenant, SqlWriter out) {
        String key = Identifiers.quoted(out.called(KEY));
        out.append("select from holdfast.data_keys as " + key + " where " + key + ".tenant = ")
                .part(PlainSql.value(SqlTypes.TEXT, tenant))
                .append(" and " + key + ".subject = ")
                .part(subject.metadata().asStored())
                .append("::text and " + key + ".purpose = 'data' and " + key + ".state = 'active' and substring(")
                .part(column.metadata().asStored())
                .append(" from 1 for 9) = '\\x01'::bytea || int8send(" + key + ".id)");
    }

    static Condition isUnder(EncryptedColumn<?> column, byte[] header) {
        return PlainSql.condition(
                "substring({0} from 1 for 9) = {1}", column.metadata().asStored(), header);
    }

    static Condition isClear(EncryptedColumn<?> column) {
        return PlainSql.condition(
                "substring({0} from 1 for 1) = {1}", column.metadata().asStored(), CLEAR);
    }

    private static Condition isEncrypted(EncryptedColumn<?> column) {
        return PlainSql.condition(
                "substring({0} from 1 for 1) <> {1}", column.metadata().asStored(), CLEAR);
    }

    static Condition isFilled(BlindIndexColumn index) {
        return PlainSql.condition("{0} is not null", index.metadata().asStored());
    }

    private static Condition isMissing(BlindIndexColumn index) {
        Condition missing = PlainSql.condition("{0} is null", index.metadata().asStored());
        Function<EncryptedColumn<?>, Condition> present = column ->
                PlainSql.condition("{0} is not null", column.metadata().asStored());
        return missing.and(Condition.allOf(index.over().stream().map(present).toList()));
    }
}
