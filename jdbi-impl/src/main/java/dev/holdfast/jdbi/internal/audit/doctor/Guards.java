package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.GuardedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is wrong with the guards of a table that only triggers write, whatever it has rows of. */
public final class Guards {

    private Guards() {}

    /** Judges one, but for its policies. */
    public static Stream<Finding> of(Check check, GuardedRow row, String application) {
        List<Finding> findings = new ArrayList<>();
        if (row.own()) {
            findings.add(new Finding(
                    check,
                    row.sql(),
                    "it belongs to " + row.owner()
                            + ", as which the application can act: it could change what was recorded",
                    "alter table " + row.sql() + " owner to holdfast_owner"));
        }
        if (!row.rowSecurity() || !row.forced()) {
            findings.add(new Finding(
                    check,
                    row.sql(),
                    "row-level security isn't " + (row.rowSecurity() ? "forced" : "enabled")
                            + ", so that a session gets at what was recorded of all tenants",
                    "alter table " + row.sql() + " enable row level security, force row level security"));
        }
        if (!row.readable() && !row.part()) {
            findings.add(new Finding(
                    check,
                    row.sql(),
                    "the application may not read what was recorded of its rows",
                    "grant select on " + row.sql() + " to " + Identifiers.quoted(application)));
        }
        for (String excess : row.excess()) {
            findings.add(new Finding(
                    check,
                    row.sql(),
                    "a privilege is granted by which what was recorded could be changed, or invented: " + excess,
                    "revoke " + excess));
        }
        return findings.stream();
    }
}
