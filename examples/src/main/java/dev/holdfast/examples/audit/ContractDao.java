package dev.holdfast.examples.audit;

import dev.holdfast.jdbi.AuditTrail;
import dev.holdfast.jdbi.ForTable;
import java.math.BigDecimal;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL by hand beside the calls that AuditTrail brings. */
// region:dao
@ForTable(Contracts.class)
public interface ContractDao extends AuditTrail<Long> {

    @SqlUpdate("update contracts set fee = fee * :factor")
    int raise(@Bind("factor") BigDecimal factor);
}
// endregion:dao
