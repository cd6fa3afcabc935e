package dev.holdfast.jdbi.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Hand-written SQL over the same table. */
interface GoodsDao {

    String INSERT =
            "insert into goods (id, tenant_id, name, amount) values (gen_random_uuid(), 'acme', :name, :amount)";

    record Good(@Nullable String name, @Nullable BigDecimal amount) {}

    /** As beans are written by hand. */
    class GoodBean {

        private final Good good;

        public GoodBean(Good good) {
            this.good = good;
        }

        public @Nullable String getName() {
            return good.name();
        }

        public @Nullable BigDecimal getAmount() {
            return good.amount();
        }
    }

    @SqlQuery("select count(*) from goods where name = :name")
    long count(@Bind("name") @Nullable String name);

    @SqlQuery("select count(*) from goods where name = :name")
    long countOptional(@Bind("name") Optional<String> name);

    @SqlQuery("select count(*) from goods where name = :name")
    long countOf(@Bind("name") CharSequence name);

    @SqlQuery("select count(*) from goods where name = :name")
    long countLetter(@Bind("name") char name);

    @SqlQuery("select count(*) from goods where name in (<names>)")
    long countListed(@BindList("names") List<String> names);

    @SqlQuery("select count(*) from goods where name = any (:names)")
    long countAny(@Bind("names") List<String> names);

    @SqlQuery("select count(*) from goods where name = any (:names)")
    long countArray(@Bind("names") String... names);

    @SqlQuery("select count(*) from goods where amount = :amount")
    long countAmount(@Bind("amount") BigDecimal amount);

    @SqlQuery("select count(*) from goods where amount in (<amounts>)")
    long countAmounts(@BindList("amounts") List<BigDecimal> amounts);

    @SqlUpdate(INSERT)
    void insertBean(@BindBean GoodBean good);

    @SqlUpdate(INSERT)
    void insert(@BindMethods Good good);

    @SqlBatch(INSERT)
    void insertAll(@BindMethods List<Good> goods);

    @SqlBatch("insert into goods (id, tenant_id, name) values (gen_random_uuid(), 'acme', :name)")
    void insertNames(@Bind("name") List<String> names);

    @SqlUpdate("insert into goods (id, tenant_id, at, local, day, time_of_day)"
            + " values (:id, 'acme', :at, :local, :day, :time)")
    void insertTimes(
            @Bind("id") UUID id,
            @Bind("at") Instant at,
            @Bind("local") LocalDateTime local,
            @Bind("day") LocalDate day,
            @Bind("time") LocalTime time);

    @SqlUpdate("insert into goods (id, tenant_id, at) values (:id, 'acme', :at)")
    void insertOffset(@Bind("id") UUID id, @Bind("at") OffsetDateTime at);
}
