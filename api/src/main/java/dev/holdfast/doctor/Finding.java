package dev.holdfast.doctor;

/**
 * Something to mend.
 *
 * @param check what was looked for
 * @param subject the table, role or view
 * @param cause what is so
 * @param fix the change that mends it: SQL, or a Liquibase change
 */
public record Finding(Check check, String subject, String cause, String fix) {

    /** For the report: a line break, which names and statements may have in them, can't begin a line of its own. */
    @Override
    public String toString() {
        return described() + "\n    fix: " + fix.replaceAll("\\R", "\n         ");
    }

    /** Without the fix, in one line. */
    String described() {
        return check + " " + inOneLine(subject) + ": " + inOneLine(cause);
    }

    private static String inOneLine(String text) {
        return text.replaceAll("\\R", "\\\\n");
    }
}
