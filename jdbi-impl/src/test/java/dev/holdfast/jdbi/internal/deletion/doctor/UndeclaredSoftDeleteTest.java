package dev.holdfast.jdbi.internal.deletion.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A soft-deletable table that is declared as a plain one")
@PostgresTest(template = Studio.class)
class UndeclaredSoftDeleteTest {

    /** Styles, without the word that they are soft-deletable. */
    private static final class PlainStyles extends Table {
        final TextColumn<String> code = varchar("code", 20).primaryKey();
        final TextColumn<String> name = text("name");

        PlainStyles() {
            super("styles");
        }
    }

    @Test
    @DisplayName("SD-20 TN-37 counts deleted rows, and the doctor names it")
    void counted(TestDatabase database) {
        PlainStyles plain = new PlainStyles();
        JdbiHoldfast before = Studio.holdfast(database);
        JdbiHoldfast after = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(plain)
                .build();
        for (String code : new String[] {"cubism", "fauvism"}) {
            before.withoutTenant()
                    .insertInto(Studio.STYLES, row -> row.set(Studio.STYLES.code, code)
                            .set(Studio.STYLES.name, code))
                    .execute();
        }
        before.withoutTenant()
                .deleteFrom(Studio.STYLES)
                .where(Studio.STYLES.code.eq("cubism"))
                .execute();
        assertThat(before.withoutTenant().from(Studio.STYLES).count()).isEqualTo(1);
        assertThat(after.withoutTenant().from(plain).count()).isEqualTo(2);
        assertThat(after.doctor().of(DeletionCheck.SOFT_DELETE_NOT_DECLARED))
                .extracting(Finding::subject, Finding::fix)
                .containsExactly(tuple("styles", "let PlainStyles implement SoftDeletable"));
        assertThat(before.doctor().isClean()).isTrue();
    }
}
