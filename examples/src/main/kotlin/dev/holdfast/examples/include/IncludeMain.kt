package dev.holdfast.examples.include

import dev.holdfast.examples.shop.Customers.CUSTOMERS
import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.query.Include

// region:include
data class Buyer(val name: String, val latest: List<Item>)

data class Item(val item: String, val cents: Int)

fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 5)
        val latest = Include.children(ORDERS.customerId).orderBy(ORDERS.placedOn.desc()).first(2).named("latest")
        acme.from(CUSTOMERS).include(latest).mapTo(Buyer::class.java).list().forEach(::println)
    }
}
// endregion:include
