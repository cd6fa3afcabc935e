package dev.holdfast.examples.everyapi

import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.JdbiScope
import dev.holdfast.jdbi.SurroundingTransaction
import dev.holdfast.jdbi.SurroundingTransactions
import dev.holdfast.spring.CurrentSession
import dev.holdfast.spring.SessionTransactionManager
import dev.holdfast.spring.SessionTransactionManagerPostProcessor
import dev.holdfast.spring.SpringTransactions
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.springframework.jdbc.core.simple.JdbcClient
import org.springframework.jdbc.support.JdbcTransactionManager
import org.springframework.transaction.support.DefaultTransactionDefinition
import org.springframework.transaction.support.TransactionTemplate

/** Calls every public method of `dev.holdfast.spring`, and of the seam of `dev.holdfast.jdbi` beneath it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringApiTest {

    private lateinit var database: ExampleDatabase

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(EVERY)
    }

    @AfterAll
    fun close() = database.close()

    @Test
    fun aTransactionIsTheCurrentScopes() {
        val pool = database.pool()
        val holdfast = SpringTransactions.holdfast(pool).schema(EVERY).json(dev.holdfast.jdbi.Jackson3Json()).build()
        val current = CurrentSession.required()
        val manager = SessionTransactionManager(JdbcTransactionManager(pool), pool, current)
        val transactions: SurroundingTransactions = SpringTransactions.of(pool)
        val acme = holdfast.tenant(ExampleDatabase.ACME)
        val done = mutableListOf<String>()
        current.useScope(acme) {
            TransactionTemplate(manager).executeWithoutResult {
                val under: SurroundingTransaction = checkNotNull(transactions.current())
                assertThat(under.session()?.tenantId()).isEqualTo(ExampleDatabase.ACME)
                under.afterCommit { done += "committed" }
                val counted = JdbcClient.create(pool).sql("select count(*) from every_groups").query(Long::class.java)
                assertThat(acme.from(Groups).count()).isEqualTo(counted.single())
            }
        }
        assertThat(done).containsExactly("committed")
        val named: Any? = current.withScope(acme) { current.scope().context().tenantId() }
        assertThat(named).isEqualTo(ExampleDatabase.ACME)
        current.open(acme).use { assertThat(current.find()).contains(acme) }
        current.set(acme)
        val status = manager.getTransaction(DefaultTransactionDefinition())
        checkNotNull(transactions.current()).rollbackOnly(IllegalStateException("undo"))
        manager.rollback(status)
        manager.commit(manager.getTransaction(null))
        current.clear()
        assertThat(CurrentSession.orElse(holdfast.withoutTenant()).find()).isPresent
    }

    @Test
    fun managersOfTheContextAreWrapped() {
        val pool = database.pool()
        val processor = SessionTransactionManagerPostProcessor({ pool }, { CurrentSession.required() })
        assertThat(processor.postProcessAfterInitialization(JdbcTransactionManager(pool), "transactionManager"))
            .isInstanceOf(SessionTransactionManager::class.java)
    }

    @Test
    fun aManagerOfOnesOwnTellsPostgres() {
        val scope: JdbiScope = database.holdfast().tenant(ExampleDatabase.ACME)
        database.pool().connection.use { connection ->
            connection.autoCommit = false
            val context = scope.context()
            context.beginOn(connection)
            context.refuseFailedOn(connection)
            context.beforeCommitOn(connection)
            connection.rollback()
        }
    }
}
