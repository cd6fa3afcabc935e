package dev.holdfast.examples.spring;

// region:requires-new
import static dev.holdfast.examples.shop.Customers.CUSTOMERS;

import dev.holdfast.spring.CurrentSession;
import java.util.UUID;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Customers stay known, whatever comes of their order. */
class CustomerRegister {

    private final CurrentSession current;

    CustomerRegister(CurrentSession current) {
        this.current = current;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public UUID add(String name, String email) {
        UUID id = UUID.randomUUID();
        current.scope()
                .insertInto(CUSTOMERS, row -> row.set(CUSTOMERS.id, id)
                        .set(CUSTOMERS.name, name)
                        .set(CUSTOMERS.email, email))
                .execute();
        return id;
    }
}
// endregion:requires-new
