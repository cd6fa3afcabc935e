package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MappingException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.JsonObject;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Earlier schema versions that nobody has a class of any more. */
@PostgresTest(template = Newsroom.class)
class JsonUpcastersTest {

    private static final AtomicInteger IDS = new AtomicInteger();
    private static final String EXACT = "12345678901234567890.12345678901234567890";

    /** As the first release wrote it. */
    record PaidV1(String payer, BigDecimal euros, List<BigDecimal> parts) {}

    record PaidV2(String customer, BigDecimal euros, List<BigDecimal> parts) {}

    record Paid(String customer, BigDecimal amount, String currency, List<BigDecimal> parts) {}

    record SignedV1(
            String reader,

            @Personal(subject = "reader", shredded = "\"(v1)\"")
            String name) {}

    record Signed(
            String readerId,

            @Personal(subject = "readerId", shredded = "\"(gone)\"")
            String fullName,

            @Nullable String label) {}

    private final TestDatabase database;
    private StreamId sale = stream("sale", "none");
    private Checkpoint start = Checkpoint.START;

    JsonUpcastersTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void anotherStream() {
        sale = stream("sale", "j" + IDS.incrementAndGet());
        start = with(EventTypes.builder()).events().lastCheckpoint();
    }

    private JdbiTenantScope with(EventTypes.Builder types) {
        return Newsroom.holdfast(database, EventSettings.with(types.build())).tenant(Newsroom.A);
    }

    private JdbiTenantScope first() {
        return with(EventTypes.builder().add("paid", PaidV1.class).add("signed", SignedV1.class));
    }

    private void paid() {
        first().events().append(sale, any(), new PaidV1("Ann", new BigDecimal(EXACT), List.of(new BigDecimal("1.50"))));
    }

    private void signed(String reader) {
        first().events().append(sale, any(), new SignedV1(reader, "s3cr3t Ann"));
    }

    private JdbiTenantScope signedBy(UnaryOperator<JsonObject> function) {
        return with(EventTypes.builder().add("signed", 2, Signed.class).upcastJson("signed", 1, function));
    }

    private static JsonObject rename(JsonObject json) {
        return json.renamed("payer", "customer");
    }

    private static JsonObject reshape(JsonObject json) {
        return json.with("amount", json.get("euros").decimal())
                .with("currency", "EUR")
                .without("euros");
    }

    private static final Paid EXPECTED = new Paid("Ann", new BigDecimal(EXACT), "EUR", List.of(new BigDecimal("1.50")));

    @Test
    @DisplayName("EV-26 Steps on JSON, and on classes behind them, give one value on every path, with all digits")
    void chains() {
        paid();
        EventTypes.Builder json = EventTypes.builder()
                .add("paid", 3, Paid.class)
                .upcastJson("paid", 1, JsonUpcastersTest::rename)
                .upcastJson("paid", 2, JsonUpcastersTest::reshape);
        EventTypes.Builder mixed = EventTypes.builder()
                .add("paid", 3, Paid.class)
                .upcastJson("paid", 1, JsonUpcastersTest::rename)
                .upcast(
                        "paid",
                        2,
                        PaidV2.class,
                        Paid.class,
                        old -> new Paid(old.customer(), old.euros(), "EUR", old.parts()));
        EventTypes.Builder toClass = EventTypes.builder()
                .add("paid", 2, Paid.class)
                .upcast(
                        "paid",
                        1,
                        JsonObject.class,
                        Paid.class,
                        old -> new Paid(
                                old.get("payer").text(),
                                old.get("euros").decimal(),
                                "EUR",
                                old.get("parts").elements().stream()
                                        .map(part -> part.decimal())
                                        .toList()));
        for (EventTypes.Builder types : List.of(json, mixed, toClass)) {
            JdbiTenantScope scope = with(types);
            assertThat(scope.events().read(sale, Paid.class).list())
                    .extracting(RecordedEvent::data)
                    .containsExactly(EXPECTED);
            assertThat(scope.events().readAll(start, Paid.class).page(9).events())
                    .extracting(RecordedEvent::data, RecordedEvent::schemaVersion)
                    .containsExactly(org.assertj.core.api.Assertions.tuple(EXPECTED, 1));
            Aggregate<String, List<Paid>, Paid> all = Aggregate.of(
                    "sale",
                    Paid.class,
                    Decider.of(List::of, (event, list) -> List.of(), (list, event) -> List.of(event)));
            assertThat(scope.events().repository(all).load(sale.id()).state()).containsExactly(EXPECTED);
        }
    }

