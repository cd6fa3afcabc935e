package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.AcceptedFinding;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Findings that are accepted")
@PostgresTest(template = Shop.class)
class AcceptanceTest {

    private static final Acceptance EMAIL = Acceptance.of(TableCheck.DRIFT, "customers")
            .about("column email")
            .because("the old shop writes it until May")
            .by("team billing");

    @Test
    @DisplayName("are listed with reason and owner, and no others with them; unused ones are told")
    void accepted(TestDatabase database) throws Exception {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .json(new Jackson3Json())
                .acceptFindings(EMAIL)
                .build();
        Diagnosis unused = holdfast.doctor();
        assertThat(unused.accepted()).isEmpty();
        assertThat(unused.findings())
                .singleElement()
                .isEqualTo(new Finding(
                        TableCheck.ACCEPTANCE_UNUSED,
                        "customers",
                        "the acceptance of DRIFT customers about column email: the old shop writes it until May (team"
                                + " billing) matches nothing that was found",
                        "take the acceptance away"));
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(
                    owner,
                    "alter table customers alter email type text",
                    "alter table customers alter created_at drop default");
        }
        Diagnosis misnamed = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .json(new Jackson3Json())
                .acceptFindings(Acceptance.of(TableCheck.DRIFT, "public.customers")
                        .because("x")
                        .by("y"))
                .build()
                .doctor();
        assertThat(misnamed.of(TableCheck.ACCEPTANCE_UNUSED))
                .singleElement()
                .extracting(Finding::fix)
                .isEqualTo(
                        "take the acceptance away, or name what it is about as the finding does: DRIFT is of customers");
        Diagnosis diagnosis = holdfast.doctor();
        assertThat(diagnosis.isClean()).isFalse();
        assertThat(diagnosis.of(TableCheck.DRIFT)).singleElement().satisfies(finding -> assertThat(finding.cause())
                .startsWith("column created_at"));
        assertThat(diagnosis.accepted())
                .singleElement()
                .extracting(AcceptedFinding::acceptance)
                .isEqualTo(EMAIL);
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, diagnosis.findings().get(0).fix());
        }
        assertThat(holdfast.doctor().isClean()).isTrue();
        assertThat(holdfast.doctor())
                .hasToString("3 tables, nothing to mend\n"
                        + "accepted: DRIFT customers: column email is text, but declared as varchar(200)\n"
                        + "    by team billing: the old shop writes it until May");
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, "alter table customers alter email type varchar(200)");
        }
    }

    @Test
    @DisplayName("of all subjects that begin alike")
    void beginning(TestDatabase database) throws Exception {
        Acceptance archive = Acceptance.of(TableCheck.UNREGISTERED_TABLE, "public.archive_*")
                .because("nobody's rows")
                .by("ann");
        try (Ward ward = Ward.open(database).accepting(archive)) {
            ward.owner(
                            "create table archive_2024 (n int)",
                            "create table archive_2025 (n int)",
                            "grant select on archive_2024, archive_2025 to holdfast_app")
                    .findsNothing();
            ward.owner("create table other (n int)", "grant select on other to holdfast_app")
                    .finds(TableCheck.UNREGISTERED_TABLE, "public.other");
        }
    }

    @Test
    @DisplayName("about a word are about that word, and not about one that begins or ends alike")
    void words() {
        Acceptance about = Acceptance.of(TableCheck.DRIFT, "orders")
                .about("column total")
                .because("so")
                .by("ann");
        assertThat(about.accepts(new Finding(TableCheck.DRIFT, "orders", "column total is text", "")))
                .isTrue();
        for (String other :
                List.of("column total_net is text", "column totals", "subcolumn total", "column total$ is")) {
            assertThat(about.accepts(new Finding(TableCheck.DRIFT, "orders", other, "")))
                    .as(other)
                    .isFalse();
        }
        assertThat(Acceptance.of(TableCheck.DRIFT, "orders")
                        .about("(EUR)")
                        .because("so")
                        .by("ann")
                        .accepts(new Finding(TableCheck.DRIFT, "orders", "column total (EUR) is text", "")))
                .isTrue();
    }

    @Test
    @DisplayName("need a subject, a reason and an owner")
    @SuppressWarnings("NullAway") // what Java's callers can
    void incomplete() {
        assertThatThrownBy(() -> Acceptance.of(null, "t")).hasMessage("Acceptance lacks the check: say it.");
        assertThatThrownBy(() -> Acceptance.of(TableCheck.DRIFT, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("Acceptance lacks the subject: say it.");
        assertThatThrownBy(() -> Acceptance.of(TableCheck.DRIFT, " "))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("Acceptance lacks the subject: say it.");
        var draft = Acceptance.of(TableCheck.DRIFT, "t");
        assertThatThrownBy(() -> draft.because("")).hasMessage("Acceptance lacks the reason: say it.");
        assertThatThrownBy(() -> draft.about("")).hasMessage("Acceptance lacks what it is about: say it.");
        var reasoned = draft.because("so");
        assertThatThrownBy(() -> reasoned.by(" ")).hasMessage("Acceptance lacks the owner: say it.");
    }
}
