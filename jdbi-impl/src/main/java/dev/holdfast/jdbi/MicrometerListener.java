package dev.holdfast.jdbi;

import dev.holdfast.internal.Required;
import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.listener.StatementListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Set;

/**
 * Measures statements by Micrometer, whose {@code io.micrometer:micrometer-core} the application brings: the timer {@value
 * #TIMER} with the tags {@code command} (the statement's first word) and {@code outcome} ({@code ok}, or the SQLSTATE of
 * the refusal), and the summary {@value #ROWS} with the tag {@code command}. The tenant is no tag unless {@link
 * #withTenant} says so. Immutable and thread-safe.
 */
public final class MicrometerListener implements StatementListener {

    /** How long statements took. */
    public static final String TIMER = "holdfast.statements";

    /** How many rows they read or changed, where that is known. */
    public static final String ROWS = "holdfast.statement.rows";

    private static final Set<String> COMMANDS =
            Set.of("select", "with", "insert", "update", "delete", "merge", "call", "values");

    private final MeterRegistry registry;
    private final boolean tenant;

    /** With a registry, which stays yours to close. */
    public MicrometerListener(MeterRegistry registry) {
        this(Required.given("MicrometerListener", registry), false);
    }

    private MicrometerListener(MeterRegistry registry, boolean tenant) {
        this.registry = registry;
        this.tenant = tenant;
    }

    /** As this, and each meter has the tag {@code tenant}: for few tenants, since each makes meters of its own. */
    public MicrometerListener withTenant() {
        return new MicrometerListener(registry, true);
    }

    @Override
    public void executed(ExecutedStatement statement) {
        Tags tags = Tags.of("command", command(statement.sql()));
        if (tenant) {
            tags = tags.and("tenant", statement.tenant() == null ? "none" : String.valueOf(statement.tenant()));
        }
        String outcome = statement.error() == null ? "ok" : statement.error().sqlState();
        Timer.builder(TIMER)
                .description("How long statements took")
                .tags(tags.and("outcome", outcome))
                .register(registry)
                .record(statement.duration());
        if (statement.rows().isPresent()) {
            DistributionSummary.builder(ROWS)
                    .description("How many rows statements read or changed")
                    .baseUnit("rows")
                    .tags(tags)
                    .register(registry)
                    .record(statement.rows().getAsLong());
        }
    }

    /** One of few words, so that no text makes meters without end. */
    private static String command(String sql) {
        int end = 0;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        String word = sql.substring(0, end).toLowerCase(Locale.ROOT);
        return COMMANDS.contains(word) ? word : "other";
    }
}
