package dev.holdfast.examples.spring;

import dev.holdfast.examples.shop.Shop;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.spring.CurrentSession;
import dev.holdfast.spring.SessionTransactionManagerPostProcessor;
import dev.holdfast.spring.SpringTransactions;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// region:configuration
/** What an application adds to what Spring Boot gives it. */
@Configuration(proxyBeanMethods = false)
class SessionsConfiguration {

    /** Wraps the transaction manager, whichever it is. */
    @Bean
    static SessionTransactionManagerPostProcessor sessions(
            ObjectProvider<DataSource> dataSource, ObjectProvider<CurrentSession> current) {
        return new SessionTransactionManagerPostProcessor(dataSource::getObject, current::getObject);
    }

    /** Who a thread works for: a transaction without that is refused. */
    @Bean
    CurrentSession currentSession() {
        return CurrentSession.required();
    }

    /** Joins Spring's transactions. */
    @Bean
    JdbiHoldfast holdfast(DataSource dataSource) {
        return SpringTransactions.holdfast(dataSource).schema(Shop.SCHEMA).build();
    }
}
// endregion:configuration
