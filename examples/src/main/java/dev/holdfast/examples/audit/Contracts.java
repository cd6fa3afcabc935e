package dev.holdfast.examples.audit;

import dev.holdfast.table.Audited;
import dev.holdfast.table.Auditing;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Contracts, whose changes are audited. */
// region:contracts
public final class Contracts extends Table implements Audited {

    public static final Contracts CONTRACTS = new Contracts();

    public final OrderedColumn<Long> id = bigint("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> customer = text("customer").unique();
    public final OrderedColumn<@Nullable BigDecimal> fee = numeric("fee", 10, 2).nullable();
    public final EncryptedColumn<String> taxId = text("tax_id").encrypted();

    private Contracts() {
        super("contracts");
    }

    @Override
    public Auditing auditing() {
        return Auditing.ofChanges().requiringActor();
    }
}
// endregion:contracts
