package dev.holdfast.examples.streams

import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase
import kotlin.streams.asSequence

/** The same calls as in StreamsMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 5000)
        val cents = acme.from(ORDERS).values(ORDERS.cents).stream().use { all -> all.asSequence().sumOf { it.toLong() } }
        println("Sum over the stream: $cents")
    }
}
