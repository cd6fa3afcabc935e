package dev.holdfast.testkit.internal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the run was told from outside: environment variables and system properties. Immutable when they are. */
public final class Environment {
    private final Function<String, @Nullable String> variables;
    private final Function<String, @Nullable String> properties;

    private Environment(Function<String, @Nullable String> variables, Function<String, @Nullable String> properties) {
        this.variables = variables;
        this.properties = properties;
    }

    /** That of this JVM. */
    public static Environment ofThisJvm() {
        return new Environment(System::getenv, System::getProperty);
    }

    /** A made-up one. */
    public static Environment of(Map<String, String> variables, Map<String, String> properties) {
        return new Environment(variables::get, properties::get);
    }

    /** An environment variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.apply(name)).filter(value -> !value.isBlank());
    }

    /** A system property that is set and not blank. */
    public Optional<String> property(String name) {
        return Optional.ofNullable(properties.apply(name)).filter(value -> !value.isBlank());
    }
}