    @Test
    void anUpcasterSeesWhatIsStoredAndWhatItLeavesIsReadByTheCodec() {
        paid();
        JdbiTenantScope scope =
                with(EventTypes.builder().add("paid", 2, Paid.class).upcastJson("paid", 1, json -> {
                    assertThat(json.json()).isEqualTo("{\"euros\":" + EXACT + ",\"parts\":[1.50],\"payer\":\"Ann\"}");
                    return json;
                }));
        assertThatThrownBy(() -> scope.events().read(sale).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("as version 2, to which its upcasters brought its JSON")
                .hasMessageContaining(sale.toString());
    }

    @Test
    @DisplayName("EV-47 What an upcaster on JSON throws is told with the event, without its data")
    void throwing() {
        paid();
        first().useHandle(handle -> handle.select(
                        "select event_version from holdfast.append_event(?, ?, null, 'paid', '[\"s3cr3t\"]')",
                        sale.category(),
                        sale.id())
                .mapTo(Long.class)
                .one());
        JdbiTenantScope scope = with(EventTypes.builder()
                .add("paid", 2, Paid.class)
                .upcastJson("paid", 1, json -> json.renamed("missing", "x")));
        EventPage<Object> page = scope.events().readAll(start).page(9);
        assertThat(page.failed()).extracting(FailedEvent::version).containsExactly(1L, 2L);
        assertThat(Chain.text(page.failed().get(0).cause()))
                .contains("event 1 of the stream " + sale)
                .contains("\"missing\"")
                .contains("[euros, parts, payer]");
        assertThat(Chain.text(page.failed().get(1).cause()))
                .contains("event 2 of the stream " + sale)
                .contains("takes an object")
                .doesNotContain("s3cr3t");
    }

    @Test
    @DisplayName(
            "EV-28 A personal member that an upcaster on JSON renames stays readable, and shredded as its new name says")
    void personalMembersAreMoved() {
        signed("r" + sale.id());
        JdbiTenantScope scope = signedBy(json ->
                json.renamed("reader", "readerId").renamed("name", "fullName").with("label", null));
        RecordedEvent<Signed> event =
                scope.events().read(sale, Signed.class).first().orElseThrow();
        assertThat(event.data()).isEqualTo(new Signed("r" + sale.id(), "s3cr3t Ann", null));
        assertThat(event.keyIds()).hasSize(1);
        scope.because("asked").keys().shredSubject("r" + sale.id());
        RecordedEvent<Signed> shredded =
                scope.events().read(sale, Signed.class).first().orElseThrow();
        assertThat(shredded.data()).isEqualTo(new Signed("r" + sale.id(), "(gone)", null));
        assertThat(shredded.shredded()).containsExactly("name");
    }

    @Test
    @DisplayName("EV-28 An upcaster on JSON can't bring a personal member to where it would be stored in the clear")
    void personalMembersStayPersonal() {
        signed("p" + sale.id());
        JdbiTenantScope leaking = signedBy(json -> json.renamed("reader", "readerId")
                .with("label", json.get("name"))
                .renamed("name", "fullName"));
        assertThatThrownBy(() -> leaking.events().read(sale).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("\"name\"")
                .hasMessageContaining("\"label\"")
                .hasMessageContaining("@Personal");
        JdbiTenantScope looking =
                signedBy(json -> json.with("label", json.get("name").text()));
        assertThatThrownBy(() -> looking.events().read(sale).list())
                .isInstanceOf(MappingException.class)
                .satisfies(thrown ->
                        assertThat(Chain.text(thrown)).contains("is personal").doesNotContain("s3cr3t"));
        JdbiTenantScope dropping = signedBy(json -> json.renamed("reader", "readerId")
                .without("name")
                .with("fullName", "-")
                .with("label", ""));
        assertThat(dropping.events().read(sale).first().orElseThrow().data())
                .isEqualTo(new Signed("p" + sale.id(), "-", ""));
    }

    record Names(
            String readerId,
            @Personal(subject = "readerId") @Nullable String fullName) {}

    @Test
    @DisplayName("EV-28 A snapshot of a state with a renamed personal member is dropped when its subject is shredded")
    void snapshots() {
        String reader = "s" + sale.id();
        signed(reader);
        JdbiTenantScope scope = signedBy(json ->
                json.renamed("reader", "readerId").renamed("name", "fullName").with("label", null));
        Aggregate<String, Names, Signed> aggregate = Aggregate.of(
                        "sale",
                        Signed.class,
                        Decider.<String, Names, Signed>of(
                                () -> new Names("", null),
                                (command, state) -> List.of(new Signed(reader, command, null)),
                                (state, event) -> new Names(event.readerId(), event.fullName())))
                .snapshots(Snapshots.every(1, "names", Names.class));
        scope.events().repository(aggregate).execute(sale.id(), "Bob");
        Ledger ledger = new Ledger(database);
        String count =
                "select count(*) from holdfast.snapshots where type = 'names' and " + Ledger.of("sale", sale.id());
        assertThat(ledger.one(count)).isEqualTo("1");
        assertThat(ledger.dump()).doesNotContain("s3cr3t");
        scope.because("asked").keys().shredSubject(reader);
        assertThat(ledger.one(count)).isEqualTo("0");
        assertThat(scope.events().repository(aggregate).load(sale.id()).state()).isEqualTo(new Names(reader, "(gone)"));
    }

    @Test
    void newEventsAreWrittenByTheClassAlone() {
        JdbiTenantScope scope =
                with(EventTypes.builder().add("paid", 2, Paid.class).upcastJson("paid", 1, json -> {
                    throw new IllegalStateException("not for version 2");
                }));
        scope.events().append(sale, ExpectedVersion.none(), NewEvent.of(EXPECTED));
        assertThat(scope.events().read(sale).first().orElseThrow().schemaVersion())
                .isEqualTo(2);
    }
}
