package dev.holdfast.examples.paging

import dev.holdfast.TenantScope
import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.query.Cursor
import dev.holdfast.query.Page

data class OrderLine(val id: Long, val item: String)

private fun page(acme: TenantScope, token: String?): Page<OrderLine> =
    acme.from(ORDERS).orderBy(ORDERS.placedOn.desc()).limit(3)
        .after(token?.let { Cursor.parse(it) })
        .mapTo(OrderLine::class.java)
        .page()

/** The same calls as in PagingMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        Shop.orders(acme, Shop.customer(acme, "Ann"), 7)
        var page = page(acme, null)
        println("${page.items().size} orders from ${page.items().first()}")
        while (page.hasNext()) {
            page = page(acme, page.next()?.token())
            println("${page.items().size} orders from ${page.items().first()}")
        }
    }
}
