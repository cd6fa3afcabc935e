package dev.holdfast.examples.everyapi

import dev.holdfast.TenantScope
import dev.holdfast.crypto.Encryption
import dev.holdfast.error.MappingException
import dev.holdfast.error.SchemaException
import dev.holdfast.event.Aggregate
import dev.holdfast.event.AllTenantsEvents
import dev.holdfast.event.AppendResult
import dev.holdfast.event.Checkpoint
import dev.holdfast.event.CheckpointMismatchException
import dev.holdfast.event.ConflictPolicy
import dev.holdfast.event.Decider
import dev.holdfast.event.EventDefinition
import dev.holdfast.event.EventIdReusedException
import dev.holdfast.event.EventMetadata
import dev.holdfast.event.EventPage
import dev.holdfast.event.EventRunner
import dev.holdfast.event.EventSettings
import dev.holdfast.event.EventType
import dev.holdfast.event.EventTypes
import dev.holdfast.event.Events
import dev.holdfast.event.Executed
import dev.holdfast.event.ExpectedVersion
import dev.holdfast.event.FailedEvent
import dev.holdfast.event.LastRead
import dev.holdfast.event.Loaded
import dev.holdfast.event.LogQuery
import dev.holdfast.event.NewEvent
import dev.holdfast.event.PartialDuplicateException
import dev.holdfast.event.PayloadTooLargeException
import dev.holdfast.event.Personal
import dev.holdfast.event.PersonalMember
import dev.holdfast.event.Position
import dev.holdfast.event.RecordedEvent
import dev.holdfast.event.Repository
import dev.holdfast.event.Snapshot
import dev.holdfast.event.Snapshots
import dev.holdfast.event.StreamAppend
import dev.holdfast.event.StreamClosedException
import dev.holdfast.event.StreamId
import dev.holdfast.event.StreamId.stream
import dev.holdfast.event.StreamInfo
import dev.holdfast.event.StreamMissingException
import dev.holdfast.event.StreamPage
import dev.holdfast.event.StreamQuery
import dev.holdfast.event.StreamState
import dev.holdfast.event.StreamsQuery
import dev.holdfast.event.StreamsRead
import dev.holdfast.event.Tail
import dev.holdfast.event.TailEvent
import dev.holdfast.event.TruncatedStreamException
import dev.holdfast.event.UnknownEventTypeException
import dev.holdfast.event.UnreadableEventException
import dev.holdfast.event.VersionConflictException
import dev.holdfast.examples.support.ExampleDatabase
import dev.holdfast.jdbi.Jackson3Json
import dev.holdfast.jdbi.JdbiHoldfast
import dev.holdfast.jdbi.TinkKeyring
import dev.holdfast.testkit.Role
import java.lang.reflect.Proxy
import java.time.Instant
import java.util.UUID
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** Calls every public method of `dev.holdfast.event`, and what it adds to sessions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventApiTest {

    private val encryption = Encryption.with(TinkKeyring.generate())
    private val types = EventTypes.builder()
        .add(StoryEvent::class.java)
        .upcast("story-begun", 1, BegunAtFirst::class.java, Begun::class.java) { Begun(it.name, 0) }
        .alias("story-titled", "story-renamed")
        .ignore("story-liked")
        .build()
    private lateinit var database: ExampleDatabase
    private lateinit var holdfast: JdbiHoldfast
    private lateinit var acme: TenantScope

    @BeforeAll
    fun open() {
        database = ExampleDatabase.with(VAULT, encryption)
        holdfast = holdfast(types)
        acme = holdfast.tenant(ExampleDatabase.ACME)
    }

    @AfterAll
    fun close() = database.close()

    private fun holdfast(types: EventTypes): JdbiHoldfast = JdbiHoldfast.builder(database.pool())
        .schema(VAULT)
        .acrossTenants(database.database().untrackedDataSource(Role.ACROSS_TENANTS))
        .json(Jackson3Json())
        .encryption(encryption)
        .events(EventSettings.with(types).maxPayload(10_000))
        .build()

    private fun newStream(): StreamId = stream("story", UUID.randomUUID())

    @Test
    fun eventsAreAppended() {
        val story = newStream()
        val events: Events = acme.events()
        val first: AppendResult = events.append(story, ExpectedVersion.none(), Begun("a", 1), Retitled("b"))
        assertThat(listOf(first.stream(), first.firstVersion(), first.lastVersion(), first.duplicate()))
            .containsExactly(story, 1L, 2L, false)
        assertThat(first.position()).isEqualTo(first.positions().last())
        val told = NewEvent.of(Told).id(UUID.randomUUID()).metadata(EventMetadata.none().with("k", "v"))
        assertThat(listOf(told.data(), told.metadata()?.own())).containsExactly(Told, mapOf("k" to "v"))
        assertThat(events.appendAll(story, ExpectedVersion.exactly(2), listOf(told)).lastVersion()).isEqualTo(3)
        assertThat(events.append(story, ExpectedVersion.exactly(2), told).duplicate()).isTrue()
        val other = stream("story", 5)
        val both = events.with(EventMetadata.none().correlation("c")).appendTogether(
            StreamAppend.to(story, ExpectedVersion.exists(), Told),
            StreamAppend.toAll(other, ExpectedVersion.any(), listOf(Told)),
        )
        assertThat(both).extracting<StreamId> { it.stream() }.containsExactly(story, other)
        val again = StreamAppend(other, ExpectedVersion.exactly(1), listOf(NewEvent.of(Told)))
        assertThat(listOf(again.stream(), again.expected().code(), again.events().size)).containsExactly(other, 1L, 1)
        assertThat(again.expected().accepts(1)).isTrue()
        assertThat(events.appendTogether(listOf(again)).single().lastVersion()).isEqualTo(2)
        val info: StreamInfo = events.info(other).orElseThrow()
        assertThat(listOf(info.stream(), info.version(), info.firstVersion(), info.state()))
            .containsExactly(other, 2L, 1L, StreamState.valueOf("OPEN"))
        assertThat(info.createdAt()).isBeforeOrEqualTo(info.recordedAt())
        assertThat(listOf(other.category(), other.id(), stream("story", "5").id())).containsExactly("story", "5", "5")
        assertThat(StreamId("story", "5")).isEqualTo(other)
        val stories: StreamsRead = events.streams("story")
        assertThat(stories.page(100)).contains(info)
        assertThat(stories.after("5").page(100)).doesNotContain(info)
        assertThat(stories.stream().toList()).contains(info)
    }

    @Test
    fun eventsAreRead() {
        val story = newStream()
        val asked = acme.actor("ann").because("fun").requestId("r")
        asked.events().append(story, ExpectedVersion.any(), Begun("a", 1), Retitled("b"), Told)
        val read = acme.events().read(story, StoryEvent::class.java)
        val event: RecordedEvent<StoryEvent> = read.list().first()
        assertThat(event.data()).isEqualTo(Begun("a", 1))
        assertThat(listOf(event.tenantId(), event.stream(), event.version(), event.type(), event.schemaVersion()))
            .containsExactly(ExampleDatabase.ACME, story, 1L, "story-begun", 2)
        assertThat(event.id().version()).isEqualTo(7)
        assertThat(event.recordedAt()).isNotNull()
        assertThat(event.shredded()).isEmpty()
        assertThat(event.keyIds()).isEmpty()
        val metadata = event.metadata()
        assertThat(listOf(metadata.correlation(), metadata.causation(), metadata.actor(), metadata.reason()))
            .containsExactly("r", null, "ann", "fun")
        assertThat(metadata.own()).isEmpty()
        assertThat(EventMetadata(null, null, null, null, mapOf())).isEqualTo(EventMetadata.none())
        assertThat(EventMetadata.RESERVED).hasSize(4)
        val caused = EventMetadata.causedBy(event)
        assertThat(caused).isEqualTo(EventMetadata.none().correlation("r").causation(event.id().toString()))
        assertThat(read.backwards().limit(2).first().orElseThrow().data()).isSameAs(Told)
        assertThat(read.fromVersion(2).upToVersion(2).stream().toList().single().data()).isEqualTo(Retitled("b"))
        assertThat(read.upTo(Instant.EPOCH).list()).isEmpty()
        assertThat(acme.events().read(story).list()).hasSize(3)
        // a position that was read up to is where the next page begins
        val log = acme.events().readAll(Checkpoint.START, StoryEvent::class.java)
        val page: EventPage<StoryEvent> = log.ofTypes(Told::class.java).inCategories("story").withoutArchived().page(1000)
        assertThat(page.events().map { it.data() }).contains(Told).containsOnly(Told)
        assertThat(page.caughtUp()).isTrue()
        val checkpoint: Checkpoint = page.checkpoint()
        assertThat(checkpoint).isEqualTo(Checkpoint.parse(checkpoint.token()))
        assertThat(checkpoint.position()).isEqualTo(Position.parse(checkpoint.position().token()))
        assertThat(checkpoint.position()).isEqualTo(Position(checkpoint.position().value()))
        assertThat(checkpoint.position().compareTo(event.position())).isPositive()
        val told = page.events().last()
        assertThat(page.checkpointAt(told.position())).isEqualTo(checkpoint.at(told.position(), told.id()))
        assertThat(acme.events().lastCheckpoint().position()).isGreaterThanOrEqualTo(checkpoint.position())
        assertThat(acme.events().lastCheckpoint(told.position())).isEqualTo(page.checkpointAt(told.position()))
        assertThat(log.upTo(Checkpoint.START).page(10).events()).isEmpty()
        // a checkpoint that doesn't fit is refused
        val future = checkpoint.at(Position(1_000_000_000), event.id())
        assertThatThrownBy { acme.events().readAll(future).page(10) }
            .isInstanceOfSatisfying(CheckpointMismatchException::class.java) {
                assertThat(it.checkpoint()).isEqualTo(future)
                assertThat(it.reason()).isEqualTo(CheckpointMismatchException.Reason.FUTURE)
            }
        assertThat(CheckpointMismatchException(future, CheckpointMismatchException.Reason.OTHER_STORE))
            .hasMessageContaining("another store")
        assertThat(CheckpointMismatchException.Reason.values())
            .contains(CheckpointMismatchException.Reason.valueOf("OTHER_EVENT"))
        val renamed = acme.events().readAll(Checkpoint.START).ofTypeNames("story-renamed").stream().toList()
        assertThat(renamed).allSatisfy { assertThat(it.data()).isInstanceOf(Retitled::class.java) }
        assertThat(page.orThrow()).isSameAs(page)
        // what can't be read is given apart
        val cause = IllegalStateException("unreadable")
        val failed = FailedEvent(
            1L, "story", "a", 3, Position.START, event.id(), "story-told", 1, Instant.EPOCH, "{}", cause,
        )
        val odd = EventPage(listOf<RecordedEvent<Any>>(), listOf(failed), Checkpoint.START, true)
        assertThat(odd.events()).isEmpty()
        val apart: FailedEvent = odd.failed().single()
        assertThat(apart.tenantId()).isEqualTo(1L)
        assertThat(listOf(apart.category(), apart.streamId(), apart.type(), apart.data()))
            .containsExactly("story", "a", "story-told", "{}")
        assertThat(listOf(apart.version(), apart.schemaVersion())).containsExactly(3L, 1)
        assertThat(listOf(apart.position(), apart.id(), apart.recordedAt()))
            .containsExactly(Position.START, event.id(), Instant.EPOCH)
        assertThat(apart.cause()).isSameAs(cause)
        assertThatThrownBy { odd.orThrow() }
            .isInstanceOfSatisfying(UnreadableEventException::class.java) { assertThat(it.failed()).isEqualTo(failed) }
    }

    @Test
    fun streamsAreClosed() {
        val story = newStream()
        val events = acme.events()
        events.append(story, ExpectedVersion.any(), Begun("a", 1), Told)
        events.truncateBefore(story, 2)
        assertThat(events.read(story).list()).hasSize(1)
        events.close(story, ExpectedVersion.exactly(2))
        assertThatThrownBy { events.append(story, ExpectedVersion.any(), Told) }
            .isInstanceOfSatisfying(StreamClosedException::class.java) {
                assertThat(listOf(it.stream(), it.state())).containsExactly(story, StreamState.CLOSED)
            }
        events.archive(story, ExpectedVersion.exists())
        assertThat(events.info(story).map { it.state() }).contains(StreamState.ARCHIVED)
        assertThat(StreamState.values()).hasSize(3)
        assertThatThrownBy { events.close(stream("story", "none"), ExpectedVersion.any()) }
            .isInstanceOfSatisfying(StreamMissingException::class.java) { assertThat(it.stream().id()).isEqualTo("none") }
        val across = holdfast.acrossTenants("housekeeping")
        assertThat(across.events().purgeTruncated()).isPositive()
        holdfast.tenant(ExampleDatabase.GLOBEX).events().append(story, ExpectedVersion.any(), Told)
        assertThat(across.events().purgeTenant(ExampleDatabase.GLOBEX)).isPositive()
    }

    @Test
    fun whatGoesWrongIsTold() {
        val story = newStream()
        val events = acme.events()
        val known = NewEvent.of(Told)
        events.append(story, ExpectedVersion.none(), known)
        assertThatThrownBy { events.append(story, ExpectedVersion.exactly(0), Told) }
            .isInstanceOfSatisfying(VersionConflictException::class.java) {
                assertThat(listOf<Any>(it.stream(), it.expected(), it.actual().asLong))
                    .containsExactly(story, ExpectedVersion.none(), 1L)
                assertThat(events.between(it).single().data()).isSameAs(Told)
                assertThat(events.between(it, StoryEvent::class.java).single().data()).isSameAs(Told)
            }
        val unknown = NewEvent.of(Told)
        assertThatThrownBy { events.append(story, ExpectedVersion.any(), known, unknown) }
            .isInstanceOfSatisfying(PartialDuplicateException::class.java) {
                assertThat(it.streams()).containsExactly(story)
                assertThat(it.known()).containsExactly(known.id())
                assertThat(it.unknown()).containsExactly(unknown.id())
            }
        assertThatThrownBy { events.append(newStream(), ExpectedVersion.any(), known) }
            .isInstanceOfSatisfying(EventIdReusedException::class.java) {
                assertThat(listOf(it.id(), it.existing())).containsExactly(known.id(), story)
            }
        assertThatThrownBy { events.append(story, ExpectedVersion.any(), Retitled("x".repeat(10_000))) }
            .isInstanceOfSatisfying(PayloadTooLargeException::class.java) {
                assertThat(listOf(it.type(), it.limit())).containsExactly("story-renamed", 10_000)
                assertThat(it.bytes()).isGreaterThan(10_000)
            }
        assertThatThrownBy { events.append(story, ExpectedVersion.any(), "a text") }
            .isInstanceOfSatisfying(UnknownEventTypeException::class.java) {
                assertThat(it.type()).isEqualTo("java.lang.String")
            }
        assertThat(UnknownEventTypeException.ofClass(String::class.java).type()).isEqualTo("java.lang.String")
        assertThat(UnknownEventTypeException.ofReader(String::class.java).type()).isEqualTo("java.lang.String")
        assertThat(UnknownEventTypeException.ofName("a", story, 1).type()).isEqualTo("a")
        assertThat(UnknownEventTypeException.ofVersion("a", 2, story, 1)).hasMessageContaining("schema version 2")
        assertThat(UnknownEventTypeException.unexpected("a", String::class.java, Told::class.java, story, 1))
            .hasMessageContaining("read it as Object")
        assertThat(TruncatedStreamException(story, 4).firstVersion()).isEqualTo(4)
        assertThat(TruncatedStreamException(story, 4).stream()).isEqualTo(story)
    }

    @Test
    fun aDeciderIsAnObject() {
        val stories: Repository<StoryCommand, Story, StoryEvent> = acme.events()
            .repository(Aggregate.of("story", StoryEvent::class.java, StoryDecider))
        val id = UUID.randomUUID()
        val begun: Executed<Story, StoryEvent> = stories.execute(id, Begin("a"))
        assertThat(listOf(begun.stream(), begun.version(), begun.attempts())).containsExactly(stream("story", id), 1L, 1)
        assertThat(begun.state()).isEqualTo(Story("a"))
        assertThat(begun.events()).containsExactly(Begun("a", 3))
        assertThat(begun.position()).isNotNull()
        stories.execute(id, Tell)
        assertThatThrownBy { stories.execute(id, Begin("b")) }.hasMessage("it is there already")
        val told: Loaded<Story> = stories.load(id)
        assertThat(told).isEqualTo(Loaded(stream("story", id), 2, Story("a", told = true)))
        assertThat(listOf<Any>(told.stream().id(), told.version(), told.state().told)).containsExactly("$id", 2L, true)
        acme.useTransaction { tx ->
            val inside = tx.events().repository(Aggregate.of("story", StoryEvent::class.java, StoryDecider))
            inside.execute("$id", Rename("c"))
            assertThat(inside.load("$id").state().title).isEqualTo("c")
        }
        assertThat(stories.execute(77, Begin("z")).state()).isEqualTo(stories.load(77).state())
    }

    @Test
    fun aDeciderIsThreeFunctions() {
        val counting: Decider<Int, Int, Retitled> = Decider.of(
            { 0 },
            { times, _ -> List(times) { Retitled("$it") } },
            { count, _ -> count + 1 },
        )
        assertThat(counting.evolve(counting.initial(), counting.decide(1, 0).single())).isEqualTo(1)
        val snapshots = Snapshots.every(1, "count", Story::class.java).version(2)
        assertThat(listOf(snapshots.every(), snapshots.name(), snapshots.version(), snapshots.type()))
            .containsExactly(1, "count", 2, Story::class.java)
        assertThat(snapshots.members()).isEmpty()
        val told = Aggregate.of("story", StoryEvent::class.java, StoryDecider)
            .snapshots(snapshots)
            .onConflict { it.attempt() < 3 && it.between().none { event -> event.data() is Told } }
            .startsAnewWhereTruncated()
        assertThat(listOf(told.category(), told.eventType(), told.decider(), told.snapshots()))
            .containsExactly("story", StoryEvent::class.java, StoryDecider, snapshots)
        assertThat(Aggregate.of("count", Retitled::class.java, counting).onConflict(ConflictPolicy.never()).snapshots()).isNull()
        val stories = acme.events().repository(told)
        val id = newStream().id()
        for (title in listOf("a", "b", "c")) {
            stories.execute(id, Rename(title))
        }
        assertThat(stories.load(id).state()).isEqualTo(Story("c"))
        val cause = VersionConflictException(1L, stream("story", id), ExpectedVersion.none(), 3, null)
        val conflict = ConflictPolicy.Conflict<StoryCommand, StoryEvent>(Tell, 1, cause, listOf())
        assertThat(ConflictPolicy.attempts<StoryCommand, StoryEvent>(2).triesAgain(conflict)).isTrue()
        assertThat(ConflictPolicy.never<StoryCommand, StoryEvent>().triesAgain(conflict)).isFalse()
        assertThat(listOf(conflict.command(), conflict.cause())).containsExactly(Tell, cause)
        assertThat(cause.tenantId()).isEqualTo(1L)
        assertThat(VersionConflictException.ofTruncation(1L, cause.stream(), 9, 3).expected()).isEqualTo(ExpectedVersion.exactly(8))
        assertThat(StreamClosedException.already(cause.stream(), StreamState.CLOSED).state()).isEqualTo(StreamState.CLOSED)
    }

    @Test
    fun aRegistryTellsWhatItKnows() {
        val begun: EventDefinition = types.find("story-begun")!!
        assertThat(types.find(Begun::class.java)).isSameAs(begun)
        assertThat(listOf(begun.name(), begun.version(), begun.type())).containsExactly("story-begun", 2, Begun::class.java)
        assertThat(begun.knows(3)).isFalse()
        assertThat(begun.typeAt(1)).isEqualTo(BegunAtFirst::class.java)
        assertThat(begun.upcast(1, BegunAtFirst("a"))).isEqualTo(Begun("a", 0))
        assertThat(begun.isPersonal).isFalse()
        assertThat(types.ignored()).containsExactly("story-liked")
        assertThat(types.definitions()).hasSize(4)
        assertThat(types.namesOf(listOf(Retitled::class.java))).containsExactlyInAnyOrder("story-renamed", "story-titled")
        val signed = types.find(Signed::class.java)!!
        val name: PersonalMember = signed.membersAt(1).first { it.name() == "name" }
        assertThat(listOf(name.subject(), name.shredded())).containsExactly("authorId", "\"somebody\"")
        assertThat(name.isNull(Signed())).isFalse()
        val settings = EventSettings.with(EventTypes.of(Told::class.java))
        assertThat(settings.types().definitions()).hasSize(1)
        assertThat(settings.maxPayload()).isEqualTo(1_000_000)
        assertThat(settings.coalescesAppends()).isFalse()
        assertThat(settings.coalesceAppends(true).maxPayload(5).coalescesAppends()).isTrue()
        assertThat(EventTypes.builder().add("a", Begun::class.java).add("b", 1, Told::class.java).build().definitions()).hasSize(2)
        val mark = Begun::class.java.getAnnotation(EventType::class.java)
        assertThat(listOf(mark.value, mark.version)).containsExactly("story-begun", 2)
        val personal = Signed::class.java.getDeclaredField("name").getAnnotation(Personal::class.java)
        assertThat(listOf(personal.subject, personal.shredded)).containsExactly("authorId", "\"somebody\"")
    }

    private fun dump(): String = database.database().superuserDataSource().connection.use { connection ->
        connection.createStatement().use { statement ->
            val rows = statement.executeQuery(
                "select t::text from holdfast.events t union all select encode(t.cell, 'escape') from holdfast.personal_data t",
            )
            generateSequence { if (rows.next()) rows.getString(1) else null }.joinToString("\n")
        }
    }

    @Test
    fun personalPropertiesAreEncrypted() {
        val story = newStream()
        val signed = Signed("author-1", "s3cr3t name", "s3cr3t mail")
        acme.events().append(story, ExpectedVersion.none(), signed)
        assertThat(acme.events().read(story).list().single().data()).isEqualTo(signed)
        assertThat(dump()).contains("author-1").doesNotContain("s3cr3t")
        acme.keys().shredSubject("author-1")
        val event = acme.events().read(story).list().single()
        assertThat(event.data()).isEqualTo(Signed("author-1", "somebody", null))
        assertThat(event.shredded()).containsExactlyInAnyOrder("name", "email")
    }

    /** Whether the mark is heeded; where it isn't, the registry refuses the class. */
    private fun isHeeded(event: Any): Boolean {
        val type = event.javaClass
        val types = try {
            EventTypes.builder().add(type.simpleName, type).build()
        } catch (refused: SchemaException) {
            assertThat(refused).hasMessageContaining(type.name)
            return false
        }
        val story = newStream()
        holdfast(types).tenant(ExampleDatabase.ACME).events().append(story, ExpectedVersion.none(), event)
        assertThat(dump()).contains(type.simpleName).doesNotContain("s3cr3t")
        return true
    }

    @Test
    fun aMarkIsHeededOrRefusedWhereverItStands() {
        assertThat(isHeeded(MarkedField("a", "s3cr3t"))).isTrue()
        assertThat(isHeeded(MarkedGetter("a", "s3cr3t"))).isTrue()
        assertThat(isHeeded(MarkedInterface("a", "s3cr3t"))).isTrue()
        val body = MarkedInBody()
        body.id = "a"
        body.name = "s3cr3t"
        assertThat(isHeeded(body)).isTrue()
        val overridden = MarkedSuper()
        overridden.id = "a"
        overridden.name = "s3cr3t"
        assertThat(isHeeded(overridden)).isTrue()
        // Kotlin puts these on the constructor's parameter, whose name -java-parameters would keep
        assertThat(isHeeded(MarkedBare("a", "s3cr3t"))).isFalse()
        assertThat(isHeeded(MarkedParam("a", "s3cr3t"))).isFalse()
        assertThat(isHeeded(MarkedTwice("a", "s3cr3t", "s3cr3t"))).isFalse()
        assertThat(isHeeded(MarkedSetter("a", "s3cr3t"))).isFalse()
        assertThat(isHeeded(MarkedInside(MarkedField("a", "s3cr3t")))).isFalse()
    }

    private class Delegating(inner: EventRunner) : EventRunner by inner

    private fun runner(): EventRunner = Delegating(
        Proxy.newProxyInstance(javaClass.classLoader, arrayOf(EventRunner::class.java)) { _, method, _ ->
            if (method.name == "lastCheckpoint") Checkpoint.START else throw UnsupportedOperationException(method.name)
        } as EventRunner,
    )

    @Test
    fun aRunnerOfOnesOwn() {
        val events = Events(runner())
        assertThat(events.lastCheckpoint()).isEqualTo(Checkpoint.START)
        val ofAll = AllTenantsEvents(runner(), { 2 }, { 3 })
        assertThat(listOf(ofAll.purgeTruncated(), ofAll.purgeTenant(1L))).containsExactly(2L, 3L)
        assertThatThrownBy { runner().tenantId() }.isInstanceOf(UnsupportedOperationException::class.java)
        assertThatThrownBy { events.read(newStream()).list() }.isInstanceOf(UnsupportedOperationException::class.java)
        val story = newStream()
        val query = StreamQuery(story, Told::class.java, 1, 5, null, false, 10)
        assertThat(listOf(query.stream(), query.type(), query.from(), query.to(), query.until(), query.backwards(), query.limit()))
            .containsExactly(story, Told::class.java, 1L, 5L, null, false, 10)
        val streams = StreamsQuery("story", "5", 10)
        assertThat(listOf(streams.category(), streams.after(), streams.limit())).containsExactly("story", "5", 10)
        val log = LogQuery(Told::class.java, Checkpoint.START, null, setOf("a"), listOf(), setOf("story"), true, 10)
        assertThat(listOf(log.type(), log.after(), log.names(), log.types(), log.categories(), log.archived(), log.limit()))
            .containsExactly(Told::class.java, Checkpoint.START, setOf("a"), listOf<Any>(), setOf("story"), true, 10)
        assertThat(log.upTo()).isNull()
        val snapshot = Snapshot(story, 3, Story("a"), setOf(5L))
        assertThat(listOf(snapshot.stream(), snapshot.version(), snapshot.state(), snapshot.keyIds()))
            .containsExactly(story, 3L, Story("a"), setOf(5L))
        val info = StreamInfo(story, 3, 1, StreamState.OPEN, Instant.EPOCH, Instant.EPOCH)
        assertThat(info.stream()).isEqualTo(story)
        val id = UUID.randomUUID()
        val recorded = RecordedEvent(
            1L, story, 1, Position.START, id, "told", 1, Instant.EPOCH, Told, setOf(), setOf(),
        ) { EventMetadata.none() }
        assertThat(recorded.id()).isEqualTo(id)
        val event = TailEvent<StoryEvent>(3, Told, setOf(5L))
        assertThat(listOf(event.version(), event.data(), event.keyIds())).containsExactly(3L, Told, setOf(5L))
        val page = StreamPage(listOf(event), 1, LastRead(3, id), true)
        assertThat(listOf(page.events(), page.read(), page.last()?.version(), page.last()?.id(), page.more()))
            .containsExactly(listOf(event), 1, 3L, id, true)
        assertThat(StreamPage.empty<Any>().last()).isNull()
        val tail = Tail(3, 1, snapshot, page)
        assertThat(listOf(tail.version(), tail.firstVersion(), tail.snapshot(), tail.page()))
            .containsExactly(3L, 1L, snapshot, page)
        val appended = AppendResult(story, listOf(2L, 1L), listOf(Position(4), Position(3)), true)
        assertThat(appended.position()).isEqualTo(Position(4))
        assertThat(appended.versions()).containsExactly(2L, 1L)
        assertThat(Executed<Story, StoryEvent>(story, 1, Story(), listOf(Told), null, 1).position()).isNull()
        assertThat(MappingException("a", RuntimeException("b"))).hasMessage("a")
    }
}
