package dev.holdfast.examples.sqlobjects

import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase

/** The same calls as in SqlObjectsMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        val globex = database.holdfast().tenant(ExampleDatabase.GLOBEX)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 6)
        // region:sqlobject
        val totals = acme.withSqlObject(OrderDao::class.java) { it.totals() }
        val raised = acme.inTransaction { tx ->
            tx.attach(OrderDao::class.java).raise("lamp", 11)
            tx.from(ORDERS).where(ORDERS.item.eq("lamp")).count()
        }
        val bySql = globex.withHandle { handle ->
            handle.select("select count(*) from orders").mapTo(Long::class.java).one()
        }
        // endregion:sqlobject
        println("Totals: $totals")
        println("Lamps: $raised, and the other tenant sees $bySql")
    }
}
