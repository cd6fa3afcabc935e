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

    @Override
    public String toString() {
        return check + " " + subject + ": " + cause + "\n    fix: " + fix;
    }
}
