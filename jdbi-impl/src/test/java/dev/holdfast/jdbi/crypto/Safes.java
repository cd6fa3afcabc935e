package dev.holdfast.jdbi.crypto;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Inet;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table of no tenant with an encrypted column of each type, whose key is a text and a number. */
public final class Safes extends Table implements DatabaseTemplate {

    public static final Safes SAFES = new Safes();

    public final TextColumn<String> name = text("name").primaryKey();
    public final OrderedColumn<Integer> part = integer("part").primaryKey();
    public final EncryptedColumn<@Nullable UUID> uuid =
            uuid("a_uuid").nullable().encrypted();
    public final EncryptedColumn<@Nullable Short> smallint =
            smallint("a_smallint").nullable().encrypted();
    public final EncryptedColumn<@Nullable Integer> integer =
            integer("an_integer").nullable().encrypted();
    public final EncryptedColumn<@Nullable Long> bigint =
            bigint("a_bigint").nullable().encrypted();
    public final EncryptedColumn<@Nullable BigDecimal> numeric =
            numeric("a_numeric").nullable().encrypted();
    public final EncryptedColumn<@Nullable Float> real =
            real("a_real").nullable().encrypted();
    public final EncryptedColumn<@Nullable Double> doublePrecision =
            doublePrecision("a_double").nullable().encrypted();
    public final EncryptedColumn<@Nullable String> text =
            text("a_text").nullable().encrypted();
    public final EncryptedColumn<@Nullable String> varchar =
            varchar("a_varchar", 5).nullable().encrypted();
    public final EncryptedColumn<@Nullable Boolean> bool =
            bool("a_bool").nullable().encrypted();
    public final EncryptedColumn<@Nullable Instant> timestamptz =
            timestamptz("a_timestamptz").nullable().encrypted();
    public final EncryptedColumn<@Nullable LocalDateTime> timestamp =
            timestamp("a_timestamp").nullable().encrypted();
    public final EncryptedColumn<@Nullable LocalDate> date =
            date("a_date").nullable().encrypted();
    public final EncryptedColumn<@Nullable LocalTime> time =
            time("a_time").nullable().encrypted();
    public final EncryptedColumn<byte @Nullable []> bytea =
            bytea("a_bytea").nullable().encrypted();
    public final EncryptedColumn<@Nullable Inet> inet =
            inet("an_inet").nullable().encrypted();
    public final EncryptedColumn<@Nullable Layout> json =
            jsonb("a_json", Layout.class).nullable().encrypted();
    public final EncryptedColumn<@Nullable Mood> mood =
            enumAsText("a_mood", Mood.class).nullable().encrypted();
    public final EncryptedColumn<@Nullable URI> link = column(
                    "a_link", SqlTypes.TEXT.mapped(URI.class, URI::create, URI::toString))
            .nullable()
            .encrypted();

    public Safes() {
        super("safes");
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(Schema.of(SAFES), "safes").toXml());
        }
    }

    static JdbiHoldfast holdfast(TestDatabase database) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SAFES)
                .json(new Jackson3Json())
                .encryption(Encryption.with(Clinic.KEYRING))
                .build();
    }
}
