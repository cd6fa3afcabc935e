package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NESTED;

import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JdbcTransactionManager, which Boot makes where there is no JPA. */
class JdbcTransactionsTest extends TransactionTrials {

    JdbcTransactionsTest(TestDatabase database) {
        super(Kind.JDBC, database);
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName(
            "TN-34 NESTED: what fails inside is undone with its savepoint, said by its end, and the rest is stored")
    void nested(Swallowed error) {
        Notes.add(app.a, "taken");
        app.in(
                app.a,
                () -> app.tx(() -> {
                    app.insert(A, "before");
                    assertThatThrownBy(() -> app.tx(PROPAGATION_NESTED, () -> {
                                app.insert(A, "undone");
                                error.in(app);
                            }))
                            .isInstanceOf(TransactionFailedException.class);
                    assertThat(app.settings()).isEqualTo("1|user-7|test|r-1|{\"m\":\"1\"}");
                    app.tx(PROPAGATION_NESTED, () -> Notes.add(app.a, "nested"));
                    app.in(app.b, () -> assertThatThrownBy(() -> app.tx(PROPAGATION_NESTED, () -> {}))
                            .isInstanceOf(TransactionMisuseException.class));
                    app.insert(A, "behind");
                }));
        assertThat(app.stored(app.a)).containsExactly("before", "behind", "nested", "taken");
    }

    @Test
    @DisplayName(
            "NESTED with autosave=always: the mark of a failure, and what waits for the commit, go with the savepoint")
    void nestedMarks() {
        List<String> done = new ArrayList<>();
        try (App saving = App.of(Kind.JDBC, database, 1, "autosave=always")) {
            SpringTransactions transactions = SpringTransactions.of(saving.pool);
            Notes.add(saving.a, "taken");
            saving.in(
                    saving.a,
                    () -> saving.tx(() -> {
                        assertThatThrownBy(() -> saving.tx(PROPAGATION_NESTED, () -> {
                                    Objects.requireNonNull(transactions.current())
                                            .afterCommit(() -> done.add("undone"));
                                    Swallowed.DSL.in(saving);
                                }))
                                .isInstanceOf(TransactionFailedException.class);
                        Objects.requireNonNull(transactions.current()).afterCommit(() -> done.add("stored"));
                        saving.insert(A, "kept");
                    }));
            assertThat(saving.stored(saving.a)).containsExactly("kept", "taken");
            assertThat(done).containsExactly("stored");
        }
    }
}
