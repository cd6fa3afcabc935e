package dev.holdfast.examples.everyapi

import dev.holdfast.RetryPolicy
import dev.holdfast.error.InvalidValueException
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventType
import dev.holdfast.event.EventTypes
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.Position
import dev.holdfast.event.RawEvent
import dev.holdfast.event.StreamId.stream
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.examples.support.ExampleDatabase.ACME
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.MicrometerProjections
import dev.holdfast.projection.InlineProjectionException
import dev.holdfast.projection.ParkedStream
import dev.holdfast.projection.Projection
import dev.holdfast.projection.ProjectionCheck
import dev.holdfast.projection.ProjectionListener
import dev.holdfast.projection.ProjectionSettings
import dev.holdfast.projection.ProjectionStatus
import dev.holdfast.projection.ProjectionTimeoutException
import dev.holdfast.projection.RunningAnnouncements
import dev.holdfast.projection.SteppedProjections
import dev.holdfast.projection.StreamParkedException
import dev.holdfast.query.PlainStatement
import dev.holdfast.table.Schema
import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import dev.holdfast.testkit.MutableClock
import dev.holdfast.testkit.ProjectionScenario
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicBoolean
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.postgresql.ds.PGSimpleDataSource

/** Calls what `dev.holdfast.projection` has. */
class ProjectionApiTest {

    @EventType("lamp-lit")
    @JvmRecord
    data class Lit(val watts: Int)

    private val seen = CopyOnWriteArrayList<String>()
    private val broken = AtomicBoolean(true)
    private val patient = Duration.ofMinutes(1)

    private val lamps = Projection.named("lamps")
        .version(1)
        .partitionedBy(2) { event -> event.stream().id() }
        .inCategories("lamp")
        .readModel()
        .on(Lit::class.java) { event, tx ->
            check(event.data().watts > 0 || !broken.get()) { "no light" }
            seen.add("${event.stream().id()} ${event.data().watts} ${tx.javaClass.simpleName.isEmpty()}")
        }
        .onWriting(Lit::class.java) { event, writes ->
            writes.add(PlainStatement.of("select {0}", event.data().watts))
            if (event.data().watts > 1000) writes.addOne(PlainStatement.of("select 1"))
        }
        .onBatch(Lit::class.java) { events, _ -> seen.add("batch of ${events.size}") }
        .build()
    private val everything = Projection.named("everything")
        .acrossTenants("Kotlin's test")
        .ofTypeNames("lamp-lit")
        .on(RawEvent::class.java) { event, _ -> seen.add(event.data().json()) }
        .build()

    private val registry = SimpleMeterRegistry()
    private val meters = MicrometerProjections(registry)

    @Test
    fun metersCount() {
        val parked = ParkedStream("p", 1, 0, ACME, stream("lamp", "l"), 3, Position(9), "lamp-lit", "dark", 2, Instant.EPOCH, null)
        meters.handled("p", 0, 7, Duration.ofMillis(3))
        meters.parked(parked)
        meters.unparked(parked)
        meters.failed("p", 0, IllegalStateException())
        meters.slow("p", 0, Duration.ofSeconds(1))
        assertThat(registry.get(MicrometerProjections.BATCHES).tag("projection", "p").timer().count()).isEqualTo(1)
        assertThat(registry.get(MicrometerProjections.EVENTS).counter().count()).isEqualTo(7.0)
        val counted = listOf(
            MicrometerProjections.PARKED, MicrometerProjections.UNPARKED, MicrometerProjections.FAILURES, MicrometerProjections.SLOW,
        )
        assertThat(counted).allMatch { registry.get(it).counter().count() == 1.0 }
        val asked = listOf(MicrometerProjections.BEHIND, MicrometerProjections.PARKED_STREAMS, MicrometerProjections.RUNNING)
        assertThat(asked).allMatch { registry.find(it).gauges().isEmpty() }
    }

    private val listener = object : ProjectionListener {
        override fun handled(projection: String, partition: Int, events: Int, took: Duration) {
            super.handled(projection, partition, events, took)
            seen.add("handled")
        }

        override fun parked(stream: ParkedStream) {
            super.parked(stream)
            seen.add("parked")
        }

        override fun unparked(stream: ParkedStream) = super.unparked(stream)

        override fun failed(projection: String, partition: Int, error: Throwable) = super.failed(projection, partition, error)

        override fun slow(projection: String, partition: Int, since: Duration) = super.slow(projection, partition, since)

        override fun taken(projection: String, partition: Int) = super.taken(projection, partition)

        override fun lost(projection: String, partition: Int) = super.lost(projection, partition)
    }

