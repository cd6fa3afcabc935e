package dev.holdfast.examples.across

import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase

/** The same calls as in AcrossTenantsMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val holdfast = database.holdfast()
        val acme = holdfast.tenant(ExampleDatabase.ACME)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 2)
        val job = holdfast.acrossTenants("monthly invoice run")
        println("Over all tenants: ${job.from(ORDERS).count()} orders, because ${job.reason()}")
        job.forEachTenant { tenant -> println("Invoice for ${tenant.tenantId()}: ${tenant.from(ORDERS).count()} orders") }
    }
}
