package dev.holdfast.examples.plainsql

import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.expression.PlainSql
import dev.holdfast.query.PlainStatement
import dev.holdfast.sql.SqlTypes

/** The same calls as in PlainSqlMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 40)
        val mondays = acme.from(ORDERS)
            .where(PlainSql.condition("extract(isodow from {0}) = {1}", ORDERS.placedOn, 1))
            .count()
        println("Orders on a Monday: $mondays")
        val best = PlainSql.expression(SqlTypes.INTEGER, "best", "max(cents)")
        val bestOfEach = acme.list(
            PlainStatement.of("select item, max(cents) from orders where cents > {0} group by item order by item", 1000)
                .returning(ORDERS.item, best)
                .map { "${it[ORDERS.item]} ${it[best]}" }
        )
        println("Best of each item: $bestOfEach")
    }
}
