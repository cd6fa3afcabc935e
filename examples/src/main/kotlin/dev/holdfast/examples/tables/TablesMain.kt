package dev.holdfast.examples.tables

import dev.holdfast.examples.shop.Customers.CUSTOMERS
import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.shop.Status
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.expression.Expressions.count
import dev.holdfast.query.Select

// region:class
data class Customer(val name: String, val email: String)

data class Order(val id: Long, val item: String, val customer: Customer, val paidAt: java.time.Instant? = null)
// endregion:class

/** The same calls as in TablesMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        val ann = Shop.customer(acme, "Ann")
        Shop.orders(acme, ann, 4)
        // region:select
        val large = acme.from(ORDERS)
            .where(ORDERS.cents.ge(2000).and(!ORDERS.item.eq("table")))
            .orderBy(ORDERS.id.asc())
            .map { it[ORDERS.item] }
            .list()
        // endregion:select
        println("Large, and no table: $large")
        // region:join
        val customer = CUSTOMERS.alias("customer")
        val orders: List<Order> = acme.from(ORDERS)
            .join(customer, customer.of(CUSTOMERS.id).eq(ORDERS.customerId))
            .orderBy(ORDERS.id.asc())
            .mapTo(Order::class.java)
            .list()
        // endregion:join
        println("Nested: ${orders.first()}")
        // region:write
        acme.update(ORDERS).set(ORDERS.status, Status.PAID).where(ORDERS.customerId.eq(ann)).execute()
        val row = acme.from(CUSTOMERS).where(CUSTOMERS.id.eq(ann)).oneOrNull()
        val phone: String? = row?.get(CUSTOMERS.phone)
        // endregion:write
        println("Phone: $phone")
        val number = count().named("number")
        val perStatus = acme.from(ORDERS).select(ORDERS.status, number).groupBy(ORDERS.status)
            .map { "${it[ORDERS.status]} ${it[number]}" }
            .list()
        println("Per status: $perStatus")
        println("Without a database: " + Select.from(CUSTOMERS).where(CUSTOMERS.name.startsWith("A")).toSql())
    }
}
