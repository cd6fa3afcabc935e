package dev.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventTypesTest {

    sealed interface Letter {}

    sealed interface Outgoing extends Letter {}

    @EventType("letter-written")
    record Written(String text) implements Outgoing {}

    @EventType(value = "letter-sent", version = 3)
    record Sent(String to, int grams, String by) implements Outgoing, Tracked {}

    @EventType("letter-lost")
    static final class Lost implements Letter {}

    sealed interface Tracked {}

    record SentV1(String to) {}

    record SentV2(String to, int grams) {}

    @EventType("letter-written")
    record Impostor() {}

    record Unmarked() {}

    sealed interface Half {}

    record NotMarked() implements Half {}

    record Gen<T>(T value) {}

    record OfText(Gen<String> gen) {}

    private static EventTypes.Builder letters() {
        return EventTypes.builder()
                .add(Letter.class)
                .upcast("letter-sent", 1, SentV1.class, SentV2.class, old -> new SentV2(old.to(), 20))
                .upcast("letter-sent", 2, SentV2.class, Sent.class, old -> new Sent(old.to(), old.grams(), "post"));
    }

    private static void refused(Supplier<?> call, String... parts) {
        assertThatThrownBy(call::get).isInstanceOf(SchemaException.class).hasMessageContainingAll(parts);
    }

    private static EventDefinition definition(EventTypes types, String name) {
        return Objects.requireNonNull(types.find(name));
    }

    @Test
    @DisplayName("EV-44 a generic event is refused, at whatever schema version")
    void generic() {
        refused(() -> EventTypes.builder().add("gen", Gen.class), "\"gen\"", "Gen<T>", "register a class");
        refused(
                () -> EventTypes.builder().upcast("gen", 1, Gen.class, OfText.class, old -> new OfText(new Gen<>(""))),
                "\"gen\" at schema version 1",
                "Gen<T>");
        assertThat(EventTypes.builder().add("of-text", OfText.class).build().find("of-text"))
                .isNotNull();
    }

    @Test
    void aSealedInterfaceGivesAllThatItPermitsHoweverDeep() {
        EventTypes types = letters().build();
        assertThat(types.definitions())
                .extracting(EventDefinition::name)
                .containsExactlyInAnyOrder("letter-written", "letter-sent", "letter-lost");
        assertThat(types.find(Written.class)).isSameAs(types.find("letter-written"));
        assertThat(types.find("letter-burnt")).isNull();
        assertThat(types.find(Unmarked.class)).isNull();
        EventDefinition sent = definition(types, "letter-sent");
        assertThat(sent.version()).isEqualTo(3);
        assertThat(sent.type()).isEqualTo(Sent.class);
        assertThat(sent.isPersonal()).isFalse();
        assertThat(sent).hasToString("EventDefinition[letter-sent, version 3, " + Sent.class.getName() + "]");
    }

    @Test
    void aClassThatTwoInterfacesPermitIsRegisteredOnce() {
        assertThat(letters().add(Tracked.class).add(Sent.class).build().definitions())
                .hasSize(3);
        assertThat(EventTypes.of(Written.class, Written.class).definitions()).hasSize(1);
    }

    @Test
    void namesAreThoseOfClassesAndOfWhatTheyPermit() {
        EventTypes types = letters().alias("letter-posted", "letter-sent").build();
        assertThat(types.namesOf(List.of(Outgoing.class)))
                .containsExactlyInAnyOrder("letter-written", "letter-sent", "letter-posted");
        assertThat(types.namesOf(List.of(Lost.class, Written.class)))
                .containsExactlyInAnyOrder("letter-lost", "letter-written");
        assertThat(types.namesOf(List.of(Unmarked.class))).isEmpty();
        assertThat(types.namesOf(List.of())).isEmpty();
    }

    @Test
    @DisplayName("EV-26 Two classes with one name are refused at the start")
    void twoClassesWithOneName() {
        refused(
                () -> EventTypes.of(Letter.class, Impostor.class),
                "\"letter-written\"",
                Written.class.getName(),
                Impostor.class.getName(),
                "a name of its own");
        refused(() -> EventTypes.builder().add("a", Written.class).add("a", Unmarked.class), "\"a\"");
        refused(() -> EventTypes.builder().add("a", 1, Written.class).add("a", 2, Written.class), "\"a\"");
    }

    @Test
    void oneClassWithTwoNames() {
        refused(() -> EventTypes.builder().add(Written.class).add("written", Written.class), "alias(…)", "\"written\"");
    }

    @Test
    void whatIsNoEventIsRefused() {
        refused(() -> EventTypes.of(Unmarked.class), "isn't marked @EventType", "add(\"…\", Unmarked.class)");
        refused(() -> EventTypes.of(Half.class), NotMarked.class.getName());
        refused(() -> EventTypes.builder().add("a", Letter.class), "no values of its own");
        refused(() -> EventTypes.builder().add("a", int.class), "no values of its own");
        refused(() -> EventTypes.builder().add("a", java.util.AbstractList.class), "no values of its own");
        refused(() -> EventTypes.builder().add("a", 0, Written.class), "count from 1");
        for (String name : List.of("", " ", "a\0b", "a".repeat(201))) {
            refused(() -> EventTypes.builder().add(name, Written.class), "blank");
            refused(() -> EventTypes.builder().alias(name, "b"), "blank");
            refused(() -> EventTypes.builder().ignore(name), "blank");
        }
        assertThat(EventTypes.builder()
                        .add("a".repeat(200), Written.class)
                        .build()
                        .definitions())
                .hasSize(1);
    }

    @Test
    void earlierVersionsBecomeTheCurrentOneStepByStep() {
        EventDefinition sent = definition(letters().build(), "letter-sent");
        assertThat(sent.typeAt(1)).isEqualTo(SentV1.class);
        assertThat(sent.typeAt(2)).isEqualTo(SentV2.class);
        assertThat(sent.typeAt(3)).isEqualTo(Sent.class);
        Sent current = new Sent("x", 20, "post");
        assertThat(sent.upcast(1, new SentV1("x"))).isEqualTo(new SentV2("x", 20));
        assertThat(sent.upcast(2, new SentV2("x", 20))).isEqualTo(current);
        assertThat(sent.knows(0)).isFalse();
        assertThat(sent.knows(3)).isTrue();
        assertThat(sent.knows(4)).isFalse();
    }

    @Test
    @DisplayName("EV-26 Gaps and mismatches in a chain of upcasters are refused at the start")
    void chainsAreChecked() {
        refused(() -> EventTypes.of(Sent.class), "version 3", "no upcaster from version 1");
        refused(
                () -> EventTypes.builder()
                        .add(Sent.class)
                        .upcast("letter-sent", 1, SentV1.class, SentV2.class, old -> new SentV2("", 1))
                        .build(),
                "no upcaster from version 2");
        refused(
                () -> EventTypes.builder()
                        .add(Sent.class)
                        .upcast("letter-sent", 1, SentV1.class, SentV1.class, old -> old)
                        .upcast("letter-sent", 2, SentV2.class, Sent.class, old -> new Sent("", 1, ""))
                        .build(),
                "from version 1 gives",
                SentV1.class.getName(),
                SentV2.class.getName(),
                "must be the same");
        refused(
                () -> EventTypes.builder()
                        .add(Sent.class)
                        .upcast("letter-sent", 1, SentV1.class, SentV2.class, old -> new SentV2("", 1))
                        .upcast("letter-sent", 2, SentV2.class, SentV2.class, old -> old)
                        .build(),
                "from version 2 gives",
                "must be the same");
        refused(
                () -> letters()
                        .upcast("letter-sent", 1, SentV1.class, SentV2.class, old -> new SentV2("", 1))
                        .build(),
                "2 upcasters from version 1");
        for (int from : new int[] {-1, 0, 3, 4}) {
            refused(
                    () -> letters()
                            .upcast("letter-sent", from, Sent.class, Sent.class, old -> old)
                            .build(),
                    "from version " + from,
                    "leads nowhere");
        }
        refused(
                () -> letters()
                        .upcast("letter-burnt", 1, SentV1.class, SentV2.class, old -> new SentV2("", 1))
                        .build(),
                "\"letter-burnt\"",
                "isn't registered");
    }

    @Test
    void stepsOnJsonNeedNoClassAndComeBeforeThoseOnClasses() {
        EventDefinition sent = definition(
                EventTypes.builder()
                        .add(Sent.class)
                        .upcastJson("letter-sent", 1, json -> json.with("grams", 20))
                        .upcast(
                                "letter-sent",
                                2,
                                SentV2.class,
                                Sent.class,
                                old -> new Sent(old.to(), old.grams(), "post"))
                        .build(),
                "letter-sent");
        assertThat(sent.typeAt(1)).isEqualTo(JsonObject.class);
        assertThat(sent.typeAt(2)).isEqualTo(SentV2.class);
        assertThat(sent.membersAt(1)).isEmpty();
        assertThat(sent.upcast(1, JsonObject.parse("{\"to\": \"x\"}")))
                .isEqualTo(JsonObject.parse("{\"to\":\"x\",\"grams\":20}"));
        assertThat(EventTypes.builder()
                        .add(Sent.class)
                        .upcastJson("letter-sent", 1, json -> json)
                        .upcastJson("letter-sent", 2, json -> json)
                        .build()
                        .definitions())
                .hasSize(1);
        assertThat(EventTypes.builder()
                        .add(Sent.class)
                        .upcastJson("letter-sent", 1, json -> json)
                        .upcast("letter-sent", 2, JsonObject.class, Sent.class, json -> new Sent("", 1, ""))
                        .build()
                        .definitions())
                .hasSize(1);
    }

    @Test
    @DisplayName("EV-26 Gaps and mismatches of steps on JSON are refused at the start")
    void chainsOnJsonAreChecked() {
        refused(
                () -> EventTypes.builder()
                        .add(Sent.class)
                        .upcastJson("letter-sent", 1, json -> json)
                        .build(),
                "no upcaster from version 2");
        refused(() -> letters().upcastJson("letter-sent", 1, json -> json).build(), "2 upcasters from version 1");
        refused(() -> letters().upcastJson("letter-sent", 3, json -> json).build(), "from version 3", "leads nowhere");
        refused(() -> letters().upcastJson("letter-burnt", 1, json -> json).build(), "isn't registered");
        refused(
                () -> EventTypes.builder()
                        .add(Sent.class)
                        .upcast("letter-sent", 1, SentV1.class, SentV2.class, old -> new SentV2("", 1))
                        .upcastJson("letter-sent", 2, json -> json)
                        .build(),
                "from version 1 takes",
                "JSON is wanted behind it",
                "upcastJson(\"letter-sent\", 1, …)");
        refused(
                () -> EventTypes.builder()
                        .add("sent", 2, Sent.class)
                        .upcast("sent", 1, SentV1.class, JsonObject.class, old -> JsonObject.empty())
                        .build(),
                "from version 1 takes",
                "JSON is wanted behind it");
        refused(
                () -> EventTypes.builder()
                        .add("sent", 2, Sent.class)
                        .upcast("sent", 1, JsonObject.class, SentV2.class, old -> new SentV2("", 1))
                        .build(),
                "from version 1 gives",
                "must be the same");
        refused(() -> EventTypes.builder().add("json", JsonObject.class), "no values of its own");
    }

    @Test
    void anEventThatIsNotWrittenAnyMoreIsSplitIntoRegisteredOnes() {
        EventTypes types = letters()
                .upcastJson("letter-moved", 1, json -> json)
                .split("letter-moved", 2, SentV1.class, Letter.class, old -> List.of(new Written(old.to())))
                .alias("letter-shifted", "letter-moved")
                .build();
        EventDefinition moved = definition(types, "letter-moved");
        assertThat(types.find("letter-shifted")).isSameAs(moved);
        assertThat(types.definitions()).hasSize(4).contains(moved);
        assertThat(types.splits()).isTrue();
        assertThat(letters().build().splits()).isFalse();
        assertThat(moved.isWritten()).isFalse();
        assertThat(moved.knows(2)).isTrue();
        assertThat(moved.knows(3)).isFalse();
        assertThat(moved.splits(1)).isTrue();
        assertThat(moved.splitsAt(1)).isFalse();
        assertThat(moved.splitsAt(2)).isTrue();
        assertThat(moved.typeAt(2)).isEqualTo(SentV1.class);
        assertThat(moved.upcast(2, new SentV1("x"))).isEqualTo(List.of(new Written("x")));
        assertThat(types.namesOf(List.of(Written.class)))
                .containsExactlyInAnyOrder("letter-written", "letter-moved", "letter-shifted");
        assertThat(types.namesOf(List.of(Unmarked.class))).isEmpty();
    }

    @Test
    void anEarlierVersionOfAWrittenEventIsSplit() {
        EventTypes types = EventTypes.builder()
                .add(Letter.class)
                .upcastJson("letter-sent", 1, json -> json)
                .split("letter-sent", 2, JsonObject.class, Written.class, json -> List.of())
                .build();
        EventDefinition sent = definition(types, "letter-sent");
        assertThat(sent.isWritten()).isTrue();
        assertThat(sent.splits(2)).isTrue();
        assertThat(sent.splits(3)).isFalse();
        assertThat(sent.knows(3)).isTrue();
        assertThat(types.namesOf(List.of(Written.class))).containsExactlyInAnyOrder("letter-written", "letter-sent");
    }

    @Test
    @DisplayName("EV-26 A split that leads to nothing registered, or has a gap before it, is refused at the start")
    void splitsAreChecked() {
        refused(
                () -> letters()
                        .split("letter-moved", 1, SentV1.class, Unmarked.class, old -> List.of())
                        .build(),
                "\"letter-moved\" is split into events of",
                Unmarked.class.getName(),
                "register what it becomes");
        refused(
                () -> letters()
                        .split("letter-moved", 2, SentV1.class, Letter.class, old -> List.of())
                        .build(),
                "no upcaster from version 1");
        refused(
                () -> letters()
                        .split("letter-moved", 1, SentV1.class, Letter.class, old -> List.of())
                        .upcastJson("letter-moved", 2, json -> json)
                        .build(),
                "\"letter-moved\"",
                "isn't registered");
        refused(
                () -> letters()
                        .split("letter-sent", 1, SentV1.class, Letter.class, old -> List.of())
                        .build(),
                "2 upcasters from version 1");
        refused(
                () -> letters()
                        .split("letter-moved", 1, Gen.class, Letter.class, old -> List.of())
                        .build(),
                "Gen<T>");
    }

    @Test
    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"}) // what a cast breaks
    void aPartThatIsNotWhatWasPromisedIsNamed() {
        EventDefinition moved = definition(
                letters()
                        .split("letter-moved", 1, SentV1.class, Outgoing.class, old -> (List) List.of(new Lost()))
                        .build(),
                "letter-moved");
        assertThatThrownBy(() -> moved.upcast(1, new SentV1("secret")))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("splits \"letter-moved\" from version 1")
                .hasMessageContaining(Lost.class.getName())
                .hasMessageContaining(Outgoing.class.getName());
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless upcaster does
    void anUpcasterThatGivesNullIsNamed() {
        EventDefinition sent = definition(
                EventTypes.builder()
                        .add("sent", 2, Sent.class)
                        .upcast("sent", 1, SentV1.class, Sent.class, old -> null)
                        .build(),
                "sent");
        assertThatThrownBy(() -> sent.upcast(1, new SentV1("secret")))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("\"sent\" from version 1 gave null")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anAliasIsAnotherStoredNameOfOneEvent() {
        EventTypes types = EventTypes.builder()
                .add(Written.class)
                .alias("note-written", "letter-written")
                .alias("note-written", "letter-written")
                .build();
        assertThat(types.find("note-written")).isSameAs(types.find(Written.class));
        assertThat(types.find(Written.class)).extracting(EventDefinition::name).isEqualTo("letter-written");
        refused(() -> EventTypes.builder().alias("a", "b").build(), "\"a\"", "\"b\"", "isn't registered");
        refused(() -> EventTypes.builder().alias("a", "b").alias("a", "c"), "is given to \"b\" and to \"c\"");
        refused(() -> letters().alias("letter-lost", "letter-written").build(), "another event's name");
        refused(() -> letters().alias("a", "letter-lost").ignore("a").build(), "another event's name");
        for (String name : List.of("a", "b", "c", "d", "e", "f")) { // whatever the order of a map
            refused(
                    () -> EventTypes.builder()
                            .add(Written.class)
                            .alias("c", "letter-written")
                            .alias(name + "2", "c")
                            .build(),
                    "isn't registered");
        }
    }

    @Test
    void ignoredNamesAreNotRegisteredOnes() {
        assertThat(letters().ignore("a").ignore("a").ignore("b").build().ignored())
                .isEqualTo(Set.of("a", "b"));
        refused(() -> letters().ignore("letter-lost").build(), "registered and to be ignored");
    }
}
