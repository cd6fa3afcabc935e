package dev.holdfast.examples.plainsql;

import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one door for SQL that the DSL has no words for: as a condition, an expression, or a whole statement. */
public final class PlainSqlMain {

    private PlainSqlMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 40);
            // region:condition
            long mondays = acme.from(ORDERS)
                    .where(PlainSql.condition("extract(isodow from {0}) = {1}", ORDERS.placedOn, 1))
                    .count();
            // endregion:condition
            System.out.println("Orders on a Monday: " + mondays);
            // region:expression
            OrderedExpression<@Nullable String> month =
                    PlainSql.expression(SqlTypes.TEXT, "month", "to_char({0}, 'YYYY-MM')", ORDERS.placedOn);
            List<@Nullable String> months = acme.from(ORDERS)
                    .distinct()
                    .orderBy(month.asc())
                    .values(month)
                    .list();
            // endregion:expression
            System.out.println("Months: " + months);
            // region:statement
            var item = ORDERS.item;
            var best = PlainSql.expression(SqlTypes.INTEGER, "best", "max(cents)");
            List<String> bestOfEach = acme.list(PlainStatement.of(
                            "select item, max(cents) from orders where cents > {0} group by item order by item", 1000)
                    .returning(item, best)
                    .map(row -> row.get(item) + " " + row.get(best)));
            // endregion:statement
            System.out.println("Best of each item: " + bestOfEach);
            TenantScope globex = database.holdfast().tenant(ExampleDatabase.GLOBEX);
            System.out.println("The other tenant updates with plain SQL and no condition: "
                    + globex.execute(PlainStatement.of("update orders set cents = 0")) + " rows");
        }
    }
}
