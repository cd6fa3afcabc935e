package dev.holdfast.examples.audit;

import static dev.holdfast.examples.audit.Contracts.CONTRACTS;

import dev.holdfast.TenantScope;
import dev.holdfast.audit.AuditAction;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditPosition;
import dev.holdfast.audit.ChangeSet;
import dev.holdfast.audit.Diff;
import dev.holdfast.audit.RecordedChanges;
import dev.holdfast.audit.RevertConflict;
import dev.holdfast.audit.RevertResult;
import dev.holdfast.audit.RevertResult.NothingToRevert;
import dev.holdfast.audit.RevertResult.Refused;
import dev.holdfast.audit.RevertResult.Reverted;
import dev.holdfast.error.ActorRefusedException;
import dev.holdfast.examples.support.ExampleDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what: a row's life, a transaction's work, and both undone. */
public final class AuditMain {

    private AuditMain() {}

    public static void main(String[] args) {
        try (var database = Office.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME).actor("user-7");
            Office.contract(acme, 42, "Ann & Co", "100.00");
            Office.contract(acme, 43, "Bob Ltd", "80.00");
            raised(acme);
            read(acme);
            pages(acme);
            changeSets(acme);
            revert(acme);
            conflicts(acme);
            bySqlObject(acme);
            Office.employ(database);
            actors(acme);
        }
    }

    private static void raised(TenantScope acme) {
        acme.because("prices of 2027").requestId("request-1").useTransaction(tx -> {
            tx.update(CONTRACTS)
                    .set(CONTRACTS.fee, new BigDecimal("110.00"))
                    .set(CONTRACTS.taxId, "tax 42a")
                    .where(CONTRACTS.id.eq(42L))
                    .execute();
            tx.deleteFrom(CONTRACTS).where(CONTRACTS.id.eq(43L)).execute();
        });
    }

    private static void read(TenantScope acme) {
        // region:read
        List<AuditEntry> life = acme.audit().of(CONTRACTS, 42L).oldestFirst().list(100);
        AuditEntry last = acme.audit().of(CONTRACTS, 42L).first().orElseThrow();
        Diff<@Nullable BigDecimal> fee = last.of(CONTRACTS.fee);
        String taxBefore = last.of(CONTRACTS.taxId).before(); // opened; in the log it is ciphertext
        // endregion:read
        life.forEach(System.out::println);
        System.out.println("Fee: " + fee.before() + " became " + fee.after() + ", the tax id was " + taxBefore);
    }

    private static void pages(TenantScope acme) {
        Instant now = Instant.now();
        // region:filters
        List<AuditEntry> deleted =
                acme.audit().of(CONTRACTS).actions(AuditAction.DELETE).list(20);
        List<AuditEntry> fees = acme.audit()
                .of(CONTRACTS)
                .ofColumn(CONTRACTS.fee)
                .byActor("user-7")
                .between(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)))
                .list(20);
        List<AuditEntry> ofRequest =
                acme.audit().everything().byRequest("request-1").list(20);
        // endregion:filters
        // region:pages
        List<AuditEntry> page = acme.audit().everything().list(3);
        String token = page.get(page.size() - 1).position().toString(); // for the link to the next page
        List<AuditEntry> next =
                acme.audit().everything().after(AuditPosition.parse(token)).list(3);
        long all = acme.audit().everything().stream().count(); // a thousand at a time, whatever the length
        // endregion:pages
        System.out.println("Deleted " + deleted.size() + ", fees " + fees.size() + ", of the request "
                + ofRequest.size() + "; then " + next.size() + " of " + all);
    }

    private static void changeSets(TenantScope acme) {
        // region:change-set
        ChangeSet newest = acme.audit().changeSets().byActor("user-7").list(1).get(0);
        RecordedChanges changes = acme.audit().changeSet(newest.id()).orElseThrow();
        String text = changes.toText();
        String json = changes.toJson();
        // endregion:change-set
        System.out.println(text);
        System.out.println(json);
    }

    private static void revert(TenantScope acme) {
        ChangeSet raise =
                acme.audit().changeSets().byRequest("request-1").list(1).get(0);
        // region:revert
        RecordedChanges changes = acme.audit().changeSet(raise.id()).orElseThrow();
        boolean possible = acme.audit().reverting(changes).dryRun().isReverted();
        RevertResult result =
                acme.because("too soon").audit().reverting(changes).execute(); // from the last change to the first
        // endregion:revert
        System.out.println("Possible: " + possible + "; " + told(result));
        System.out.println(String.join(
                "; ",
                acme.from(CONTRACTS).orderBy(CONTRACTS.id.asc()).list().stream()
                        .map(row -> row.get(CONTRACTS.customer) + " pays " + row.get(CONTRACTS.fee) + ", "
                                + row.get(CONTRACTS.taxId))
                        .toList()));
    }

    private static void conflicts(TenantScope acme) {
        AuditEntry undone = acme.audit().of(CONTRACTS, 42L).first().orElseThrow();
        acme.update(CONTRACTS)
                .set(CONTRACTS.fee, new BigDecimal("90.00"))
                .where(CONTRACTS.id.eq(42L))
                .execute();
        System.out.println(told(acme.audit().reverting(undone).execute()));
        System.out.println(told(acme.audit().reverting(undone).leaving("fee").execute()));
    }

    // region:told
    private static String told(RevertResult result) {
        if (result instanceof Reverted reverted) {
            return "Reverted " + reverted.changes();
        }
        if (result instanceof NothingToRevert) {
            return "There was nothing to revert";
        }
        StringBuilder told = new StringBuilder("Refused");
        for (RevertConflict conflict : ((Refused) result).conflicts()) {
            if (conflict instanceof RevertConflict.ValueDiffers differs) {
                told.append(": ")
                        .append(differs.column())
                        .append(" is ")
                        .append(differs.actual())
                        .append(" and not ")
                        .append(differs.expected());
            } else {
                told.append(": ").append(conflict); // a row that is gone, a key in the way, …
            }
        }
        return told.toString();
    }
    // endregion:told

    private static void bySqlObject(TenantScope acme) {
        // region:sql-object
        acme.useSqlObject(ContractDao.class, dao -> {
            dao.raise(new BigDecimal("1.5"));
            AuditEntry raise = dao.auditTrail(42L).first().orElseThrow();
            System.out.println("By SQL: fee " + raise.of(CONTRACTS.fee) + ", "
                    + told(dao.reverting(raise).execute()));
        });
        // endregion:sql-object
    }

    private static void actors(TenantScope acme) {
        // region:actors
        acme.deleteFrom(CONTRACTS).where(CONTRACTS.id.eq(42L)).execute(); // by user-7, who is there
        try {
            acme.actor("user-8").deleteFrom(CONTRACTS).everyRow().execute();
        } catch (ActorRefusedException e) {
            System.out.println("Nothing was changed: " + e.getMessage());
        }
        // endregion:actors
    }
}
