package dev.holdfast.doctor;

import dev.holdfast.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * That somebody takes a finding as it is: of a legacy table, say, that can't be changed yet. The finding is told as accepted,
 * with the reason and who answers for it, and isn't one to mend any more. Immutable and thread-safe.
 *
 * <pre>{@code
 * Acceptance.of(TableCheck.DRIFT, "legacy.orders")
 *         .about("column total")
 *         .because("the old billing writes it until May")
 *         .by("team billing")
 * }</pre>
 *
 * <p>One that matches nothing is a finding itself, {@link TableCheck#ACCEPTANCE_UNUSED}.
 */
public final class Acceptance {

    private final Check check;
    private final String subject;
    private final @Nullable String about;
    private final String reason;
    private final String owner;

    private Acceptance(Draft draft, String reason, String owner) {
        this.check = draft.check;
        this.subject = draft.subject;
        this.about = draft.about;
        this.reason = reason;
        this.owner = owner;
    }

    /**
     * An acceptance of what one check finds of one subject.
     *
     * @param subject as the finding has it, such as {@code public.orders}; or with a {@code *} at its end, for all that begin so
     * @throws InvalidValueException where the subject is blank
     */
    public static Draft of(Check check, String subject) {
        if (check == null) {
            throw lacking("the check");
        }
        return new Draft(check, said("the subject", subject), null);
    }

    /** An acceptance that lacks a reason and who answers for it. Immutable and thread-safe. */
    public static final class Draft {

        private final Check check;
        private final String subject;
        private final @Nullable String about;

        private Draft(Check check, String subject, @Nullable String about) {
            this.check = check;
            this.subject = subject;
            this.about = about;
        }

        /**
         * Of these findings only the ones whose cause has these words in it, such as a column's name; not as a part of a longer name.
         *
         * @throws InvalidValueException where it is blank
         */
        public Draft about(String words) {
            return new Draft(check, subject, said("what it is about", words));
        }

        /**
         * The reason, which the report tells.
         *
         * @throws InvalidValueException where it is blank
         */
        public Reasoned because(String reason) {
            return new Reasoned(this, said("the reason", reason));
        }
    }

    /** An acceptance that lacks who answers for it. Immutable and thread-safe. */
    public static final class Reasoned {

        private final Draft draft;
        private final String reason;

        private Reasoned(Draft draft, String reason) {
            this.draft = draft;
            this.reason = reason;
        }

        /**
         * Who answers for it: a person or a team, whom the report names.
         *
         * @throws InvalidValueException where it is blank
         */
        public Acceptance by(String owner) {
            return new Acceptance(draft, reason, said("the owner", owner));
        }
    }

    private static String said(String what, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw lacking(what);
        }
        return text;
    }

    private static InvalidValueException lacking(String what) {
        return new InvalidValueException("Acceptance", "lacks " + what, "say it");
    }

    /** The check whose findings are accepted. */
    public Check check() {
        return check;
    }

    /** The subject, or its beginning with a {@code *} behind it. */
    public String subject() {
        return subject;
    }

    /** Why. */
    public String reason() {
        return reason;
    }

    /** Who answers for it. */
    public String owner() {
        return owner;
    }

    /** True for a finding that it is about. */
    public boolean accepts(Finding finding) {
        boolean same = subject.endsWith("*")
                ? finding.subject().startsWith(subject.substring(0, subject.length() - 1))
                : finding.subject().equals(subject);
        return same && finding.check() == check && (about == null || says(finding.cause(), about));
    }

    /** Not within a longer name, which would be another column's. */
    private static boolean says(String cause, String words) {
        for (int at = cause.indexOf(words); at >= 0; at = cause.indexOf(words, at + 1)) {
            int end = at + words.length();
            boolean begins = at == 0 || !(isOfName(cause.charAt(at - 1)) && isOfName(words.charAt(0)));
            boolean ends = end == cause.length()
                    || !(isOfName(cause.charAt(end)) && isOfName(words.charAt(words.length() - 1)));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfName(char c) {
        return Character.isJavaIdentifierPart(c);
    }

    @Override
    public String toString() {
        return check + " " + subject + (about == null ? "" : " about " + about) + ": " + reason + " (" + owner + ")";
    }
}
