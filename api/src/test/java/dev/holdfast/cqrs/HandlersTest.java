package dev.holdfast.cqrs;

import static dev.holdfast.cqrs.Reads.reads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.Holdfast;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandlersTest {

    sealed interface ArticleCommand<R extends @Nullable Object> extends Command<R> {}

    record Draft(String title) implements ArticleCommand<Long> {}

    record Rename(String title) implements ArticleCommand<@Nullable Void> {}

    sealed interface Removal extends ArticleCommand<List<Long>> {}

    record Delete(long id) implements Removal {}

    enum Sweep implements Removal {
        ALL,
        OLD {
            @Override
            public String toString() {
                return "old ones";
            }
        }
    }

    interface Open extends Command<Long> {}

    record Count() implements Query<Long> {}

    /** Nothing is asked of it before something is sent. */
    private static Cqrs.Builder builder() {
        return Cqrs.builder((Holdfast) Proxy.newProxyInstance(
                Holdfast.class.getClassLoader(), new Class<?>[] {Holdfast.class}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                }));
    }

    private static Cqrs.Builder all() {
        return builder()
                .command(Draft.class, (command, tx) -> 1L)
                .useCommand(Rename.class, (command, tx) -> {})
                .command(Delete.class, (command, tx) -> List.of())
                .command(Sweep.class, (command, tx) -> List.of())
                .query(Count.class, (query, session) -> 1L);
    }

    @Test
    @DisplayName("a sealed interface is handled when each class that it permits is, however deep; enums are one class")
    void complete() {
        assertThatCode(() -> all().mustHandle(ArticleCommand.class, Count.class, Sweep.class)
                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("all that is missing, and all that is there twice, is named at once")
    void missingAndDoubled() {
        assertThatThrownBy(() -> builder()
                        .command(Draft.class, (command, tx) -> 1L)
                        .command(Draft.class, (command, tx) -> 2L)
                        .query(Count.class, (query, session) -> 1L)
                        .query(Count.class, (query, session) -> 2L)
                        .mustHandle(ArticleCommand.class)
                        .build())
                .asInstanceOf(type(HandlersException.class))
                .satisfies(thrown -> {
                    assertThat(thrown.missing())
                            .containsExactly(Delete.class.getName(), Rename.class.getName(), Sweep.class.getName());
                    assertThat(thrown.doubled()).containsExactly(Count.class.getName(), Draft.class.getName());
                    assertThat(thrown)
                            .hasMessageContaining("Without a handler: " + Delete.class.getName())
                            .hasMessageContaining("With more than one: " + Count.class.getName());
                });
    }

    @Test
    @DisplayName(
            "what isn't sealed can't be seen to be complete, what is neither command nor query is none, and an interface has"
                    + " no instances")
    void unusable() {
        assertThatThrownBy(() -> all().mustHandle(Open.class, String.class).build())
                .asInstanceOf(type(HandlersException.class))
                .extracting(HandlersException::others)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .anyMatch(each -> each.contains(Open.class.getName()) && each.contains("sealed"))
                .anyMatch(each -> each.startsWith("java.lang.String is neither"))
                .hasSize(2);
        assertThatThrownBy(
                        () -> builder().command(Open.class, (command, tx) -> 1L).build())
                .isInstanceOf(HandlersException.class)
                .hasMessageContaining("has no instances");
    }

    @Test
    @DisplayName("once one has an authorizer, all must have one")
    void authorizers() {
        assertThatThrownBy(() -> all().authorize(ArticleCommand.class, (command, caller) -> true)
                        .build())
                .asInstanceOf(type(HandlersException.class))
                .satisfies(thrown -> assertThat(thrown.others())
                        .singleElement()
                        .asString()
                        .contains(Count.class.getName())
                        .contains("authorize("));
        assertThatCode(() -> all().authorize(ArticleCommand.class, (command, caller) -> true)
                        .authorize(Query.class, (query, caller) -> true)
                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a query that reads projections needs something that waits for them")
    void waiting() {
        assertThatThrownBy(() -> builder()
                        .query(Count.class, reads("articles"), (query, session) -> 1L)
                        .build())
                .isInstanceOf(HandlersException.class)
                .hasMessageContaining("awaitBy");
        assertThatCode(() -> builder()
                        .query(Count.class, reads("articles"), (query, session) -> 1L)
                        .awaitBy((tenantId, position, timeout, projections) -> {})
                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("null is refused where it is given")
    void nulls() {
        assertThatThrownBy(() -> builder().command(Draft.class, null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> builder().mustHandle((Class<?>) null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> reads((String) null)).isInstanceOf(InvalidValueException.class);
    }

    abstract static class Named<T> implements Command<List<T>> {}

    static final class Open2 extends Named<String> {}

    interface Swapped<A, B> extends Command<B> {}

    record Both() implements Swapped<Long, Map<String, Long>> {}

    record Any<R>() implements Command<R> {}

    @Test
    @DisplayName(
            "a command's result is found through what lies between; what the class leaves open is refused when it is to be kept")
    void resultTypes() {
        assertThat(javaType(Draft.class)).isEqualTo(Long.class);
        assertThat(javaType(Delete.class)).hasToString("java.util.List<java.lang.Long>");
        assertThat(javaType(Both.class)).hasToString("java.util.Map<java.lang.String, java.lang.Long>");
        assertThat(ResultType.of(Rename.class).isNothing()).isTrue();
        assertThatThrownBy(() -> javaType(Any.class))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("Any");
        assertThatThrownBy(() -> javaType(Open2.class))
                .as("a List of what is named elsewhere")
                .isInstanceOf(InvalidValueException.class);
    }

    private static Type javaType(Class<?> command) {
        return ResultType.of(command).json().javaType();
    }

    @Test
    @DisplayName("a time-out is bounded: who names a position that never comes has a thread wait as long")
    void timeouts() {
        assertThatCode(() -> AtLeast.atLeast(Position.START, Duration.ofMinutes(1)))
                .doesNotThrowAnyException();
        for (Duration wrong : List.of(Duration.ofMillis(60_001), Duration.ofMillis(-1), Duration.ofDays(99999))) {
            assertThatThrownBy(() -> AtLeast.atLeast(Position.START, wrong)).isInstanceOf(InvalidValueException.class);
        }
    }
}