    @Test
    fun readModelsAreMadeOfEvents() {
        val settings = ProjectionSettings.with(lamps, everything)
            .batchSize(10)
            .threads(2)
            .lease(Duration.ofSeconds(20))
            .polling(Duration.ofMillis(5), Duration.ofMillis(50))
            .retries(RetryPolicy.none())
            .maxParked(10)
            .node("kotlin")
            .listener(listener)
        val events = EventSettings.with(EventTypes.of(Lit::class.java))
        ExampleDatabase.with(Schema.of()).use { database ->
            val holdfast = database.node(Schema.of(), events, settings)
            val projections = holdfast.projections()
            projections.announce().use { assertThat(it).isInstanceOf(RunningAnnouncements::class.java) }
            projections.start().use { running ->
                assertThat(running.node()).startsWith("kotlin")
                val acme = holdfast.tenant(ACME)
                val lit = acme.events().append(stream("lamp", "l"), ExpectedVersion.any(), Lit(60))
                running.wake()
                projections.await(ACME, lit.position(), patient, "lamps", "everything")
                assertThat(seen).contains("l 60 false", "batch of 1", "handled").anyMatch { "60" in it && "watts" in it }

                val dark = acme.events().append(stream("lamp", "d"), ExpectedVersion.any(), Lit(0))
                assertThatThrownBy { projections.await(ACME, dark.position(), patient, "lamps") }
                    .isInstanceOfSatisfying(StreamParkedException::class.java) {
                        assertThat(listOf(it.projection(), it.stream(), it.wanted(), it.failedAt()))
                            .containsExactly("lamps", stream("lamp", "d"), dark.position(), dark.position())
                    }
                val parked = projections.parked("lamps").single()
                assertThat(parked.error()).contains("no light")
                projections.unpark(parked)
                projections.skip(parked, "a test")
                assertThat(projections.unpark("everything")).isZero()

                projections.pause("lamps")
                val later = acme.events().append(stream("lamp", "l"), ExpectedVersion.any(), Lit(40))
                assertThatThrownBy { projections.await(ACME, later.position(), Duration.ofMillis(50), "lamps") }
                    .isInstanceOfSatisfying(ProjectionTimeoutException::class.java) {
                        assertThat(it.wanted()).isEqualTo(later.position())
                        assertThat(it.reached().getValue("lamps")).isLessThan(later.position())
                        assertThat(it.timeout()).isEqualTo(Duration.ofMillis(50))
                    }
                assertThat(projections.status().filter { it.projection == "lamps" }.map { it.state })
                    .containsOnly(ProjectionStatus.State.PAUSED)
                projections.resume("lamps")
                projections.pause("lamps", ACME)
                projections.resume("lamps", ACME)
                projections.await(ACME, later.position(), patient, "lamps")
                projections.serve("lamps", 1)
                assertThatThrownBy { projections.replay("lamps", Position.START) }.isInstanceOf(InvalidValueException::class.java)
            }
            meters.gauges(projections).refresh()
            assertThat(registry.find(MicrometerProjections.LAG).gauges()).hasSize(3)
            projections.drop("lamps", 1)
            with(lamps) {
                assertThat("${name()} ${version()} ${partitions()} ${isRaw()} ${acrossTenants()}").isEqualTo("lamps 1 2 false null")
                assertThat(handlers().map { it.type }).containsExactly(Lit::class.java, Lit::class.java, Lit::class.java)
                assertThat(handlers().count { it.writing != null }).isEqualTo(1)
                assertThat(categories()).containsExactly("lamp")
                assertThat(typeNames()).isEmpty()
                assertThat(readModel()).isEmpty()
                assertThat(key()).isNotNull()
            }
        }
    }

    @Test
    fun projectionsAreStepped() {
        val clock = MutableClock.at("2026-01-31T10:15:30Z")
        val settings = ProjectionSettings.with(lamps).retries(RetryPolicy(3, patient, patient))
        ExampleDatabase.with(Schema.of()).use { database ->
            val holdfast = database.node(Schema.of(), EventSettings.with(EventTypes.of(Lit::class.java)), settings)
            holdfast.projections().stepped(clock, 10).use { stepped ->
                holdfast.tenant(ACME).events().append(stream("lamp", "l"), ExpectedVersion.any(), Lit(60), Lit(0))
                stepped.crash()
                val first = stepped.step().and(stepped.runUntilIdle())
                assertThat(listOf(first.events(), first.more(), first.isIdle())).containsExactly(2, false, false)
                assertThat(first.parked().map { it.version() }).containsExactly(2L)
                assertThat(first.failures()).isEmpty()
                broken.set(false)
                assertThat(stepped.step()).isEqualTo(SteppedProjections.Step.NOTHING)
                clock.advance(patient)
                assertThat(stepped.step().unparked().map { it.stream() }).containsExactly(stream("lamp", "l"))
            }
        }
        assertThat(SteppedProjections.Step(1, listOf(), listOf(), listOf(), true).events()).isEqualTo(1)
    }

