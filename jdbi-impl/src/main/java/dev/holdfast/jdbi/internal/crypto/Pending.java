package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Conditions on cells and indexes as they are stored, which PostgreSQL can tell without any key. */
final class Pending {

    private static final byte[] CLEAR = {0};

    private Pending() {}

    /** The column as it stands in the table: an encrypted one writes more when it is selected. */
    static SqlPart raw(AnyColumn<?> column) {
        return out -> out.identifier(column.source().name()).append(".").identifier(column.name());
    }

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
            return PlainSql.condition("substring({0} from 1 for 9) <> {1}", raw(column), activeHeader);
        }
        return PlainSql.condition(
                "{0} is not null and not exists (select from holdfast.data_keys as active_key"
                        + " where active_key.tenant = {1} and active_key.subject = {2}::text"
                        + " and active_key.purpose = 'data' and active_key.state = 'active'"
                        + " and substring({0} from 1 for 9) = '\\x01'::bytea || int8send(active_key.id))",
                raw(column), PlainSql.value(SqlTypes.TEXT, tenant), raw(subject));
    }

    static Condition isUnder(EncryptedColumn<?> column, byte[] header) {
        return PlainSql.condition("substring({0} from 1 for 9) = {1}", raw(column), header);
    }

    static Condition isClear(EncryptedColumn<?> column) {
        return PlainSql.condition("substring({0} from 1 for 1) = {1}", raw(column), CLEAR);
    }

    private static Condition isEncrypted(EncryptedColumn<?> column) {
        return PlainSql.condition("substring({0} from 1 for 1) <> {1}", raw(column), CLEAR);
    }

    static Condition isFilled(BlindIndexColumn index) {
        return PlainSql.condition("{0} is not null", raw(index));
    }

    private static Condition isMissing(BlindIndexColumn index) {
        Condition missing = PlainSql.condition("{0} is null", raw(index));
        Function<EncryptedColumn<?>, Condition> present = column -> PlainSql.condition("{0} is not null", raw(column));
        return missing.and(Condition.allOf(index.over().stream().map(present).toList()));
    }
}
