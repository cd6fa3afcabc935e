package dev.holdfast.examples.encryption

import dev.holdfast.crypto.Encryption
import dev.holdfast.crypto.EncryptionException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.Encrypted
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.JdbiTenantScope
import dev.holdfast.jdbi.TinkKeyring
import dev.holdfast.sql.Uuids
import dev.holdfast.table.Schema
import dev.holdfast.table.Table
import dev.holdfast.testkit.Role
import java.beans.ConstructorProperties
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.jdbi.v3.core.Handle
import org.jdbi.v3.core.statement.SqlLogger
import org.jdbi.v3.core.statement.StatementContext
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper
import org.jdbi.v3.sqlobject.customizer.Bind
import org.jdbi.v3.sqlobject.customizer.BindBean
import org.jdbi.v3.sqlobject.statement.SqlBatch
import org.jdbi.v3.sqlobject.statement.SqlQuery
import org.jdbi.v3.sqlobject.statement.SqlUpdate
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

object Members : Table("members") {
    val id = uuid("id").primaryKey()
    val tenantId = bigint("tenant_id").tenantKey()
    val email = text("email").encrypted()
}

/** The annotation is on the constructor's parameter, and the names are kept: it works. */
data class Named
@ConstructorProperties("id", "email")
constructor(val id: UUID, @Encrypted(table = "members", column = "email", rowKey = ["id"]) val email: String)

/** The annotation is on the getter too: it works everywhere. */
data class OnGetter(val id: UUID, @get:Encrypted(table = "members", column = "email", rowKey = ["id"]) val email: String)

/** The annotation is on a parameter whose name Kotlin's compiler left out: it fails. */
data class Nameless(val id: UUID, @Encrypted(table = "members", column = "email", rowKey = ["id"]) val email: String)

interface MemberDao {
    @SqlUpdate("insert into members (id, email) values (:id, :email)")
    fun insert(@BindBean member: Named): Int

    @SqlUpdate("insert into members (id, email) values (:m.id, :m.email)")
    fun insertPrefixed(@BindBean("m") member: Named): Int

    @SqlUpdate("insert into members (id, email) values (:id, :email)")
    fun insert(@BindBean member: OnGetter): Int

    @SqlUpdate("insert into members (id, email) values (:id, :email)")
    fun insert(@BindBean member: Nameless): Int

    @SqlUpdate("insert into members (id, email) values (:id, :email)")
    fun insertAny(@BindBean member: Any): Int

    @SqlBatch("insert into members (id, email) values (:id, :email)")
    fun insertAll(@BindBean members: List<OnGetter>)

    @SqlBatch("insert into members (id, email) values (:id, :email)")
    fun insertNamed(@BindBean members: List<Named>)

    @SqlQuery("select id, email from members where id = :id")
    @RegisterConstructorMapper(Named::class)
    fun find(@Bind("id") id: UUID): Named?
}

/** Kotlin's `@Encrypted val`, bound by `bindBean`, never goes out in the clear. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptedPropertiesTest {

    private lateinit var database: ExampleDatabase
    private lateinit var acme: JdbiTenantScope
    private val logged = mutableListOf<String>()

    @BeforeAll
    fun open() {
        val schema = Schema.of(Members)
        database = ExampleDatabase.with(schema)
        acme = JdbiHoldfast.builder(database.pool())
            .schema(schema)
            .encryption(Encryption.with(TinkKeyring.generate()))
            .configureJdbi { jdbi ->
                jdbi.setSqlLogger(
                    object : SqlLogger {
                        override fun logBeforeExecution(context: StatementContext) {
                            logged += "${context.renderedSql} ${context.binding}"
                        }
                    },
                )
            }
            .build()
            .tenant(ExampleDatabase.ACME)
    }

    @AfterAll
    fun close() = database.close()

    @Test
    fun `a constructor property is encrypted and decrypted`() {
        val one = Named(Uuids.v7(), "$SECRET-named")
        val two = Named(Uuids.v7(), "$SECRET-prefixed")
        acme.useSqlObject(MemberDao::class.java) {
            it.insert(one)
            it.insertPrefixed(two)
            assertThat(it.find(one.id)).isEqualTo(one)
        }
        assertThat(stored(two.id)).isEqualTo(two.email)
    }

    @Test
    fun `a getter is seen in batches too`() {
        val one = OnGetter(Uuids.v7(), "$SECRET-getter")
        val two = OnGetter(Uuids.v7(), "$SECRET-batch")
        acme.useSqlObject(MemberDao::class.java) {
            it.insert(one)
            it.insertAll(listOf(two))
        }
        assertThat(stored(one.id)).isEqualTo(one.email)
        assertThat(stored(two.id)).isEqualTo(two.email)
    }

    @Test
    fun `what nobody could see is refused before it is sent`() {
        val nameless = Nameless(Uuids.v7(), "$SECRET-nameless")
        refused { it.insert(nameless) }
        refused { it.insertAny(nameless) }
        refused { it.insertNamed(listOf(Named(Uuids.v7(), "$SECRET-lost"))) }
        assertThatThrownBy {
            acme.useHandle { handle: Handle ->
                handle.createUpdate("insert into members (id, email) values (:id, :email)").bindBean(nameless).execute()
            }
        }.isInstanceOf(EncryptionException::class.java)
        assertThat(logged).noneMatch { "Nameless" in it || "lost" in it }
    }

    @Test
    fun `the fluent API encrypts what it binds by bindBean`() {
        val named = Named(Uuids.v7(), "$SECRET-fluent")
        acme.useHandle { handle: Handle ->
            handle.createUpdate("insert into members (id, email) values (:id, :email)").bindBean(named).execute()
        }
        assertThat(stored(named.id)).isEqualTo(named.email)
    }

    @Test
    fun `neither a logger nor the table has it`() {
        val secret = Named(Uuids.v7(), "$SECRET-kept")
        acme.useSqlObject(MemberDao::class.java) { it.insert(secret) }
        assertThat(logged).isNotEmpty.noneMatch { SECRET in it }
        database.database().untrackedDataSource(Role.SUPERUSER).connection.use { connection ->
            connection.createStatement().use { statement ->
                val rows = statement.executeQuery("select count(*) from members where position('$SECRET'::bytea in email) > 0")
                rows.next()
                assertThat(rows.getInt(1)).isZero()
            }
        }
    }

    private fun refused(use: (MemberDao) -> Unit) {
        assertThatThrownBy { acme.useSqlObject(MemberDao::class.java) { use(it) } }
            .isInstanceOf(EncryptionException::class.java)
            .hasMessageContaining("@get:Encrypted")
            .hasMessageNotContaining(SECRET)
    }

    private fun stored(id: UUID): String? =
        acme.from(Members).where(Members.id.eq(id)).one()[Members.email]

    private companion object {
        const val SECRET = "ada-in-the-clear"
    }
}
