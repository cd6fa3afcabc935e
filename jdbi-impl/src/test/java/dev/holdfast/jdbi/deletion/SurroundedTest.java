package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult.Refused;
import dev.holdfast.deletion.RestoreResult.Restored;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.UnboundTransactions;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Inside a transaction that Spring begins and ends. */
@PostgresTest(template = Library.class)
class SurroundedTest {

    private final HikariDataSource pool;
    private final TransactionTemplate spring;
    private final JdbiTenantScope a;

    SurroundedTest(TestDatabase database) {
        this.pool = Pools.ofOne(database);
        this.spring = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.a = JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(pool))
                .schema(Library.SCHEMA)
                .surroundingTransactions(new UnboundTransactions())
                .build()
                .tenant(A);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aRefusedRestorationLeavesTheTransactionUsable() {
        UUID ann = Library.writer(a, "ann");
        Deletion gone = a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne();
        UUID other = Library.writer(a, "ann");
        spring.executeWithoutResult(status -> {
            assertThat(a.restore(gone)).isInstanceOf(Refused.class);
            a.deleteFrom(WRITERS).where(WRITERS.id.eq(other)).expectOne();
            assertThat(a.restore(gone)).isInstanceOf(Restored.class);
        });
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
    }

    @Test
    void aPurgeIsRefused() {
        assertThatThrownBy(() -> spring.executeWithoutResult(
                        status -> a.purge(WRITERS).olderThan(Duration.ofDays(1)).execute()))
                .isInstanceOf(TransactionMisuseException.class)
                .hasMessageContaining("batch by batch");
    }
}
