package dev.holdfast.examples.everyapi

import com.fasterxml.jackson.databind.ObjectMapper
import dev.holdfast.doctor.Acceptance
import dev.holdfast.doctor.TableCheck
import dev.holdfast.AcrossTenants
import dev.holdfast.Holdfast
import dev.holdfast.Isolation
import dev.holdfast.RetryPolicy
import dev.holdfast.Scope
import dev.holdfast.TenantScope
import dev.holdfast.Transaction
import dev.holdfast.TransactionOptions
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.HoldfastPlugin
import dev.holdfast.jdbi.Jackson2Json
import dev.holdfast.jdbi.Jackson3Json
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.JdbiScope
import dev.holdfast.jdbi.JdbiTransaction
import dev.holdfast.jdbi.MicrometerListener
import dev.holdfast.jdbi.Slf4jListener
import dev.holdfast.listener.ExecutedStatement
import dev.holdfast.listener.StatementListener
import dev.holdfast.query.BoundDelete
import dev.holdfast.query.BoundInsert
import dev.holdfast.query.BoundSelect
import dev.holdfast.query.BoundUpdate
import dev.holdfast.query.Cursor
import dev.holdfast.query.Include
import dev.holdfast.query.Insert
import dev.holdfast.query.Results
import dev.holdfast.query.Select
import dev.holdfast.value.Inet
import dev.holdfast.value.Interval
import dev.holdfast.sql.JsonCodec
import dev.holdfast.sql.SqlTypes
import dev.holdfast.table.Schema
import dev.holdfast.tenant.Tenant
import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import java.math.BigDecimal
import java.time.Duration
import java.util.OptionalLong
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.jdbi.v3.core.Jdbi
import org.jdbi.v3.sqlobject.statement.SqlQuery
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.slf4j.LoggerFactory
import tools.jackson.databind.json.JsonMapper

