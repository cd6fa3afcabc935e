package dev.holdfast.spring;

import dev.holdfast.internal.Required;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Wraps the transaction managers of an application context in a {@link SessionTransactionManager}, so that
 * {@code @Transactional}, {@code TransactionTemplate} and repositories have it. One that says to be of another data source is
 * left alone. A bean that wants the manager by its class ({@code JpaTransactionManager}) doesn't get it any more: let it ask
 * for a {@code PlatformTransactionManager}.
 */
public final class SessionTransactionManagerPostProcessor implements BeanPostProcessor {

    private final Supplier<? extends DataSource> dataSource;
    private final Supplier<CurrentSession> current;

    /**
     * Asks for both when the first manager is made: an {@code ObjectProvider}'s {@code ::getObject} does.
     *
     * @param dataSource the managers'
     * @param current what transactions are bound to
     */
    public SessionTransactionManagerPostProcessor(
            Supplier<? extends DataSource> dataSource, Supplier<CurrentSession> current) {
        this.dataSource = Required.given("SessionTransactionManagerPostProcessor", dataSource);
        this.current = Required.given("SessionTransactionManagerPostProcessor", current);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof PlatformTransactionManager manager) || bean instanceof SessionTransactionManager) {
            return bean;
        }
        DataSource ours = SpringTransactions.target(dataSource.get());
        return isOfAnother(manager, ours) ? bean : new SessionTransactionManager(manager, ours, current.get());
    }

    private static boolean isOfAnother(PlatformTransactionManager manager, DataSource ours) {
        return manager instanceof ResourceTransactionManager resource
                && resource.getResourceFactory() instanceof DataSource theirs
                && SpringTransactions.target(theirs) != ours;
    }
}
