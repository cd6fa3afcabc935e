package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.event.Newsroom.A;
import static dev.holdfast.jdbi.event.Newsroom.B;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.PayloadTooLargeException;
import dev.holdfast.event.Personal;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.Jackson2Json;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Personal members of events: what they are bound to, and by whatever codec they never stand in the clear. */
@PostgresTest(template = Newsroom.class)
class SealedEventsTest {

    private static final String SECRET = "s3cr3t@example.org";
    private static final HexFormat HEX = HexFormat.of();
    private static final AtomicInteger IDS = new AtomicInteger();

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;
    private final Ledger ledger;
    private String id = "";
    private StreamId article = stream("article", "none");

    SealedEventsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.acme = holdfast.tenant(A);
        this.ledger = new Ledger(database);
    }

    @BeforeEach
    void anotherStream() {
        id = "s" + IDS.incrementAndGet();
        article = stream("article", id);
    }

    private static ArticleEvent.Commented comment(String reader, String text) {
        return new ArticleEvent.Commented(reader, reader + SECRET, text, "editor", null);
    }

    private JdbiTenantScope with(JsonCodec json, Class<?>... types) {
        EventTypes.Builder builder = EventTypes.builder();
        for (Class<?> type : types) {
            builder.add(type.getSimpleName(), type);
        }
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .json(json)
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(builder.build()))
                .build()
                .tenant(A);
    }

    private void clean() {
        assertThat(ledger.dump()).doesNotContain("s3cr3t").doesNotContain(HEX.formatHex("s3cr3t".getBytes(UTF_8)));
    }

    private static Throwable silent(Throwable thrown) {
        assertThat(thrown).isNotNull();
        assertThat(Chain.text(thrown)).doesNotContain("s3cr3t");
        return thrown;
    }

    private void unreadable(JdbiTenantScope scope, StreamId stream, DecryptionException.Reason... reasons) {
        Throwable thrown =
                silent(catchThrowable(() -> scope.events().read(stream).list()));
        assertThat(thrown).isInstanceOfSatisfying(DecryptionException.class, e -> assertThat(e.reason())
                .isIn((Object[]) reasons));
    }

    private String where(int version, String member) {
        return Ledger.of("article", id) + " and version = " + version + " and member = '" + member + "'";
    }

    private String cell(int version, String member) {
        return ledger.one("select encode(cell, 'hex') from holdfast.personal_data where " + where(version, member));
    }

    private void put(int version, String member, String hex) {
        ledger.run("update holdfast.personal_data set cell = decode('" + hex + "', 'hex') where "
                + where(version, member));
    }

    @Test
    @DisplayName("EV-28 A ciphertext that was moved to another event, member or subject doesn't open")
    void movedCiphertexts() {
        acme.events().append(article, ExpectedVersion.none(), comment("r1", "one"), comment("r1", "two"));
        String text = cell(1, "text");
        assertThat(acme.events().read(article).list()).hasSize(2);
        put(1, "text", cell(2, "text"));
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
        put(1, "text", cell(1, "email"));
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
        put(1, "text", text);
        assertThat(acme.events().read(article).list()).hasSize(2);
        ledger.run("update holdfast.personal_data set subject = 'r2' where " + where(1, "text"));
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
        ledger.run("update holdfast.personal_data set subject = 'r1', member = 'note' where " + where(1, "text"));
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
    }

    @Test
    @DisplayName("EV-28 A ciphertext that was moved to another tenant doesn't open")
    void movedToAnotherTenant() {
        NewEvent event = NewEvent.of(comment("r1", "one"));
        acme.events().append(article, ExpectedVersion.none(), event);
        JdbiTenantScope other = holdfast.tenant(B);
        other.events().append(article, ExpectedVersion.none(), event);
        ledger.run("update holdfast.personal_data p set cell = q.cell, key_id = q.key_id from holdfast.personal_data q"
                + " where q.tenant_id = 1 and p.tenant_id = 2 and p.member = q.member and q.stream_no = ("
                + "select stream_no from holdfast.streams where tenant_id = 1 and stream_id = '" + id
                + "') and p.stream_no = (select stream_no from holdfast.streams where tenant_id = 2 and stream_id = '"
                + id + "')");
        unreadable(other, article, DecryptionException.Reason.UNKNOWN_KEY);
        assertThat(acme.events().read(article).list()).hasSize(1);
    }

    @Test
    @DisplayName("EV-28 Each byte of a ciphertext counts")
    void alteredBytes() {
        acme.events().append(article, ExpectedVersion.none(), comment("r1", "x"));
        String original = cell(1, "text");
        byte[] bytes = HEX.parseHex(original);
        for (int i = 1; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            put(1, "text", HEX.formatHex(altered));
            unreadable(
                    acme, article, DecryptionException.Reason.ALTERED_OR_MOVED, DecryptionException.Reason.UNKNOWN_KEY);
        }
        put(1, "text", original + "00");
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
        assertThatThrownBy(() -> put(1, "text", "00" + original.substring(2))).hasMessageContaining("check constraint");
        assertThatThrownBy(() -> put(1, "text", original.substring(0, 72))).hasMessageContaining("check constraint");
        put(1, "text", original);
        assertThat(acme.events().read(article).list()).hasSize(1);
    }

    record Last(
            @Nullable String readerId,
            @Personal(subject = "readerId") @Nullable String text) {}

    @Test
    @DisplayName("EV-28 A ciphertext of an event isn't one of a snapshot, nor the other way round")
    void betweenEventsAndSnapshots() {
        Decider<ArticleEvent, Last, ArticleEvent> decider = Decider.of(
                () -> new Last(null, null),
                (event, last) -> List.of(event),
                (last, event) ->
                        event instanceof ArticleEvent.Commented told ? new Last(told.readerId(), told.text()) : last);
        var lasts = acme.events()
                .repository(Aggregate.of("article", ArticleEvent.class, decider)
                        .snapshots(Snapshots.every(1, "last", Last.class)));
        lasts.execute(id, comment("r1", "one"));
        lasts.execute(id, new ArticleEvent.Published(1));
        String ofSnapshot =
                ledger.one("select encode(cells[1], 'hex') from holdfast.snapshots where " + Ledger.of("article", id));
        String ofEvent = cell(1, "text");
        put(1, "text", ofSnapshot);
        unreadable(acme, article, DecryptionException.Reason.ALTERED_OR_MOVED);
        put(1, "text", ofEvent);
        ledger.run("update holdfast.snapshots set cells = array[decode('" + ofEvent + "', 'hex')] where "
                + Ledger.of("article", id));
        assertThat(lasts.load(id).state()).as("of the events").isEqualTo(new Last("r1", "one"));
    }

    record ByNumber(
            long personId, @Personal(subject = "personId") String text) {}

    record ByUuid(
            UUID personId, @Personal(subject = "personId") String text) {}

    record ByText(
            @Nullable String personId,
            @Personal(subject = "personId") @Nullable String text) {}

    record ByObject(
            Map<String, String> personId,
            @Personal(subject = "personId") String text) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subjectsAreWhateverIdsAre(boolean two) {
        JsonCodec json = two ? new Jackson2Json() : new Jackson3Json();
        JdbiTenantScope scope = with(json, ByNumber.class, ByUuid.class, ByText.class);
        UUID uuid = UUID.randomUUID();
        long number = Integer.MAX_VALUE + (long) IDS.incrementAndGet();
        String quoted = "a \"quoted\" \\ ü 😀 " + id;
        StreamId people = stream("people", id);
        scope.events()
                .append(
                        people,
                        ExpectedVersion.none(),
                        new ByNumber(number, SECRET),
                        new ByUuid(uuid, SECRET),
                        new ByText(quoted, SECRET),
                        new ByText(quoted, null),
                        new ByText(null, null));
        clean();
        assertThat(scope.events().read(people).list().stream().map(event -> (Object) event.data()))
                .containsExactly(
                        new ByNumber(number, SECRET),
                        new ByUuid(uuid, SECRET),
                        new ByText(quoted, SECRET),
                        new ByText(quoted, null),
                        new ByText(null, null));
        for (Object subject : List.of(number, uuid, quoted)) {
            assertThat(scope.keys().shredSubject(subject)).isPositive();
        }
        assertThat(scope.events().read(people).list())
                .extracting(event -> event.shredded().size())
                .containsExactly(1, 1, 1, 0, 0);
    }

    @Test
    void withoutASubjectNothingIsStored() {
        JdbiTenantScope scope = with(new Jackson3Json(), ByText.class, ByObject.class);
        for (Object event : List.of(
                new ByText(null, SECRET),
                new ByText("", SECRET),
                new ByText("  ", SECRET),
                new ByText("x".repeat(201), SECRET),
                new ByText("a\0b", SECRET),
                new ByText("a", SECRET + "\0"),
                new ByObject(Map.of("a", SECRET), SECRET))) {
            Throwable thrown = silent(catchThrowable(
                    () -> scope.events().append(article, ExpectedVersion.none(), new ByText("b", SECRET), event)));
            assertThat(thrown).isInstanceOf(InvalidValueException.class);
        }
        assertThat(scope.events().info(article)).isEmpty();
        clean();
    }

    record Renamed(
            String personId,

            @JsonProperty("e_mail") @Personal(subject = "personId") @Nullable
            String email) {}

    record RenamedSubject(
            @JsonProperty("person") String personId,
            @Personal(subject = "personId") @Nullable String email) {}

    record Camel(
            String personId,
            @Personal(subject = "personId") @Nullable String homeAddress) {}

    record Scalar(
            String personId, @Personal(subject = "personId") String text) {
        @com.fasterxml.jackson.annotation.JsonValue
        String value() {
            return text;
        }

        @com.fasterxml.jackson.annotation.JsonCreator(
                mode = com.fasterxml.jackson.annotation.JsonCreator.Mode.DELEGATING)
        static Scalar of(String text) {
            return new Scalar("nobody", text);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCodecThatRenamesAMemberIsRefused(boolean two) {
        JsonCodec json = two ? new Jackson2Json() : new Jackson3Json();
        JdbiTenantScope scope = with(json, Renamed.class, RenamedSubject.class, Scalar.class);
        for (Object event :
                List.of(new Renamed("r1", SECRET), new RenamedSubject("r1", SECRET), new Scalar("r1", SECRET))) {
            assertThat(silent(catchThrowable(() -> scope.events().append(article, ExpectedVersion.none(), event))))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("codec");
        }
        JdbiTenantScope snakes = with(
                new Jackson3Json(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build()),
                Camel.class);
        assertThatThrownBy(() -> snakes.events().append(article, ExpectedVersion.none(), new Camel("r1", SECRET)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("homeAddress");
        scope.events().append(article, ExpectedVersion.none(), new Renamed("r1", null));
        assertThat(scope.events().read(article).list().get(0).data()).isEqualTo(new Renamed("r1", null));
        clean();
    }

    @Test
    void codecsThatLeaveOutNulls() {
        JdbiTenantScope scope = with(
                new Jackson3Json(JsonMapper.builder()
                        .changeDefaultPropertyInclusion(old -> old.withValueInclusion(JsonInclude.Include.NON_NULL))
                        .build()),
                ByText.class);
        scope.events().append(article, ExpectedVersion.none(), new ByText("a", null), new ByText("a", SECRET));
        assertThat(scope.events().read(article).list())
                .extracting(event -> (Object) event.data())
                .containsExactly(new ByText("a", null), new ByText("a", SECRET));
        scope.keys().shredSubject("a");
        assertThat(scope.events().read(article).list().get(1).data()).isEqualTo(new ByText("a", null));
        clean();
    }

    record Salary(
            String personId,
            @Personal(subject = "personId") BigDecimal amount,
            @Personal(subject = "personId") Map<String, List<String>> notes) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void personalMembersKeepEachDigitAndCharacter(boolean two) {
        JsonCodec json = two ? new Jackson2Json() : new Jackson3Json();
        JdbiTenantScope scope = with(json, Salary.class);
        Salary salary = new Salary(
                "p" + id,
                new BigDecimal("12345678901234567890.123456789012345678901234567890E+7"),
                Map.of("k\"\\\n\u2028é😀\u0001", List.of("😀", "{\"a\":[1,}", "\\u0000", "")));
        scope.events().append(article, ExpectedVersion.none(), salary);
        assertThat(scope.events().read(article).list().get(0).data()).isEqualTo(salary);
    }

    record Aged(
            String personId,

            @Personal(subject = "personId", shredded = "\"unknown\"")
            Integer age) {}

    @Test
    void aReplacementThatTheClassCannotTakeIsExplained() {
        JdbiTenantScope scope = with(new Jackson3Json(), Aged.class);
        scope.events().append(article, ExpectedVersion.none(), new Aged("aged", 50));
        scope.keys().shredSubject("aged");
        assertThatThrownBy(() -> scope.events().read(article).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContainingAll("article/" + id, "[age]", "shredded = ");
    }

    @Test
    void theLimitCountsPersonalMembersAsBytes() {
        JdbiTenantScope scope = Newsroom.holdfast(
                        database, EventSettings.with(Newsroom.TYPES).maxPayload(200))
                .tenant(A);
        scope.events().append(article, ExpectedVersion.none(), comment("r1", "x".repeat(40)));
        assertThat(silent(catchThrowable(
                        () -> scope.events().append(article, ExpectedVersion.any(), comment("r1", "x".repeat(200))))))
                .isInstanceOfSatisfying(PayloadTooLargeException.class, tooLarge -> {
                    assertThat(tooLarge.limit()).isEqualTo(200);
                    assertThat(tooLarge.bytes()).isBetween(201L, 400L);
                    assertThat(tooLarge.type()).isEqualTo("article-commented");
                });
        assertThatThrownBy(() -> scope.events().append(article, ExpectedVersion.any(), comment("r1", "😀".repeat(40))))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThat(scope.events().info(article).orElseThrow().version()).isOne();
    }

    record Free(String text, BigDecimal number) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("EV-33 A NUL in JSON is refused, and what only looks like one isn't")
    void nulCharacters(boolean two) {
        JdbiTenantScope scope = with(two ? new Jackson2Json() : new Jackson3Json(), Free.class);
        assertThat(silent(catchThrowable(() -> scope.events()
                        .append(article, ExpectedVersion.none(), new Free(SECRET + "\0", BigDecimal.ONE)))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("NUL");
        for (String text : List.of("\\u0000", "\\\\u0000", "\\", "u0000")) {
            StreamId own = stream("nul", two + id + text.length());
            scope.events().append(own, ExpectedVersion.none(), new Free(text, BigDecimal.ONE));
            assertThat(scope.events().read(own).list().get(0).data()).isEqualTo(new Free(text, BigDecimal.ONE));
        }
    }

    @Test
    void whatIsRefusedShowsNoPersonalData() {
        JdbiTenantScope scope = with(new Jackson3Json(), Salary.class, Free.class, Aged.class);
        ArticleEvent.Commented comment = comment("r1", SECRET);
        acme.events().append(article, ExpectedVersion.none(), comment);
        for (Throwable refused : List.of(
                catchThrowable(() -> acme.events().append(article, ExpectedVersion.none(), comment)),
                catchThrowable(() -> scope.events().append(article, ExpectedVersion.any(), comment)),
                catchThrowable(() -> scope.events()
                        .append(
                                article,
                                ExpectedVersion.any(),
                                new Salary("p" + id, BigDecimal.ONE, Map.of(SECRET, List.of(SECRET))),
                                new Free("x", new BigDecimal("1E+200000")))),
                catchThrowable(
                        () -> acme.events().append(stream("article", id + "x"), ExpectedVersion.exists(), comment)))) {
            assertThat(silent(refused)).isInstanceOf(HoldfastException.class);
        }
        acme.events().close(article, ExpectedVersion.any());
        silent(catchThrowable(() -> acme.events().append(article, ExpectedVersion.any(), comment)));
        assertThat(NewEvent.of(comment).toString()
                        + StreamAppend.to(article, ExpectedVersion.any(), comment)
                        + acme.events().read(article).list()
                        + acme.events()
                                .readAll(dev.holdfast.event.Checkpoint.START)
                                .ofTypeNames("article-commented")
                                .page(1_000))
                .doesNotContain("s3cr3t");
    }

    @Test
    void unknownMembersOfADocumentAreTheCodecsBusiness() {
        JdbiTenantScope strict = with(
                new Jackson3Json(JsonMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build()),
                Free.class);
        strict.events().append(article, ExpectedVersion.none(), new Free("a", BigDecimal.ONE));
        ledger.run("update holdfast.events set data = data || '{\"secret\": \"" + SECRET + "\"}' where "
                + Ledger.of("article", id));
        Throwable thrown =
                silent(catchThrowable(() -> strict.events().read(article).list()));
        assertThat(thrown)
                .isInstanceOf(MappingException.class)
                .hasMessageContainingAll("The event 1 of the stream article/" + id, "\"Free\" at schema version 1");
        ledger.run("update holdfast.events set data = data - 'secret' where " + Ledger.of("article", id));
    }
}
