package dev.holdfast.spring;

import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

/** Which of Spring's transaction managers. */
enum Kind {
    JDBC,
    JPA;

    /** A manager as Spring makes it. */
    record Made(
            AbstractPlatformTransactionManager manager,
            @Nullable EntityManagerFactory entities) {}

    Made over(DataSource dataSource) {
        if (this == JDBC) {
            return new Made(new JdbcTransactionManager(dataSource), null);
        }
        EntityManagerFactory entities = entities(dataSource);
        JpaTransactionManager manager = new JpaTransactionManager(entities);
        manager.afterPropertiesSet();
        return new Made(manager, entities);
    }

    static EntityManagerFactory entities(DataSource dataSource) {
        LocalContainerEntityManagerFactoryBean factory = factory(dataSource);
        factory.afterPropertiesSet();
        return Objects.requireNonNull(factory.getObject());
    }

    static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource) {
        var factory = new LocalContainerEntityManagerFactoryBean();
        factory.setPersistenceUnitName("notes");
        factory.setDataSource(dataSource);
        factory.setManagedTypes(PersistenceManagedTypes.of(NoteEntity.class.getName()));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of(
                "hibernate.boot.allow_jdbc_metadata_access", "false",
                "hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect"));
        return factory;
    }
}
