package dev.holdfast.jdbi.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A table whose clear text is encrypted in place, and back. */
@PostgresTest(template = ClearTextTest.Notebook.class)
class ClearTextTest {

    static final class Plain extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<UUID> author = uuid("author");
        final OrderedColumn<String> body = ordered("body", dev.holdfast.sql.SqlTypes.TEXT);
        final OrderedColumn<@Nullable BigDecimal> amount = numeric("amount").nullable();
        final OrderedColumn<LocalDate> day = date("day");
        final OrderedColumn<Instant> at = timestamptz("at");

        Plain() {
            super("notes");
            jsonb("doc", Layout.class).nullable();
        }
    }

    static final class Secret extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<UUID> author = uuid("author");
        final EncryptedColumn<String> body = text("body").encrypted();
        final BlindIndex<String> bodyIndex = body.blindIndex("body_bidx");
        final EncryptedColumn<@Nullable BigDecimal> amount =
                numeric("amount").encrypted().perSubject(author).nullable();
        final EncryptedColumn<LocalDate> day = date("day").encrypted();
        final EncryptedColumn<Instant> at = timestamptz("at").encrypted();
        final EncryptedColumn<@Nullable Layout> doc =
                jsonb("doc", Layout.class).encrypted().nullable();

        Secret() {
            super("notes");
        }
    }

    static final Secret NOTES = new Secret();
    static final String[] COLUMNS = {"body", "amount", "day", "at", "doc"};

    static final class Notebook implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            try (Connection owner = database.ownerDataSource().getConnection()) {
                Press.migrate(
                        owner, Changelog.of(Schema.of(new Plain()), "notebook").toXml());
            }
        }
    }

    private static JdbiHoldfast node(TestDatabase database, EncryptionMode mode, Encryption[] made) {
        made[0] = Encryption.with(Clinic.KEYRING).mode(mode);
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(NOTES)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(made[0])
                .build();
    }

    private static JdbiHoldfast node(TestDatabase database, EncryptionMode mode) {
        return node(database, mode, new Encryption[1]);
    }

    @Test
    @DisplayName("EN-18 clear text fails in the strict mode; migrating reads and counts it, encrypts it, and goes back")
    void thereAndBack(TestDatabase database) {
        long tenant = 77;
        node(database, EncryptionMode.STRICT).acrossTenants("fixture").tenants().create(tenant, "Seventy-seven");
        UUID author = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        String doc = "{\"more\": [1, {\"x\": null}], \"theme\": \"dark\", \"widths\": [1, 2]}";
        Sql.run(
                database.superuserDataSource(),
                "insert into notes (id, tenant_id, author, body, amount, day, at, doc) values"
                        + " (gen_random_uuid(), 77, '" + author + "', 'Grüße \"quoted\"', 12.3400, '0044-03-15 BC',"
                        + " '2024-02-29 12:34:56.789012+02', '" + doc + "'),"
                        + " (gen_random_uuid(), 77, '" + other + "', '', null, '2024-01-01', 'epoch', null),"
                        + " (gen_random_uuid(), 77, '" + other
                        + "', 'x', -0.0001, '9999-12-31', '1900-01-01', 'null')");
        List<@Nullable String> before = content(database);
        for (String column : COLUMNS) {
            String text = column.equals("doc") ? "doc::text" : "to_jsonb(" + column + ") #>> '{}'";
            Sql.run(
                    database.ownerDataSource(),
                    "alter table notes alter " + column + " type bytea using '\\x00'::bytea || convert_to(" + text
                            + ", 'UTF8')");
        }
        Sql.run(database.ownerDataSource(), "alter table notes add body_bidx bytea");

        TenantScope strict = node(database, EncryptionMode.STRICT).tenant(tenant);
        assertThatThrownBy(() ->
                        strict.from(NOTES).select(NOTES.body).list().get(0).get(NOTES.body))
                .isInstanceOfSatisfying(DecryptionException.class, e -> assertThat(e.reason())
                        .isEqualTo(DecryptionException.Reason.CLEAR_TEXT));
        assertThat(strict.reencrypt(NOTES).execute()).isEqualTo(new ReencryptionReport(3, 0, 13, 0));
        Encryption[] made = new Encryption[1];
        TenantScope migrating = node(database, EncryptionMode.MIGRATING, made).tenant(tenant);
        assertThat(migrating.from(NOTES).map(row -> row.get(NOTES.body)).list())
                .containsExactlyInAnyOrder("Grüße \"quoted\"", "", "x");
        assertThat(made[0].clearTextRead()).isEqualTo(3 * 5 - 2);
        assertThatThrownBy(() -> migrating.keys().shredSubject(author))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("notes.amount");
        assertThat(migrating.keys().list()).noneMatch(key -> key.subject().equals(author.toString()));

        assertThat(migrating.reencrypt(NOTES).inBatchesOf(2).execute()).isEqualTo(new ReencryptionReport(3, 3, 0, 0));
        assertThat(Sql.one(
                        database.superuserDataSource(), "select count(*) from notes where " + anyStartsWith("\\x00")))
                .isEqualTo("0");
        var row =
                strict.from(NOTES).where(NOTES.bodyIndex.eq("Grüße \"quoted\"")).one();
        assertThat(row.get(NOTES.amount)).isEqualTo(new BigDecimal("12.3400"));
        assertThat(row.get(NOTES.at)).isEqualTo(Instant.parse("2024-02-29T10:34:56.789012Z"));

        assertThat(migrating
                        .reencrypt(NOTES)
                        .backToClearText("encryption is given up")
                        .inBatchesOf(2)
                        .execute())
                .isEqualTo(new ReencryptionReport(3, 3, 0, 0));
        assertThat(Sql.one(
                        database.superuserDataSource(), "select count(*) from notes where " + anyStartsWith("\\x01")))
                .isEqualTo("0");
        assertThat(Sql.one(database.superuserDataSource(), "select count(body_bidx) from notes"))
                .isEqualTo("0");
        for (String column : COLUMNS) {
            String type =
                    switch (column) {
                        case "amount" -> "numeric";
                        case "day" -> "date";
                        case "at" -> "timestamptz";
                        case "doc" -> "jsonb";
                        default -> "text";
                    };
            Sql.run(
                    database.ownerDataSource(),
                    "alter table notes alter " + column + " type " + type + " using convert_from(substring(" + column
                            + " from 2), 'UTF8')::" + type);
        }
        assertThat(content(database)).isEqualTo(before);
    }

    private static String anyStartsWith(String bytes) {
        StringBuilder any = new StringBuilder("false");
        for (String column : COLUMNS) {
            any.append(" or substring(")
                    .append(column)
                    .append(" from 1 for 1) = '")
                    .append(bytes)
                    .append("'");
        }
        return any.toString();
    }

    private static List<@Nullable String> content(TestDatabase database) {
        return Sql.column(
                database.superuserDataSource(),
                "select (id, author, body, amount, day, at, doc)::text from notes order by id");
    }
}
