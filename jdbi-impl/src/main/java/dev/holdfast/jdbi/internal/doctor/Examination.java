package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.stream.Stream;

/** What the doctor examines of one feature. Immutable and thread-safe. */
public interface Examination {

    /** What it looks for: in this order the findings of one subject are told. */
    List<? extends Check> checks();

    /** True where it has something to ask by a connection that sees all tenants. */
    default boolean looksAcrossTenants(Schema schema) {
        return false;
    }

    /**
     * True where it judges what is so for every role. The others are asked only for the application's: to a role that no
     * policy is for, everything seems to be missing.
     */
    default boolean looksForEveryRole() {
        return false;
    }

    /**
     * Reads what it needs to know beyond the tables, and judges.
     *
     * @param facts the tables as they are
     */
    Stream<Finding> findings(Facts facts, Connections connections);
}
