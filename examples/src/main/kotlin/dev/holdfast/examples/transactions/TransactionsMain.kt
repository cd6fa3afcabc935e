package dev.holdfast.examples.transactions

import dev.holdfast.Isolation
import dev.holdfast.RetryPolicy
import dev.holdfast.TransactionOptions
import dev.holdfast.error.StaleVersionException
import dev.holdfast.error.UniqueViolationException
import dev.holdfast.examples.shop.Customers.CUSTOMERS
import dev.holdfast.examples.shop.Orders.ORDERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase

/** The same calls as in TransactionsMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        val ann = Shop.customer(acme, "Ann")
        // region:transaction
        val orders = acme.inTransaction { tx ->
            Shop.orders(tx, ann, 3)
            try {
                tx.useTransaction { inner -> Shop.customer(inner, "Ann") } // a savepoint
            } catch (known: UniqueViolationException) {
                println("Undone behind the savepoint: ${known.constraint()}")
            }
            tx.from(ORDERS).count()
        }
        // endregion:transaction
        println("Orders: $orders")
        val options = TransactionOptions.defaults().isolation(Isolation.SERIALIZABLE).retry(RetryPolicy.attempts(5))
        val stored = acme.inTransaction(options) { tx ->
            tx.update(CUSTOMERS).set(CUSTOMERS.phone, "110").where(CUSTOMERS.id.eq(ann)).atVersion(1).expectOne()
            "stored"
        }
        println("Serializable, with retries: $stored")
        try {
            acme.update(CUSTOMERS).set(CUSTOMERS.phone, null).where(CUSTOMERS.id.eq(ann)).atVersion(1).expectOne()
        } catch (e: StaleVersionException) {
            println("A lost update, refused: expected ${e.expected()}, actual ${e.actual()}")
        }
    }
}
