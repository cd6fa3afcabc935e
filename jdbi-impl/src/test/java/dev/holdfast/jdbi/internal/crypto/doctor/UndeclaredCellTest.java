package dev.holdfast.jdbi.internal.crypto.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.table.Column;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An encrypted column that isn't declared as one")
@PostgresTest(template = Practice.class)
class UndeclaredCellTest {

    private static final class PlainVouchers extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final Column<byte[]> code = bytea("code");
        final TextColumn<@Nullable String> note = text("note").nullable();
        final Column<byte @Nullable []> index = bytea("note_bidx").nullable();

        PlainVouchers() {
            super("vouchers");
        }
    }

    @Test
    @DisplayName("TN-37 the doctor names it, as bytea and as text, and offers no cast of ciphertext")
    void named(TestDatabase database) {
        Diagnosis diagnosis = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(new PlainVouchers())
                .build()
                .doctor();
        assertThat(diagnosis.of(CryptoCheck.ENCRYPTION_NOT_DECLARED))
                .extracting(Finding::subject, Finding::fix)
                .containsExactly(
                        tuple("vouchers", "declare code with .encrypted() in PlainVouchers"),
                        tuple("vouchers", "declare note with .encrypted() in PlainVouchers"));
        assertThat(diagnosis.of(TableCheck.DRIFT))
                .filteredOn(finding -> finding.cause().startsWith("column note is bytea"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix()).startsWith("declare it as what it is"));
    }
}
