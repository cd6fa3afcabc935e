package dev.holdfast.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.AuditChanges;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.SchemaException;
import org.junit.jupiter.api.Test;

class AuditedTest {

    private static final class Books extends Table implements Audited {

        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> title = text("title");
        final TextColumn<String> words = text("words");

        @Override
        public Auditing auditing() {
            return Auditing.ofChanges().excluding(words).requiringActor().called("book");
        }

        Books() {
            super("shelf.books");
        }
    }

    private static final class Wrong extends Table implements Audited {

        private final Auditing auditing;
        final TextColumn<String> own = text("own");

        Wrong(String name, Auditing auditing) {
            super(name);
            this.auditing = auditing;
        }

        @Override
        public Auditing auditing() {
            return auditing;
        }
    }

    @Test
    void theChangelogSaysWhatIsDeclared() {
        Books books = new Books();
        assertThat(AuditChanges.enableAudit(books).toXmlFragment())
                .isEqualTo("<holdfast:enableAudit schemaName=\"shelf\" tableName=\"books\" tenantColumn=\"tenant_id\""
                        + " logicalName=\"book\" excludeColumns=\"words\" requireActor=\"true\"/>");
        assertThat(Changelog.of(Schema.of(books), "test").toXml())
                .contains("id=\"shelf.books audited\"", "excludeColumns=\"words\"");
    }

    @Test
    void everyMisuseIsTold() {
        Books books = new Books();
        Auditing all = Auditing.ofChanges();
        Wrong both = new Wrong("both", all.excluding(books.title).called(" "));
        Wrong none = new Wrong("n".repeat(46), all.including());
        Wrong two = new Wrong("two", all.including(both.own).excluding(both.own));
        assertThatThrownBy(() -> Schema.of(books, both, none, two))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("the auditing of table both names books.title, which is no column of its")
                .hasMessageContaining("the auditing of table both is called \" \"")
                .hasMessageContaining("table both is Audited, and has no primary key")
                .hasMessageContaining("is Audited, and has a name of more than 45 bytes")
                .hasMessageContaining("includes no column")
                .hasMessageContaining(
                        "the auditing of table two has columns that are included, and others that are excluded");
    }

    @Test
    void optionsAreValues() {
        Auditing all = Auditing.ofChanges();
        assertThat(all.withNoOps()).isNotSameAs(all);
        assertThat(all.hasNoOps()).isFalse();
        assertThat(all.withNoOps().withWholeCopies().hasNoOps()).isTrue();
        assertThatThrownBy(() -> all.called(null)).hasMessageContaining("called");
    }
}
