package dev.holdfast.jdbi;

import dev.holdfast.internal.Required;
import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.listener.StatementListener;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each statement by SLF4J, which JDBI brings: at DEBUG, and at WARN from a duration on. Values that were bound are in
 * no line; the tenant is in none unless {@link #withTenant} says so. Immutable and thread-safe.
 */
public final class Slf4jListener implements StatementListener {

    /** The logger's name, unless one is given. */
    public static final String LOGGER = "dev.holdfast.sql";

    private final Logger logger;
    private final @Nullable Duration slow;
    private final boolean tenant;

    /** With the logger {@value #LOGGER}. */
    public Slf4jListener() {
        this(LoggerFactory.getLogger(LOGGER));
    }

    /** With a logger of your own. */
    public Slf4jListener(Logger logger) {
        this(Required.given("Slf4jListener", logger), null, false);
    }

    private Slf4jListener(Logger logger, @Nullable Duration slow, boolean tenant) {
        this.logger = logger;
        this.slow = slow;
        this.tenant = tenant;
    }

    /** As this, but statements that take this long or longer are logged at WARN. */
    public Slf4jListener warnFrom(Duration duration) {
        return new Slf4jListener(logger, Required.given("warnFrom", duration), tenant);
    }

    /** As this, and each line names the tenant. */
    public Slf4jListener withTenant() {
        return new Slf4jListener(logger, slow, true);
    }

    @Override
    public void executed(ExecutedStatement statement) {
        if (slow != null && statement.duration().compareTo(slow) >= 0) {
            logger.warn("{}", line(statement));
        } else if (logger.isDebugEnabled()) {
            logger.debug("{}", line(statement));
        }
    }

    private String line(ExecutedStatement statement) {
        String millis =
                String.format(Locale.ROOT, "%.1f ms", statement.duration().toNanos() / 1e6);
        return outcome(statement) + " in " + millis + (tenant ? ", " + tenantOf(statement) : "") + ": "
                + statement.sql();
    }

    private static String outcome(ExecutedStatement statement) {
        if (statement.error() != null) {
            return "Failed with " + statement.error().sqlState();
        }
        return statement.rows().isPresent() ? "Done, " + statement.rows().getAsLong() + " rows" : "Done";
    }

    /** In one line, whatever an application takes for a tenant's id. */
    private static String tenantOf(ExecutedStatement statement) {
        return statement.tenant() == null
                ? "no tenant"
                : "tenant " + statement.tenant().toString().replaceAll("\\p{Cntrl}", "?");
    }
}
