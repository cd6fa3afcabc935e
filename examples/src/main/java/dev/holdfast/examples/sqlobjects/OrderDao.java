package dev.holdfast.examples.sqlobjects;

import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL by hand. There is no tenant in it, and none is forgotten. */
// region:dao
@RegisterConstructorMapper(OrderDao.Total.class)
public interface OrderDao {

    record Total(String item, long cents) {}

    @SqlQuery("select item, sum(cents) as cents from orders group by item order by item")
    List<Total> totals();

    @SqlUpdate("update orders set cents = cents + :more where item = :item")
    int raise(@Bind("item") String item, @Bind("more") int more);
}
// endregion:dao
