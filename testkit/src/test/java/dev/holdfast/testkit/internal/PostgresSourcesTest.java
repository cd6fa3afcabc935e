package dev.holdfast.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testkit.TestkitException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where PostgreSQL comes from")
class PostgresSourcesTest {
    private record Fake(String name, Optional<String> whyNot) implements PostgresSource {
        @Override
        public RunningPostgres start(Map<String, String> settings) {
            throw new AssertionError("nobody starts it here");
        }
    }

    private static final PostgresSource OFF = new Fake("off", Optional.of("it is off"));
    private static final PostgresSource ON = new Fake("on", Optional.empty());
    private static final PostgresSource ON_TOO = new Fake("on-too", Optional.empty());
    private static final PostgresSources SOURCES = new PostgresSources(List.of(OFF, ON, ON_TOO));

    private static Environment asking(String source) {
        return Environment.of(Map.of(), Map.of("holdfast.postgres.source", source));
    }

    @Test
    @DisplayName("the first that can be used, or the one asked for")
    void chooses() {
        assertThat(SOURCES.choose(Environment.of(Map.of(), Map.of()))).isSameAs(ON);
        assertThat(SOURCES.choose(asking("on-too"))).isSameAs(ON_TOO);
    }

    @Test
    @DisplayName("else an error with the reasons")
    void refuses() {
        assertThatThrownBy(() -> SOURCES.choose(asking("off")))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("-Dholdfast.postgres.source=off: it is off.");
        assertThatThrownBy(() -> SOURCES.choose(asking("oracle")))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("Say one of off, on, on-too");
        assertThatThrownBy(() -> new PostgresSources(List.of(OFF)).choose(Environment.of(Map.of(), Map.of())))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("off: it is off");
    }

    @Test
    @DisplayName("given URLs come first; one without the other is an error, not a silent fallback")
    void givenUrls() {
        Map<String, String> both = Map.of(
                "HOLDFAST_JDBC_URL", "jdbc:postgresql://h/d?user=a",
                "HOLDFAST_OWNER_JDBC_URL", "jdbc:postgresql://h/d?user=o");
        Environment environment = Environment.of(both, Map.of());
        assertThat(PostgresSources.of(environment).choose(environment).name()).isEqualTo("url");

        Environment half = Environment.of(Map.of("HOLDFAST_JDBC_URL", "jdbc:postgresql://h/d?user=a"), Map.of());
        assertThatThrownBy(() -> PostgresSources.of(half).choose(half))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("HOLDFAST_OWNER_JDBC_URL isn't set");
    }

    @Test
    @DisplayName("a URL that can't work is refused by the name of its variable")
    void badUrls() {
        assertThatThrownBy(() -> Endpoint.parse("HOLDFAST_JDBC_URL", "jdbc:postgresql://h/d"))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("HOLDFAST_JDBC_URL: the URL names no user");
        assertThatThrownBy(() -> Endpoint.parse("HOLDFAST_JDBC_URL", "jdbc:mysql://h/d"))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("HOLDFAST_JDBC_URL: not a JDBC URL of PostgreSQL");
    }

    @Test
    @DisplayName("a URL survives being taken apart and put together for another database; toString hides the password")
    void endpoint() {
        Endpoint endpoint = Endpoint.parse(
                "X", "jdbc:postgresql://db.example,other:5433/one?user=a%26b&password=p%20w%2B&ApplicationName=me");
        assertThat(endpoint.host()).isEqualTo("db.example");
        assertThat(endpoint.user()).isEqualTo("a&b");
        assertThat(endpoint.password()).isEqualTo("p w+");
        assertThat(Endpoint.parse("X", endpoint.url("two"))).isEqualTo(endpoint);
        assertThat(Endpoint.databaseOf("X", endpoint.url("two"))).isEqualTo("two");
        assertThat(endpoint.toString()).doesNotContain("p w+");
    }

    @Test
    @DisplayName("a version that is none is refused")
    void badVersion() {
        Environment environment = Environment.of(Map.of(), Map.of("holdfast.postgres", "latest"));
        assertThatThrownBy(() -> ServerVersion.check(environment, "embedded", 18))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("-Dholdfast.postgres=latest");
        assertThatThrownBy(() -> ServerVersion.check(Environment.of(Map.of(), Map.of()), "url", 14))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("Holdfast needs 15");
    }
}