    @Test
    fun scenariosSayWhatEventsMake() {
        ExampleDatabase.with(Schema.of()).use { database ->
            val holdfast = database.node(Schema.of(), EventSettings.with(EventTypes.of(Lit::class.java)), ProjectionSettings.with(lamps))
            ProjectionScenario.of(holdfast, holdfast.projections())
                .inTenant(ACME)
                .given(stream("lamp", "l"), Lit(60))
                .`when`(stream("lamp", "l"), Lit(0))
                .inBatchesOf(1, 500)
                .thenParked(stream("lamp", "l"))
                .thenRows({ scope -> scope.events().read(stream("lamp", "l")).list().map { it.version() } }, 1L, 2L)
                .inTenant(ExampleDatabase.GLOBEX)
                .thenNothingParked()
        }
    }

    @Test
    fun anInlineOneIsPartOfTheAppend() {
        val inline = Projection.named("bright")
            .inline()
            .on(Lit::class.java) { event, _ -> check(event.data().watts > 0) { "no light" } }
            .build()
        assertThat(inline.isInline).isTrue()
        ExampleDatabase.with(Schema.of()).use { database ->
            val events = EventSettings.with(EventTypes.of(Lit::class.java))
            val holdfast = database.node(Schema.of(), events, ProjectionSettings.with(inline))
            holdfast.projections().serve("bright", 1)
            assertThatThrownBy { holdfast.tenant(ACME).events().append(stream("lamp", "d"), ExpectedVersion.any(), Lit(0)) }
                .isInstanceOfSatisfying(InlineProjectionException::class.java) {
                    assertThat("${it.projection()} ${it.projectionVersion()} ${it.stream()} ${it.version()}")
                        .isEqualTo("bright 1 lamp/d 1")
                    assertThat(it.position()).isGreaterThan(Position.START)
                }
            assertThat(holdfast.projections().status().map { it.state }).containsExactly(ProjectionStatus.State.INLINE)
        }
    }

    @Test
    fun valuesTellWhatTheyAre() {
        val now = Instant.EPOCH
        val parked = ParkedStream("p", 1, 0, ACME, stream("lamp", "l"), 3, Position(9), "lamp-lit", "dark", 2, now, null)
        with(parked) {
            assertThat(listOf(projection(), projectionVersion(), partition(), tenantId(), stream(), version(), position()))
                .containsExactly("p", 1, 0, ACME, stream("lamp", "l"), 3L, Position(9))
            assertThat(listOf(type(), error(), attempts(), parkedAt(), retryAt()))
                .containsExactly("lamp-lit", "dark", 2, now, null)
        }
        val status = ProjectionStatus(
            "p", 1, 0, true, ProjectionStatus.State.valueOf("RUNNING"), Position(9), 1, 2.0, Duration.ZERO, "node", now, null, null, 0, 1, 2,
        )
        with(status) {
            assertThat(listOf(projection(), version(), partition(), serving(), state(), position(), behind(), lag()))
                .containsExactly("p", 1, 0, true, ProjectionStatus.State.values()[0], Position(9), 1L, Duration.ZERO)
            assertThat(listOf(rate(), done(), remaining().get())).containsExactly(2.0, 0.9, Duration.ofMillis(500))
            assertThat(listOf(owner(), leasedUntil(), busySince(), error(), failures(), parkedStreams(), tenantsBehind()))
                .containsExactly("node", now, null, null, 0, 1L, 2L)
        }
        val settings = ProjectionSettings(
            listOf(lamps), 1, 2, patient, Duration.ofMillis(1), Duration.ofMillis(2), RetryPolicy.none(), 3, "n", ProjectionListener.NONE,
        )
        with(settings) {
            assertThat(listOf(projections(), batchSize(), threads(), lease(), shortestPoll(), longestPoll()))
                .containsExactly(listOf(lamps), 1, 2, patient, Duration.ofMillis(1), Duration.ofMillis(2))
            assertThat(listOf(retries(), maxParked(), node(), listener()))
                .containsExactly(RetryPolicy.none(), 3, "n", ProjectionListener.NONE)
        }
        assertThat(JdbiHoldfast.builder(PGSimpleDataSource()).notifications(PGSimpleDataSource())).isNotNull()
        val on = Projection.On(Lit::class.java, { _, _ -> }, null, null)
        assertThat(listOf(on.each() != null, on.batch() != null)).containsExactly(true, false)
        assertThat(ProjectionCheck.valueOf("STREAMS_PARKED")).isIn(*ProjectionCheck.values())
    }
}
