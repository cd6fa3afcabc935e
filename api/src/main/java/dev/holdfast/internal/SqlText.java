package dev.holdfast.internal;

import java.util.List;

/**
 * A rendered statement, or several that go out together: text with {@code ?} for each parameter, in JDBC's form for pgjdbc (an operator's question mark
 * is doubled). Immutable.
 *
 * @param sql the text
 * @param parameters in the order of their marks
 * @param touchesTenantTable true where a tenant-owned table is named, which a session without a tenant may not do
 * @param readOnly true where the statement certainly writes nothing and takes no row locks
 * @param locksRows true for {@code for update} and its kin, which make sense only inside a transaction
 * @param resultsBefore how many statements stand before the one whose result counts; more may stand behind it
 * @param carriesSession true where it has the tenant and what is told of the session as parameters, so that nothing has to be
 *     set before it
 * @param plain true where SQL of the user's own is in it, which may do what a session does not
 */
public record SqlText(
        String sql,
        List<Parameter> parameters,
        boolean touchesTenantTable,
        boolean readOnly,
        boolean locksRows,
        int resultsBefore,
        boolean carriesSession,
        boolean plain) {

    public SqlText {
        parameters = List.copyOf(parameters);
    }
}
