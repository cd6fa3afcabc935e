package dev.holdfast.table;

/**
 * A {@link Table} whose changes are recorded in the audit log, whoever makes them:
 *
 * <pre>{@code
 * public final class Contracts extends Table implements Audited {
 *     …
 *     @Override
 *     public Auditing auditing() {
 *         return Auditing.ofChanges().excluding(searchText).requiringActor();
 *     }
 * }
 *
 * acme.audit().of(CONTRACTS, id).list(20);
 * }</pre>
 *
 * The schema's changelog then contains {@code enableAudit} of holdfast-liquibase, and the doctor compares the two. What is
 * audited by a change of your own alone is read all the same. The table has a primary key.
 *
 * <p>For tables only: a class that isn't one is refused.
 */
public non-sealed interface Audited extends StoredTable {

    /** What entries tell of, and when; of every change and every column unless overridden. Asked once the columns are there. */
    default Auditing auditing() {
        return Auditing.ofChanges();
    }
}
