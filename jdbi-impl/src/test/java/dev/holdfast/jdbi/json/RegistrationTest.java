package dev.holdfast.jdbi.json;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Repository;
import dev.holdfast.event.Snapshots;
import dev.holdfast.jdbi.Jackson2Json;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.sql.JsonCheck;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.JsonColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.Type;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a type that is kept as JSON is met first, it is refused: nothing of it is ever stored. */
@PostgresTest(template = Newsroom.class)
class RegistrationTest {

    static final class Pages extends Table {

        static final Pages PAGES = new Pages();

        final Column<Long> id = bigint("id").primaryKey();
        final Column<Long> tenantId = bigint("tenant_id").tenantKey();
        final JsonColumn<Sound.Plain> sound = jsonb("sound", Sound.Plain.class);
        final JsonColumn<Unsound.Defaults> layout = jsonb("layout", Unsound.Defaults.class);
        final ArrayColumn<List<Unsound.Computed>> boxes = array("boxes", SqlTypes.jsonb(Unsound.Computed.class));
        final EncryptedColumn<Unsound.HalfWritten> secret =
                jsonb("secret", Unsound.HalfWritten.class).encrypted();

        Pages() {
            super("odd_pages");
        }
    }

    /** The shape that a column keeps, at an older schema version. */
    record Fine(int columns) {}

    private static final Aggregate<Object, Unsound.Defaults, Fine> STATES = Aggregate.of(
            "odd",
            Fine.class,
            Decider.<Object, Unsound.Defaults, Fine>of(
                    Unsound.Defaults::new, (command, state) -> List.of(), (state, event) -> state));

    private final TestDatabase database;

    RegistrationTest(TestDatabase database) {
        this.database = database;
    }

    private static JsonCodec codec(boolean two) {
        return two ? new Jackson2Json() : new Jackson3Json();
    }

    private JdbiHoldfast.Builder builder(JsonCodec codec) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .json(codec)
                .encryption(Encryption.with(Newsroom.KEYRING));
    }

    @ParameterizedTest
    @DisplayName("V-6 a table's JSON columns are refused when the table is registered, arrays and encrypted ones too")
    @ValueSource(booleans = {true, false})
    void columns(boolean two) {
        JdbiHoldfast.Builder builder = builder(codec(two))
                .schema(Schema.of(Pages.PAGES))
                .events(EventSettings.with(EventTypes.builder()
                        .add("lenient", Unsound.Lenient.class)
                        .build()));

        assertThatThrownBy(builder::build)
                .isInstanceOf(SchemaException.class)
                .hasMessageContainingAll(
                        "odd_pages.layout: Defaults.columns",
                        "Defaults.theme",
                        "odd_pages.boxes: Computed.area",
                        "odd_pages.secret: HalfWritten.rows",
                        "the event \"lenient\" at schema version 1: Lenient.double",
                        "@JsonCreator")
                .hasMessageNotContaining("odd_pages.sound");
    }

    @ParameterizedTest
    @DisplayName("V-6 an event is refused when it is registered, at each of its schema versions")
    @ValueSource(booleans = {true, false})
    void events(boolean two) {
        EventTypes types = EventTypes.builder()
                .add("boxed", 2, Fine.class)
                .upcast("boxed", 1, Unsound.Computed.class, Fine.class, old -> new Fine(old.width()))
                .build();

        assertThatThrownBy(builder(codec(two)).events(EventSettings.with(types))::build)
                .isInstanceOf(SchemaException.class)
                .hasMessageContainingAll(
                        "the event \"boxed\" at schema version 1: Computed.area", "stored events can't be corrected")
                .hasMessageNotContaining("version 2");
    }

    @ParameterizedTest
    @DisplayName("V-6 a state with snapshots is refused when its repository is first asked for")
    @ValueSource(booleans = {true, false})
    void states(boolean two) {
        JdbiTenantScope scope = builder(codec(two))
                .events(EventSettings.with(
                        EventTypes.builder().add("fine", Fine.class).build()))
                .build()
                .tenant(Newsroom.A);

        Repository<Object, Unsound.Defaults, Fine> unkept = scope.events().repository(STATES);
        assertThat(unkept.load("a").version()).isZero();
        Aggregate<Object, Unsound.Defaults, Fine> kept =
                STATES.snapshots(Snapshots.every(10, "odd-state", Unsound.Defaults.class));
        assertThatThrownBy(() -> scope.events().repository(kept))
                .isInstanceOf(SchemaException.class)
                .hasMessageContainingAll("the snapshot \"odd-state\" at schema version 1: Defaults.columns");
        assertThatThrownBy(() -> scope.inTransaction(tx -> tx.events().repository(kept)))
                .isInstanceOf(SchemaException.class);
    }

    /** What it writes, it reads: by hand. */
    private static final class ByHand implements JsonCodec {

        @Override
        public String write(Object value, Type type) {
            return Integer.toString(((Unsound.NoCreator) value).getColumns());
        }

        @Override
        public Object read(String json, Type type) {
            return new Unsound.NoCreator(Integer.parseInt(json));
        }

        @Override
        public JsonCheck check(Type type) {
            return JsonCheck.unchecked("written and read by hand");
        }
    }

    @Test
    @DisplayName("V-6 a codec of one's own says that it is unchecked, and is trusted")
    void unchecked() {
        JdbiTenantScope scope = builder(new ByHand())
                .events(EventSettings.with(EventTypes.builder()
                        .add("by-hand", Unsound.NoCreator.class)
                        .build()))
                .build()
                .tenant(Newsroom.A);

        assertThat(new ByHand().check(Unsound.NoCreator.class).isChecked()).isFalse();
        scope.events().append(stream("hand", "1"), ExpectedVersion.none(), new Unsound.NoCreator(7));
        assertThat(scope.events()
                        .read(stream("hand", "1"), Unsound.NoCreator.class)
                        .list()
                        .get(0)
                        .data()
                        .getColumns())
                .isEqualTo(7);
    }

    @Test
    @DisplayName("V-7 JSON's null where a value is expected is told with the type, and the remedy")
    void jsonNull() {
        for (JsonCodec codec : List.of(codec(true), codec(false))) {
            assertThatThrownBy(() -> codec.read("null", Sound.Plain.class))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContainingAll("JSON's null", "Sound$Plain", "SQL's NULL");
        }
    }
}
