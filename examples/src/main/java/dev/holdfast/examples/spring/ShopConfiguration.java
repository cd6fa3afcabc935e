package dev.holdfast.examples.spring;

import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.spring.CurrentSession;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The application's services, and what Spring Boot would make by itself: manager and JdbcClient. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
@Import(SessionsConfiguration.class)
class ShopConfiguration {

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    CustomerRegister customerRegister(CurrentSession current) {
        return new CustomerRegister(current);
    }

    @Bean
    Checkout checkout(JdbcClient client, CurrentSession current, CustomerRegister customers) {
        return new Checkout(client, current, customers);
    }

    @Bean
    TenantFilter tenantFilter(JdbiHoldfast holdfast, CurrentSession current) {
        return new TenantFilter(holdfast, current);
    }

    @Bean
    ShopServlet shopServlet(Checkout checkout) {
        return new ShopServlet(checkout);
    }
}
