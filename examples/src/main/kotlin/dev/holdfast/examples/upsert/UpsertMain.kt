package dev.holdfast.examples.upsert

import dev.holdfast.examples.shop.Customers.CUSTOMERS
import dev.holdfast.examples.shop.Shop
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.query.OnConflict
import java.util.UUID

/** The same calls as in UpsertMain, in Kotlin. */
fun main() {
    Shop.open().use { database ->
        val acme = database.holdfast().tenant(ExampleDatabase.ACME)
        // region:insert
        acme.insertInto(CUSTOMERS) {
            it[CUSTOMERS.id] = UUID.randomUUID()
            it[CUSTOMERS.name] = "Ann"
            it[CUSTOMERS.email] = "ann@example.org"
        }.execute()
        // endregion:insert
        val names = acme.insertInto(CUSTOMERS)
            .rows(listOf("ann", "bob")) { row, name ->
                row[CUSTOMERS.id] = UUID.randomUUID()
                row[CUSTOMERS.name] = name
                row[CUSTOMERS.email] = "$name@example.org"
            }
            .onConflict(OnConflict.on(CUSTOMERS.email).update(CUSTOMERS.name))
            .returning(CUSTOMERS.name, CUSTOMERS.version)
            .map { "${it[CUSTOMERS.name]} v${it[CUSTOMERS.version]}" }
            .list()
        println("Upserted: $names")
    }
}
