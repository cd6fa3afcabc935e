package dev.holdfast.jdbi.value;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.Normalization;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Personal;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.JsonColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A table with a column for each way in which a value may go wrong, tenants that are text, and an event. */
public final class Goods extends Table implements DatabaseTemplate {

    public static final Goods GOODS = new Goods();
    public static final TinkKeyring KEYRING = TinkKeyring.generate();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final TextColumn<String> tenantId = text("tenant_id").tenantKey();
    public final TextColumn<@Nullable String> name = text("name").nullable();
    public final TextColumn<@Nullable String> code = varchar("code", 5).nullable();
    public final ArrayColumn<@Nullable List<@Nullable String>> names =
            array("names", SqlTypes.TEXT).nullable();
    public final OrderedColumn<@Nullable BigDecimal> amount = numeric("amount").nullable();
    public final OrderedColumn<@Nullable BigDecimal> price =
            numeric("price", 10, 2).nullable();
    public final ArrayColumn<@Nullable List<@Nullable BigDecimal>> amounts =
            array("amounts", SqlTypes.NUMERIC).nullable();
    public final OrderedColumn<@Nullable Instant> at = timestamptz("at").nullable();
    public final ArrayColumn<@Nullable List<@Nullable Instant>> ats =
            array("ats", SqlTypes.TIMESTAMPTZ).nullable();
    public final OrderedColumn<@Nullable LocalDateTime> local =
            timestamp("local").nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalDateTime>> locals =
            array("locals", SqlTypes.TIMESTAMP).nullable();
    public final OrderedColumn<@Nullable LocalDate> day = date("day").nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalDate>> days =
            array("days", SqlTypes.DATE).nullable();
    public final OrderedColumn<@Nullable LocalTime> time = time("time_of_day").nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalTime>> times =
            array("times", SqlTypes.TIME).nullable();
    public final OrderedColumn<@Nullable Interval> span = interval("span").nullable();
    public final ArrayColumn<@Nullable List<@Nullable Interval>> spans =
            array("spans", SqlTypes.INTERVAL).nullable();
    public final OrderedColumn<@Nullable Double> weight =
            doublePrecision("weight").nullable();
    public final OrderedColumn<byte @Nullable []> bytes =
            ordered("bytes", SqlTypes.BYTEA).nullable();
    public final JsonColumn<@Nullable Object> doc = jsonb("doc", Object.class).nullable();
    public final EncryptedColumn<@Nullable String> secret =
            text("secret").nullable().encrypted();
    public final BlindIndex<@Nullable String> secretIndex = secret.blindIndex("secret_bidx");
    public final EncryptedColumn<@Nullable String> phone =
            text("phone").nullable().encrypted();
    public final BlindIndex<@Nullable String> phoneIndex =
            phone.blindIndex("phone_bidx").normalized(Normalization.DIGITS_ONLY);
    public final EncryptedColumn<@Nullable BigDecimal> income =
            numeric("income").nullable().encrypted();
    public final EncryptedColumn<@Nullable Instant> born =
            timestamptz("born").nullable().encrypted();
    public final BlindIndex<@Nullable Instant> bornIndex = born.blindIndex("born_bidx");
    public final EncryptedColumn<@Nullable Object> file =
            jsonb("file", Object.class).nullable().encrypted();

    /** What is noted of goods. */
    @EventType("noted")
    public record Noted(
            Map<String, Object> what,
            @Nullable String person,

            @Personal(subject = "person") @Nullable String personal) {

        static Noted of(String key, Object value) {
            return new Noted(Map.of(key, value), null, null);
        }
    }

    public Goods() {
        super("goods");
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(Schema.of(GOODS), "goods").toXml());
        }
        var tenants = holdfast(database, database.applicationDataSource())
                .acrossTenants("fixture")
                .tenants();
        tenants.create("acme", "Acme");
        tenants.create("a?", "Question");
    }

    static JdbiHoldfast holdfast(TestDatabase database, DataSource application) {
        return JdbiHoldfast.builder(application)
                .schema(GOODS)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(KEYRING))
                .events(EventSettings.with(EventTypes.of(Noted.class)))
                .build();
    }
}
