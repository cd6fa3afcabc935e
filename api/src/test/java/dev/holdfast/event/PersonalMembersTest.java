package dev.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.SchemaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which marks are heeded, and that any other is refused: one that is overlooked leaves clear text behind. */
@SuppressWarnings("unused") // members of events are read by reflection
class PersonalMembersTest {

    private static List<String> names(Class<?> type) {
        return PersonalMembers.of(type).stream().map(PersonalMember::name).toList();
    }

    private static void refused(Class<?> type, String... parts) {
        assertThatThrownBy(() -> PersonalMembers.of(type))
                .isInstanceOf(SchemaException.class)
                .hasMessageContainingAll(parts);
    }

    record Plain(String id, List<String> tags) {}

    record Marked(
            String id,
            @Personal(subject = "id") @Nullable String name,
            @Personal(subject = "id", shredded = "0") int age) {}

    @Test
    void aRecordsComponents() {
        assertThat(names(Plain.class)).isEmpty();
        List<PersonalMember> members = PersonalMembers.of(Marked.class);
        assertThat(members).extracting(PersonalMember::name).containsExactly("name", "age");
        assertThat(members).extracting(PersonalMember::subject).containsExactly("id", "id");
        assertThat(members).extracting(PersonalMember::shredded).containsExactly("null", "0");
        PersonalMember name = members.get(0);
        assertThat(name.isNull(new Marked("x", null, 3))).isTrue();
        assertThat(name.isNull(new Marked("x", "", 3))).isFalse();
        assertThat(name.isNull("not an owner"))
                .as("what can't be told counts as a value")
                .isFalse();
    }

    record ByAccessor(String id, String name) {
        @Override
        @Personal(subject = "id")
        public String name() {
            return name;
        }
    }

    record ByCanonicalParameter(String id, String name) {
        ByCanonicalParameter(String id, @Personal(subject = "id") String name) {
            this.id = id;
            this.name = name;
        }
    }

    record WithGetter(String id, String first, String last) {
        @Personal(subject = "id")
        public String getFull() {
            return first + last;
        }
    }

    record Issue(
            String getaway, @Personal(subject = "getaway") String issue) {
        @Override
        public String issue() {
            return issue;
        }
    }

    @Test
    void whateverElseIsMarkedInARecord() {
        assertThat(names(ByAccessor.class)).containsExactly("name");
        assertThat(names(ByCanonicalParameter.class)).containsExactly("name");
        assertThat(names(WithGetter.class)).containsExactly("full");
        assertThat(names(Issue.class)).containsExactly("issue");
    }

    interface Addressed {
        @Personal(subject = "id")
        String address();
    }

    interface Reachable extends Addressed {
        @Personal(subject = "id")
        String getPhone();
    }

    record Parcel(String id, String address) implements Addressed {}

    record Call(String id, String address, String phone) implements Reachable {
        @Override
        public String getPhone() {
            return phone;
        }
    }

    @Test
    void anInterfacesMarkHoldsForWhoImplementsIt() {
        assertThat(names(Parcel.class)).containsExactly("address");
        assertThat(names(Call.class)).containsExactlyInAnyOrder("address", "phone");
    }

    static class Base {
        String id = "";

        @Personal(subject = "id")
        String inherited = "";
    }

    static class Bean extends Base {
        private String name = "";
        private boolean active;
        private String issue = "";

        @Personal(subject = "id")
        public String getName() {
            return name;
        }

        @Personal(subject = "id", shredded = "false")
        public boolean isActive() {
            return active;
        }

        @Personal(subject = "id")
        public String issue() {
            return issue;
        }
    }

    static class KotlinStyle {
        String id = "";
        boolean isActive;

        @Personal(subject = "id", shredded = "false")
        public boolean isActive() {
            return isActive;
        }
    }

    @Test
    void aBeansFieldsAndGetters() {
        assertThat(names(Bean.class)).containsExactlyInAnyOrder("inherited", "name", "active", "issue");
        assertThat(names(KotlinStyle.class)).containsExactly("isActive");
    }

    static class Setter {
        String id = "";

        @Personal(subject = "id")
        public void setName(String name) {}
    }

    static class ByParameter {
        final String id;
        final String name;

