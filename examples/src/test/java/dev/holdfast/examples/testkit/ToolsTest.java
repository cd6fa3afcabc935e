package dev.holdfast.examples.testkit;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresExtension;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ToolsTest {

    // region:extension
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.from(ShopTemplate.class);
    // endregion:extension

    @Test
    void aServerWithoutJUnit() {
        // region:server
        try (PostgresServer server = PostgresServer.start(PostgresServer.durable());
                TestDatabase database = server.createDatabase("benchmark")) {
            assertThat(database.version()).isGreaterThanOrEqualTo(15);
        }
        // endregion:server
    }

    @Test
    void oneStatementIsOneRoundTrip(TestDatabase database) {
        // region:round-trips
        try (RoundTrips tap = RoundTrips.before(database)) {
            TenantScope acme = JdbiHoldfast.builder(tap.applicationDataSource())
                    .schema(Shop.SCHEMA)
                    .build()
                    .tenant(1L);
            tap.reset();
            acme.from(CUSTOMERS).count();
            assertThat(tap.count()).isEqualTo(1);
        }
        // endregion:round-trips
    }

    @Test
    void oneOfTwentyWins(TestDatabase database) {
        TenantScope acme = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .build()
                .tenant(1L);
        UUID id = Shop.customer(acme, "Race");
        // region:race
        var outcomes = Race.of(20).run(i -> {
            acme.update(CUSTOMERS)
                    .set(CUSTOMERS.phone, "11" + i)
                    .where(CUSTOMERS.id.eq(id))
                    .atVersion(1)
                    .expectOne();
            return i;
        });
        assertThat(outcomes.values()).hasSize(1);
        assertThat(outcomes.errors()).hasSize(19);
        // endregion:race
    }
}
