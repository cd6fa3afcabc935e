package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.jdbi.internal.doctor.SqlScan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in an expression, as PostgreSQL prints it, where a setting is read without the guards, and puts them in. The
 * guards: {@code true} as second argument (else an error where nobody has set it), {@code nullif(…, '')} (a setting
 * is empty, not null, once a transaction of the connection has used it), and in a policy a sub-select around it (else
 * it is called for each row).
 */
final class SettingCalls {

    private static final Pattern CALL = Pattern.compile("\\bcurrent_setting\\(");
    private static final Pattern NULLIF_BEFORE = Pattern.compile("NULLIF\\(\\s*$");
    private static final Pattern EMPTY_AFTER = Pattern.compile("^\\s*,\\s*''(::text)?\\s*\\)");

    /** What is wrong, in words, each once. */
    private final List<String> faults = new ArrayList<>();

    private final StringBuilder mended = new StringBuilder();

    SettingCalls(@Nullable String expression, boolean policy) {
        String sql = expression == null ? "" : expression;
        Matcher call = CALL.matcher(sql);
        int copied = 0;
        while (call.find()) {
            int close = SqlScan.closing(sql, call.end() - 1);
            Matcher before = NULLIF_BEFORE.matcher(sql.substring(0, call.start()));
            Matcher after = EMPTY_AFTER.matcher(sql.substring(Math.min(close + 1, sql.length())));
            boolean guarded = before.find() & after.find();
            boolean wrapped = !policy || inSubselect(sql, call.start());
            String arguments = sql.substring(call.end(), close);
            boolean missingOk = arguments.endsWith(", true");
            if (missingOk && guarded && wrapped) {
                continue;
            }
            note(!missingOk, "fails where nobody has set it (no second argument true)");
            note(!guarded, "doesn't take an empty setting for none (no nullif)");
            note(!wrapped, "is called for each row (no sub-select around it)");
            String name = arguments.contains(",") ? arguments.substring(0, arguments.indexOf(',')) : arguments;
            String read = "nullif(current_setting(" + name + ", true), '')";
            mended.append(sql, copied, guarded ? before.start() : call.start())
                    .append(wrapped ? read : "(select " + read + ")");
            copied = close + 1 + (guarded ? after.end() : 0);
        }
        mended.append(sql.substring(copied));
    }

    private void note(boolean wrong, String fault) {
        if (wrong && !faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private static boolean inSubselect(String sql, int position) {
        int at = 0;
        while (at < position) {
            int next = SqlScan.next(sql, at);
            if (next > position) {
                if (sql.startsWith("( SELECT", at)) {
                    return true;
                }
                next = at + 1;
            }
            at = next;
        }
        return false;
    }

    List<String> faults() {
        return faults;
    }

    /** The expression with all guards. */
    String mended() {
        return mended.toString();
    }
}
