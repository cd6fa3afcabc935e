package dev.holdfast.examples.spring;

import org.jspecify.annotations.Nullable;

/** Whom a token belongs to. */
record Caller(long tenant, String user) {

    /** As the one who has given out the tokens says; null for a token that is nobody's. */
    static @Nullable Caller of(@Nullable String authorization) {
        return switch (String.valueOf(authorization)) {
            case "Bearer ann-of-acme" -> new Caller(1, "ann");
            case "Bearer gus-of-globex" -> new Caller(2, "gus");
            default -> null;
        };
    }
}
