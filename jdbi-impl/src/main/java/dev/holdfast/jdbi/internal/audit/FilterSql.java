package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditFilter;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;

/** How a filter stands in a statement over entries or change sets. */
final class FilterSql {

    private FilterSql() {}

    static void writeWho(SqlWriter out, AuditFilter filter, String alias) {
        if (filter.actor() != null) {
            out.append(" and ")
                    .append(alias)
                    .append(".actor = ")
                    .parameter(Parameter.of(filter.actor(), SqlTypes.TEXT, "actor"));
        }
        if (filter.requestId() != null) {
            out.append(" and ")
                    .append(alias)
                    .append(".request_id = ")
                    .parameter(Parameter.of(filter.requestId(), SqlTypes.TEXT, "request id"));
        }
    }

    static void writeWhen(SqlWriter out, AuditFilter filter, String alias) {
        if (filter.from() != null) {
            out.append(" and ")
                    .append(alias)
                    .append(".recorded_at >= ")
                    .parameter(Parameter.of(filter.from(), SqlTypes.TIMESTAMPTZ, "from"));
        }
        if (filter.to() != null) {
            out.append(" and ")
                    .append(alias)
                    .append(".recorded_at < ")
                    .parameter(Parameter.of(filter.to(), SqlTypes.TIMESTAMPTZ, "to"));
        }
    }

    /** Behind something, in the order that is read. */
    static String behind(AuditFilter filter) {
        return filter.newestFirst() ? " < " : " > ";
    }

    static String direction(AuditFilter filter) {
        return filter.newestFirst() ? " desc" : "";
    }
}
