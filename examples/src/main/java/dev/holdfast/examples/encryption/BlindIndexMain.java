package dev.holdfast.examples.encryption;

import static dev.holdfast.examples.encryption.Patients.PATIENTS;

import dev.holdfast.AcrossTenants;
import dev.holdfast.TenantScope;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Equal values are found without being read; nothing else is. */
public final class BlindIndexMain {

    record Found(UUID id, String email) {}

    private BlindIndexMain() {}

    public static void main(String[] args) {
        try (var database = Clinic.open(TinkKeyring.development())) {
            JdbiTenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Clinic.patient(acme, "Ada");
            search(acme);
            unique(acme);
            truncated(acme);
            TenantScope globex = database.holdfast().tenant(ExampleDatabase.GLOBEX);
            Clinic.patient(globex, "Ada");
            acrossTenants(database.holdfast().acrossTenants("who is this?"));
        }
    }

    private static void search(JdbiTenantScope acme) {
        // region:search
        List<Found> byEmail = acme.from(PATIENTS)
                .where(PATIENTS.emailIndex.oneOf(List.of("ADA@EXAMPLE.ORG", "nobody@example.org")))
                .mapTo(Found.class)
                .list();
        List<Found> byBoth = acme.from(PATIENTS)
                .where(PATIENTS.phoneAndBirth.eq("+44 (20) 7946-0318", LocalDate.of(1815, 12, 10)))
                .mapTo(Found.class)
                .list();
        // endregion:search
        System.out.println("By e-mail: " + byEmail.get(0).email() + "; by phone and birth: "
                + byBoth.get(0).email());
    }

    private static void unique(TenantScope acme) {
        try {
            Clinic.patient(acme, "ADA");
        } catch (UniqueViolationException taken) {
            System.out.println("Twice: refused by " + taken.constraint());
        }
    }

    private static void truncated(TenantScope acme) {
        List<Integer> numbers = IntStream.range(1000, 5000).boxed().toList();
        acme.insertInto(PATIENTS)
                .rows(numbers, (row, number) -> row.set(PATIENTS.id, UUID.randomUUID())
                        .set(PATIENTS.ward, "east")
                        .set(PATIENTS.email, "p" + number + "@example.org")
                        .set(PATIENTS.phone, "+44 " + number))
                .execute(); // a byte tells 256 values apart, so that some of these look like Ada's
        // region:truncated
        List<Found> compared = acme.from(PATIENTS)
                .where(PATIENTS.phoneIndex.eq("0318")) // the last four digits
                .mapTo(Found.class)
                .list();
        long counted = acme.from(PATIENTS).where(PATIENTS.phoneIndex.eq("0318")).count(); // as PostgreSQL sees it
        // endregion:truncated
        System.out.println("By the last digits: " + compared.size() + ", of "
                + (counted > compared.size() ? "more" : "as many") + " that PostgreSQL found");
        try {
            acme.deleteFrom(PATIENTS).where(PATIENTS.phoneIndex.eq("0318")).execute();
        } catch (StatementException refused) {
            System.out.println(
                    "A delete by them: " + String.valueOf(refused.getMessage()).replaceAll(",.*", ""));
        }
    }

    private static void acrossTenants(AcrossTenants all) {
        // region:across
        List<String> hospitals = new ArrayList<>();
        all.forEachTenant(tenant -> {
            if (tenant.from(PATIENTS)
                    .where(PATIENTS.emailIndex.eq("ada@example.org"))
                    .exists()) {
                hospitals.add("tenant " + tenant.tenantId());
            }
        });
        // endregion:across
        System.out.println("Known to " + hospitals);
    }
}