        ByParameter(String id, @Personal(subject = "id") String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** One member is heeded by its field; nobody knows which one the parameter is. */
    static class ByParameterAndField {
        final String id;

        @Personal(subject = "id")
        final String other;

        final String name;

        ByParameterAndField(String id, String other, @Personal(subject = "id") String name) {
            this.id = id;
            this.other = other;
            this.name = name;
        }
    }

    static class SubOfByParameter extends ByParameter {
        SubOfByParameter() {
            super("", "");
        }
    }

    @Test
    void marksThatNameNoMemberAreRefused() {
        refused(Setter.class, "setName", "mark the member's field");
        refused(ByParameter.class, "its name isn't known", "@field:Personal");
        refused(ByParameterAndField.class, "its name isn't known");
        refused(SubOfByParameter.class, "its name isn't known");
    }

    record NoSubject(@Personal(subject = "id") String name) {}

    record OwnSubject(@Personal(subject = "name") String name) {}

    record PersonalSubject(
            String id,
            @Personal(subject = "id") String email,
            @Personal(subject = "email") String name) {}

    @Test
    void subjectsAreMembersInTheClear() {
        refused(NoSubject.class, "name", "\"id\"", "is no member of the class");
        refused(OwnSubject.class, "\"name\"", "is personal itself");
        refused(PersonalSubject.class, "\"email\"", "is personal itself");
    }

    record NotJson(
            String id,
            @Personal(subject = "id", shredded = "erased") String name) {}

    record Unclosed(
            String id,
            @Personal(subject = "id", shredded = "\"erased") String name) {}

    record Empty(
            String id,
            @Personal(subject = "id", shredded = "") String name) {}

    record Primitive(String id, @Personal(subject = "id") int age) {}

    record Replaced(
            String id,
            @Personal(subject = "id", shredded = "-1.5e3") double a,

            @Personal(subject = "id", shredded = "{\"a\": []}")
            Object b,

            @Personal(subject = "id", shredded = "[]") List<String> c,

            @Personal(subject = "id", shredded = "\"\\\"gone\\\"\"")
            String d,

            @Personal(subject = "id", shredded = "true") boolean e) {}

    @Test
    void aReplacementThatCouldNotBeReadIsRefusedAtTheStart() {
        refused(NotJson.class, "name", "isn't JSON");
        refused(Unclosed.class, "isn't JSON");
        refused(Empty.class, "isn't JSON");
        refused(Primitive.class, "age", "can't be null", "shredded = \"0\"");
        assertThat(names(Replaced.class)).hasSize(5);
    }

    record Contact(String id, @Personal(subject = "id") String email) {}

    record Box<T>(T value) {}

    static class ContactList extends ArrayList<Contact> {
        private static final long serialVersionUID = 1;
    }

    static class ContactMap extends HashMap<String, Contact> {
        private static final long serialVersionUID = 1;
    }

    sealed interface Channel {}

    record Mail(String id, @Personal(subject = "id") String email) implements Channel {}

    record Fax(String number) implements Channel {}

    static class Holder {
        Contact contact = new Contact("", "");
    }

    static class SubHolder extends Holder {}

    abstract static class Generic<T> {
        @Nullable
        T value;
    }

    record InRecord(Contact it) {}

    record InList(List<Contact> it) {}

    record InMapOfLists(Map<String, List<? extends Contact>> it) {}

    record InMapKey(Map<Contact, String> it) {}

    record InOptional(Optional<Contact> it) {}

    record InArray(Contact[] it) {}

    record InGenericArray(List<Contact>[] it) {}

    record InSealed(Channel it) {}

    record InBox(Box<Contact> it) {}

    record InDeep(Box<Box<Optional<Channel[]>>> it) {}

    record InOwnList(ContactList it) {}

    record InOwnMap(ContactMap it) {}

    record InSuperclassOfMember(SubHolder it) {}

    record InBound<T extends Contact>(T it) {}

    record InInterface(Addressed it) {}

    record InSuper(List<? super Contact> it) {}

    static class Inherits extends Holder {}

    static class InheritsGeneric extends Generic<Contact> {}

    record Itself(String id, @Personal(subject = "id") String text, List<Itself> replies) {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                InRecord.class,
                InList.class,
                InMapOfLists.class,
                InMapKey.class,
                InOptional.class,
                InArray.class,
                InGenericArray.class,
                InSealed.class,
                InBox.class,
                InDeep.class,
                InOwnList.class,
                InOwnMap.class,
                InSuperclassOfMember.class,
                InBound.class,
                InInterface.class,
                InSuper.class,
                Inherits.class,
                InheritsGeneric.class,
                Itself.class
            })
    void aMarkFurtherInsideIsRefused(Class<?> type) {
        refused(type, "is marked @Personal, but lies inside", type.getName(), "isn't heeded");
    }

    record WholeContact(String id, @Personal(subject = "id") Plain contact, List<Plain> plains, Box<?> box) {}

    record Node(String name, List<Node> children) {}

    enum Colour {
        RED
    }

    record Everyday(Colour colour, int[] numbers, Map<String, List<Colour>> byName, Node node) {}

    @Test
    void whatHasNoMarksInsideIsTaken() {
        assertThat(names(WholeContact.class)).containsExactly("contact");
        assertThat(names(Everyday.class)).isEmpty();
    }
}
