package dev.holdfast.sql;

import java.util.List;

/**
 * A rendered statement: text with {@code ?} for each parameter, in JDBC's form for pgjdbc (an operator's question mark
 * is doubled). Immutable.
 *
 * @param sql the text
 * @param parameters in the order of their marks
 * @param touchesTenantTable true where a tenant-owned table is named, which a session without a tenant may not do
 * @param readOnly true where the statement certainly writes nothing and takes no row locks
 * @param locksRows true for {@code for update} and its kin, which make sense only inside a transaction
 */
public record SqlText(
        String sql, List<Parameter> parameters, boolean touchesTenantTable, boolean readOnly, boolean locksRows) {

    public SqlText {
        parameters = List.copyOf(parameters);
    }
}
