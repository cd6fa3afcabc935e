package dev.holdfast.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.changelog.Changelog;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys of columns in clear together with blind indexes. */
class BlindIndexKeysTest {

    private static class Readers extends Table {

        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> club = text("club");
        final BlindIndex<String> email = text("email").encrypted().blindIndex("email_bidx");

        Readers() {
            super("readers");
            uniqueKey(club, email);
            index(email, club);
        }
    }

    private static final class SoftReaders extends Readers implements SoftDeletable {}

    @Test
    void theyAreMadeBehindTheirColumns() {
        String changelog = Changelog.of(Schema.of(new Readers()), "test").toXml();
        assertThat(changelog)
                .containsSubsequence(
                        "<holdfast:addEncryptedColumn",
                        "readers keys over blind indexes",
                        "columnNames=\"tenant_id, club, email_bidx\"",
                        "<createIndex tableName=\"readers\"");
        assertThat(changelog).containsOnlyOnce("<addUniqueConstraint").containsOnlyOnce("<createIndex");
    }

    @Test
    void inASoftDeletableTableTheyCountLiveRows() {
        String changelog = Changelog.of(Schema.of(new SoftReaders()), "test").toXml();
        assertThat(changelog)
                .containsSubsequence(
                        "<holdfast:addEncryptedColumn",
                        "<holdfast:addLiveUniqueConstraint",
                        "readers live indexes over blind indexes",
                        "<rollback><sql splitStatements=\"false\">drop index");
        assertThat(changelog).containsOnlyOnce("<holdfast:addLiveUniqueConstraint");
    }
}
