package dev.holdfast.liquibase.history;

import dev.holdfast.liquibase.audit.RecordingChange;
import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code enableHistory}: each version of the table's rows stays, from when to when it was so, by whom and why.
 *
 * <p>It makes the table {@code <table>_versions}, filled with the rows that are there, the view {@code <table>_history}, the
 * functions {@code <table>_as_of(timestamptz)} and {@code <table>_as_of_token(text)}, triggers and their functions. The rollback takes
 * all of that away, and PostgreSQL refuses it where something changed since, unless {@code discard} is true.
 */
@DatabaseChange(
        name = "enableHistory",
        description = "Keeps every version of a table's rows",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class EnableHistoryChange extends RecordingChange {

    /** Made by Liquibase. */
    public EnableHistoryChange() {}

    @Override
    protected List<String> statements(Names names) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("app", Names.literal(app()));
        arguments.put("across", Names.literal(across()));
        return List.of(lock(names), call(names, "enable_history", arguments));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        List<String> sql = new ArrayList<>();
        sql.add(lock(names));
        if (guarded()) {
            sql.add(refusal(names));
        }
        sql.add(call(names, "disable_history"));
        return List.of(Block.of(guarded() ? "versions regclass; lost bigint" : "", sql));
    }

    private String refusal(Names names) {
        String message = "The rollback of enableHistory on " + table(names).replace("%", "%%")
                + " is refused: % versions of its rows would be gone for good. Set discard=\"true\" on the change to let that happen.";
        return "versions := holdfast.versions_name(" + Names.literal(table(names)) + ");\n"
                + "execute format('alter table %s no force row level security', versions);\n"
                + "set local row_security = off;\n"
                + "execute format('select count(*) from %s where holdfast_action <> ''backfill''', versions) into lost;\n"
                + "set local row_security to default;\n"
                + "if lost > 0 then\n"
                + "    raise exception " + Names.literal(message) + ",\n"
                + "        lost using errcode = 'object_not_in_prerequisite_state';\n"
                + "end if";
    }

    @Override
    public String getConfirmationMessage() {
        return "Every version of the rows of " + table() + " is kept";
    }

    @Override
    @DatabaseChangeProperty(
            description = "true lets a rollback drop the history; not part of the checksum",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDiscard() {
        return super.getDiscard();
    }
}
