package dev.holdfast.jdbi.statement;

import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.JsonColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns whose PostgreSQL types hold what Java's can't say. */
public final class Oddities extends Table {

    public static final Oddities ODDITIES = new Oddities();

    public final OrderedColumn<Long> id = bigint("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<@Nullable Instant> instant =
            timestamptz("an_instant").nullable();
    public final OrderedColumn<@Nullable LocalDateTime> local =
            timestamp("a_local").nullable();
    public final OrderedColumn<@Nullable LocalDate> day = date("a_day").nullable();
    public final OrderedColumn<@Nullable LocalTime> clock = time("a_clock").nullable();
    public final OrderedColumn<@Nullable Interval> span = interval("a_span").nullable();
    public final OrderedColumn<@Nullable BigDecimal> amount =
            numeric("an_amount").nullable();
    public final OrderedColumn<@Nullable Float> real = real("a_real").nullable();
    public final OrderedColumn<@Nullable Double> dbl =
            doublePrecision("a_double").nullable();
    public final JsonColumn<@Nullable Layout> doc = jsonb("a_doc", Layout.class).nullable();
    public final OrderedColumn<@Nullable Mood> mood =
            pgEnum("a_mood", "mood", Mood.class).nullable();
    public final OrderedColumn<@Nullable Mood> moodText =
            enumAsText("a_mood_text", Mood.class).nullable();
    public final OrderedColumn<@Nullable URI> link =
            text("a_link").mapped(URI::create, URI::toString).nullable();
    public final Column<byte @Nullable []> bytes = bytea("some_bytes").nullable();
    public final ArrayColumn<@Nullable List<@Nullable Integer>> integers =
            array("integers", SqlTypes.INTEGER).nullable();
    public final ArrayColumn<@Nullable List<@Nullable String>> texts =
            array("texts", SqlTypes.TEXT).nullable();
    public final ArrayColumn<@Nullable List<@Nullable Instant>> instants =
            array("instants", SqlTypes.TIMESTAMPTZ).nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalDateTime>> locals =
            array("locals", SqlTypes.TIMESTAMP).nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalDate>> days =
            array("days", SqlTypes.DATE).nullable();
    public final ArrayColumn<@Nullable List<@Nullable LocalTime>> clocks =
            array("clocks", SqlTypes.TIME).nullable();
    public final ArrayColumn<@Nullable List<@Nullable Interval>> spans =
            array("spans", SqlTypes.INTERVAL).nullable();
    public final ArrayColumn<@Nullable List<@Nullable BigDecimal>> amounts =
            array("amounts", SqlTypes.NUMERIC).nullable();
    public final ArrayColumn<@Nullable List<@Nullable Double>> doubles =
            array("doubles", SqlTypes.DOUBLE).nullable();
    public final ArrayColumn<@Nullable List<@Nullable Mood>> moods =
            array("moods", SqlTypes.pgEnum("mood", Mood.class)).nullable();
    public final ArrayColumn<@Nullable List<@Nullable Layout>> docs =
            array("docs", SqlTypes.jsonb(Layout.class)).nullable();

    final OrderedColumn<@Nullable Level> level =
            pgEnum("a_level", "level", Level.class, Level::label).nullable();
    final OrderedColumn<Level> levelText =
            enumAsText("a_level_text", Level.class, Level::label).defaultTo(Level.LOW);
    final ArrayColumn<@Nullable List<@Nullable Level>> levels =
            array("levels", SqlTypes.pgEnum("level", Level.class, Level::label)).nullable();

    private Oddities() {
        super("oddities");
    }
}
