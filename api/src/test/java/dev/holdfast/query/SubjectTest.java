package dev.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.table.Column;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectTest {

    private static final class Notes extends Table {

        final Column<Long> id = bigint("id").primaryKey();
        final TextColumn<String> person = text("person");
        final EncryptedColumn<String> body = text("body").encrypted().perSubject(person);

        Notes() {
            super("notes");
        }

        Insert about(String whom) {
            return Insert.into(this)
                    .row(row -> row.set(id, 1L).set(person, whom).set(body, "rests"));
        }
    }

    @Test
    @DisplayName(
            "a value isn't encrypted for nobody: that would be by the tenant's key, which no shredding of a person reaches")
    void somebodyIsMeant() {
        Notes notes = new Notes();
        for (String nobody : new String[] {"", " ", "x".repeat(201)}) {
            assertThatThrownBy(() -> notes.about(nobody).toSql())
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("notes.person is blank or has more than 200 characters");
        }
        assertThat(notes.about("x".repeat(200)).toSql()).startsWith("insert into notes");
    }
}