/** Calls every public method of `dev.holdfast` and `dev.holdfast.jdbi`, and what runs a statement, on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionApiTest {

    interface TreeDao {
        @SqlQuery("select count(*) from every_trees")
        fun count(): Long
    }

    private lateinit var database: ExampleDatabase
    private lateinit var acme: TenantScope

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(EVERY)
        acme = database.holdfast().tenant(ExampleDatabase.ACME)
    }

    @AfterAll
    fun close() = database.close()

    private fun thing(scope: TenantScope, number: Int): UUID =
        scope.insertInto(Everything) {
            it[Everything.number] = number
            it[Everything.name] = "thing $number"
            it[Everything.price] = BigDecimal("1.50")
            it[Everything.span] = Interval.ofDays(2)
            it[Everything.address] = Inet.of("192.0.2.1")
            it[Everything.layout] = Layout("dark", listOf(1))
            it[Everything.mapped] = Money(3)
        }.returning(Everything.id).map { it[Everything.id] }.one()

    @Test
    fun listenersAreToldOfStatements() {
        val told = mutableListOf<ExecutedStatement>()
        val registry = SimpleMeterRegistry()
        val logger = LoggerFactory.getLogger(Slf4jListener.LOGGER)
        val holdfast = JdbiHoldfast.builder(database.pool())
            .schema(EVERY)
            .json(Jackson3Json())
            .listener { told += it }
            .listener(Slf4jListener())
            .listener(Slf4jListener(logger).warnFrom(Duration.ofSeconds(1)).withTenant())
            .listener(MicrometerListener(registry).withTenant())
            .build()
        holdfast.tenant(ExampleDatabase.ACME).from(Everything).count()
        val statement: ExecutedStatement = told.single()
        assertThat(statement.sql).startsWith("select count(*)")
        assertThat(statement.tenant).isEqualTo(ExampleDatabase.ACME)
        assertThat(statement.rows.asLong).isEqualTo(1)
        assertThat(statement.duration).isPositive()
        assertThat(statement.error).isNull()
        assertThat(registry.get(MicrometerListener.TIMER).timer().count()).isEqualTo(1)
        assertThat(registry.get(MicrometerListener.ROWS).summary().count()).isEqualTo(1)
        val again = StatementListener { told += it }
        again.executed(ExecutedStatement(statement.sql, null, Duration.ZERO, OptionalLong.empty(), null))
        Slf4jListener().executed(statement)
        MicrometerListener(registry).executed(statement)
        assertThat(told).hasSize(2)
    }

    @Test
    fun rowsComeBackAsDataClasses() {
        val id = thing(acme, 1)
        val things: BoundSelect = acme.from(Everything).where(Everything.id.eq(id))
        val read: Thing = things.mapTo(Thing::class.java).one()
        assertThat(read).isEqualTo(
            Thing(
                id, 1, "thing 1", BigDecimal("1.50"), Interval.ofDays(2), Inet("192.0.2.1"),
                Layout("dark", listOf(1)), listOf("new"),
            ),
        )
        assertThat(things.toSql()).isEqualTo(things.query().toSql())
        assertThat(things.list().first()[Everything.mapped]).isEqualTo(Money(3))
        assertThat(things.one()[Everything.upper]).isEqualTo("THING 1")
        assertThat(things.findOne()).isPresent()
        assertThat(things.oneOrNull()?.get(Everything.small)).isEqualTo(7.toShort())
        assertThat(things.count()).isEqualTo(1)
        assertThat(things.exists()).isTrue()
        assertThat(things.orderBy(Everything.number.asc()).limit(1).page().hasNext()).isFalse()
        assertThat(things.stream().use { it.count() }).isEqualTo(1)
        val names = things.values(Everything.name)
        assertThat(names.query().toSql()).isEqualTo(names.toSql())
        assertThat(names.list()).containsExactly("thing 1")
        assertThat(names.one()).isEqualTo("thing 1")
        assertThat(names.findOne()).contains("thing 1")
        assertThat(names.oneOrNull()?.length).isEqualTo(7)
        assertThat(names.count()).isEqualTo(1)
        assertThat(names.exists()).isTrue()
        assertThat(names.stream().use { it.toList() }).hasSize(1)
        assertThat(names.map { it.length }.one()).isEqualTo(7)
        assertThat(things.map { it[Everything.number] }.limitFree()).containsExactly(1)
        assertThat(BoundSelect.from(acme, Everything).where(Everything.id.eq(id)).count()).isEqualTo(1)
    }

    private fun <T> Results<T>.limitFree(): List<T> = list()

    @Test
    fun childrenAndPages() {
        val group = acme.insertInto(Groups) { it[Groups.code] = "pages"; it[Groups.flag] = true }
            .returning(Groups.id).map { it[Groups.id] }.one()
        acme.insertInto(Everything)
            .rows(listOf(101, 102)) { row, n -> row[Everything.number] = n; row[Everything.name] = "$n"; row[Everything.groupId] = group }
            .execute()
        val things = Include.children(Everything.groupId).orderBy(Everything.number.asc())
        val row = acme.from(Groups).where(Groups.id.eq(group)).include(things).one()
        assertThat(row.get(things).map { it[Everything.number] }).containsExactly(101, 102)
        val query = Select.from(Everything).where(Everything.groupId.eq(group)).orderBy(Everything.number.asc()).limit(1)
        val first = acme.page(query)
        val token = first.next()?.token() ?: error("a second page was expected")
        val second = acme.page(query.after(Cursor.parse(token)).values(Everything.number))
        assertThat(second.items()).containsExactly(102)
        val sizes: List<Int> = acme.from(Everything).where(Everything.groupId.eq(group))
            .orderBy(Everything.number.asc()).limit(1).values(Everything.number).page().items()
        assertThat(sizes).hasSize(1)
    }

    @Test
    fun sessionsRunStatements() {
        thing(acme, 2)
        val numbers = Select.from(Everything).where(Everything.number.eq(2)).values(Everything.number)
        assertThat(acme.list(numbers)).containsExactly(2)
        assertThat(acme.one(numbers)).isEqualTo(2)
        assertThat(acme.findOne(numbers)).contains(2)
        assertThat(acme.oneOrNull(numbers)).isEqualTo(2)
        assertThat(acme.count(numbers)).isEqualTo(1)
        assertThat(acme.exists(numbers)).isTrue()
        assertThat(acme.stream(numbers).use { it.toList() }).containsExactly(2)
        acme.expectOne(acme.update(Everything).set(Everything.price, BigDecimal.TEN).where(Everything.number.eq(2)).mutation())
        val insert: Insert = acme.insertInto(Tree).row { it[Tree.id] = UUID.randomUUID(); it[Tree.label] = "x" }.mutation()
        assertThat(acme.execute(insert)).isEqualTo(1)
    }

    @Test
    fun boundMutationsRunThemselves() {
        data class Code(val code: String)
        val insert = BoundInsert.into(acme, Groups).row { it[Groups.code] = "bound"; it[Groups.flag] = false }
        assertThat(insert.toSql()).startsWith("insert into")
        assertThat(insert.execute()).isEqualTo(1)
        val update = BoundUpdate.table(acme, Groups).set(Groups.blob, byteArrayOf(1)).where(Groups.code.eq("bound"))
        assertThat(update.toSql()).startsWith("update")
        assertThat(update.execute()).isEqualTo(1)
        update.expectOne()
        val written: Results.Written = update.returning(Groups.code)
        assertThat(written.mapTo(Code::class.java).one()).isEqualTo(Code("bound"))
        assertThat(written.query().toSql()).isEqualTo(written.toSql())
        assertThat(written.findOne()).isPresent()
        assertThat(written.oneOrNull()).isNotNull()
        assertThat(written.list()).hasSize(1)
        val delete = BoundDelete.from(acme, Groups).where(Groups.code.eq("bound"))
        assertThat(delete.toSql()).isEqualTo(delete.mutation().toSql())
        delete.expectOne()
        assertThat(acme.deleteFrom(Groups).where(Groups.code.eq("bound")).execute()).isZero()
    }

    @Test
    fun transactionsNestAndEnd() {
        val options = TransactionOptions.defaults()
            .isolation(Isolation.REPEATABLE_READ)
            .asReadOnly()
            .statementTimeout(Duration.ofSeconds(5))
            .lockTimeout(Duration.ofSeconds(4))
            .idleTimeout(Duration.ofSeconds(3))
            .retry(RetryPolicy.attempts(2))
        assertThat(options).isEqualTo(
            TransactionOptions(
                options.isolation(), options.readOnly(), options.statementTimeout(), options.lockTimeout(),
                options.idleTimeout(), options.retry(),
            ),
        )
        val policy = RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2))
        assertThat(listOf(policy.firstDelay(), policy.maxDelay())).contains(policy.delayBefore(2))
        assertThat(RetryPolicy.none().attempts()).isEqualTo(1)
        assertThat(Isolation.valueOf("SERIALIZABLE").sql()).isEqualTo("serializable")
        assertThat(Isolation.values()).hasSize(3)
        val nothing: String? = acme.inTransaction<String?>(options) { null }
        assertThat(nothing).isNull()
        acme.useTransaction(options) { tx -> assertThat(tx.from(Tree).exists()).isNotNull() }
        val before = acme.from(Tree).count()
        acme.useTransaction { tx: Transaction ->
            tx.useTransaction { inner -> inner.insertInto(Tree) { it[Tree.id] = UUID.randomUUID(); it[Tree.label] = "a" }.execute() }
            val inside: Long = tx.inTransaction { inner -> inner.from(Tree).count() }
            assertThat(inside).isEqualTo(before + 1)
            assertThat(tx.attach(TreeDao::class.java).count()).isEqualTo(inside)
            assertThat(tx.executeAll(listOf(tx.update(Tree).set(Tree.label, "b").everyRow().mutation()))).containsExactly(inside)
            assertThat(JdbiTransaction.handleOf(tx)).isSameAs((tx as JdbiTransaction).handle())
            tx.rollbackOnly()
        }
        assertThat(acme.inTransaction { tx -> tx.from(Tree).count() }).isEqualTo(before)
    }

    @Test
    fun scopesSayForWhomAndWhy() {
        val holdfast: Holdfast = database.holdfast()
        assertThat(holdfast.schema()).isEqualTo(EVERY)
        assertThat(holdfast.doctor().tables()).isEqualTo(4)
        val scope = holdfast.tenant(ExampleDatabase.ACME).actor("user").because("test").requestId("r-1")
        assertThat(scope.tenantId()).isEqualTo(1L)
        assertThat(scope.withSqlObject(TreeDao::class.java) { it.count() }).isNotNegative()
        scope.useSqlObject(TreeDao::class.java) { assertThat(it.count()).isNotNegative() }
        val none: Scope = holdfast.withoutTenant().actor("user").because("test").requestId("r-0")
            .metadata("via", "kotlin").metadata(mapOf("client" to "test"))
        assertThat(none.insertInto(Switches) { it[Switches.flag] = true; it[Switches.code] = "on" }.execute()).isEqualTo(1)
        val jdbi = database.holdfast().tenant(ExampleDatabase.ACME).actor("user").because("test").requestId("r-2")
            .metadata("via", "kotlin").metadata(mapOf("client" to "test"))
        jdbi.useHandle { handle -> assertThat(handle.isInTransaction).isTrue() }
        val actor: String = jdbi.withHandle { it.select("select current_setting('holdfast.actor')").mapTo(String::class.java).one() }
        assertThat(actor).isEqualTo("user")
        val metadata: String = jdbi.withHandle { it.select("select current_setting('holdfast.metadata')").mapTo(String::class.java).one() }
        assertThat(metadata).isEqualTo("""{"client":"test","via":"kotlin"}""")
        val foreign = Jdbi.create(database.pool()).installPlugin(HoldfastPlugin())
        val joined: JdbiScope = jdbi
        val count = foreign.inTransaction<Long, Exception> { handle -> joined.joining(handle) { tx -> tx.from(Tree).count() } }
        assertThat(count).isNotNegative()
    }

    @Test
    fun workOverAllTenantsHasAReason() {
        val across: AcrossTenants = database.holdfast().acrossTenants("kotlin").actor("cron").requestId("r-3")
            .metadata("via", "kotlin").metadata(mapOf("client" to "test"))
        assertThat(across.reason()).isEqualTo("kotlin")
        assertThat(across.because("again").reason()).isEqualTo("again")
        val tenants = across.tenants()
        val made: Tenant = tenants.create(77L, "Kotlin")
        assertThat(tenants.createIfMissing(77L, "Other")).isEqualTo(made)
        assertThat(made).isEqualTo(Tenant(made.id(), made.name(), made.createdAt(), made.suspendedAt()))
        tenants.suspend(77L)
        assertThat(tenants.active()).hasSize(2)
        assertThat(tenants.find(77L).orElseThrow().isActive).isFalse()
        tenants.resume(77L)
        assertThat(tenants.list()).hasSize(3)
        val seen = mutableListOf<Any>()
        across.forEachTenant { seen.add(it.tenantId()) }
        assertThat(seen).containsExactly(1L, 2L, 77L)
    }

    @Test
    fun aHoldfastIsBuiltOnce() {
        val codecs: List<JsonCodec> = listOf(
            Jackson3Json(), Jackson3Json(JsonMapper.builder().build()), Jackson3Json(Jackson3Json.mapper().build()),
            Jackson2Json(), Jackson2Json(ObjectMapper()), Jackson2Json(Jackson2Json.mapper().build()),
        )
        codecs.forEach { codec ->
            assertThat(codec.check(Map::class.java).problems()).isEmpty()
            assertThat(codec.read(codec.write(mapOf("a" to 1), Map::class.java), Map::class.java)).isEqualTo(mapOf("a" to 1))
            val holdfast = JdbiHoldfast.builder(database.pool())
                .schema(Named)
                .acrossTenants(database.pool())
                .json(codec)
                .configureJdbi { jdbi -> jdbi.installPlugin(HoldfastPlugin()) }
                .surroundingTransactions { null }
                .acceptFindings(Acceptance.of(TableCheck.DRIFT, "named").because("never found").by("ann"))
                .allowUnsafeRole("never needed: the role is bound")
                .build()
            assertThat(holdfast.tenant("acme").tenantId()).isEqualTo("acme")
        }
        val byUuid = JdbiHoldfast.builder(database.pool()).schema(Schema.of()).verify().build()
        val id = UUID.randomUUID()
        assertThat(byUuid.tenant(id).tenantId()).isEqualTo(id)
        assertThat(SqlTypes.UUID.javaClass()).isEqualTo(UUID::class.java)
    }
}
