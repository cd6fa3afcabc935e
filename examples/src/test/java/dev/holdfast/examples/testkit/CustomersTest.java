package dev.holdfast.examples.testkit;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.Test;

// region:test
@PostgresTest(template = ShopTemplate.class)
class CustomersTest {

    @Test
    void storesACustomer(TestDatabase database) {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Shop.SCHEMA)
                .build();
        TenantScope acme = holdfast.tenant(1L);
        UUID id = Shop.customer(acme, "Ann");
        assertThat(acme.from(CUSTOMERS).where(CUSTOMERS.id.eq(id)).exists()).isTrue();
    }
}
// endregion:test
