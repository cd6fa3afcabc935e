package dev.holdfast.table;

import static dev.holdfast.fixture.Vault.Loose.LOOSE;
import static dev.holdfast.fixture.Vault.Notes.NOTES;
import static dev.holdfast.fixture.Vault.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Insert;
import dev.holdfast.query.OnConflict;
import dev.holdfast.query.Select;
import dev.holdfast.query.Update;
import dev.holdfast.sql.SqlTypes;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EncryptedColumnTest {

    private static final UUID ID = new UUID(1, 2);
    private static final UUID OTHER = new UUID(3, 4);

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("@example.org");
    }

    private static Insert person() {
        return Insert.into(PEOPLE)
                .row(row -> row.set(PEOPLE.id, ID).set(PEOPLE.city, "Bern").set(PEOPLE.email, "ada@example.org"));
    }

    private static Object bound(SqlText text, AnyColumn<?> column) {
        return text.parameters().stream()
                .filter(p -> p.label().equals(column.qualifiedName()))
                .map(Parameter::value)
                .findFirst()
                .orElseThrow();
    }

    private static CellInput cell(SqlText text, AnyColumn<?> column) {
        return (CellInput) bound(text, column);
    }

    @Test
    void aSelectFetchesWhatTheCiphertextIsBoundTo() {
        assertThat(Select.from(PEOPLE).select(PEOPLE.email).toSql())
                .isEqualTo("select int4send(octet_length(people.email)) || people.email ||"
                        + " array_send(array[people.tenant_id::text, '', people.id::text]) from people"
                        + " where people.tenant_id = ?");
        assertThat(Select.from(NOTES).select(NOTES.body).toSql())
                .isEqualTo("select int4send(octet_length(notes.body)) || notes.body ||"
                        + " array_send(array['', notes.person::text]) from notes");
        assertThat(Select.from(LOOSE).select(LOOSE.code).toSql()).contains("array_send(array['', ''])");
    }

    @Test
    void aliasesNameTheirOwnColumns() {
        Alias p = PEOPLE.alias("p");
        assertThat(Select.from(p).select(p.of(PEOPLE.email)).toSql())
                .startsWith("select int4send(octet_length(p.email)) || p.email ||"
                        + " array_send(array[p.tenant_id::text, '', p.id::text]) from people as p");
        Alias n = NOTES.alias("n");
        assertThat(Select.from(n).select(n.of(NOTES.body)).toSql()).contains("array['', n.person::text]");
    }

    @Test
    void theHashesAreNotSelectedUnlessAskedFor() {
        assertThat(Select.from(PEOPLE).toSql()).doesNotContain("bidx");
        assertThat(Select.from(PEOPLE).select(PEOPLE.emailIndex).toSql()).startsWith("select people.email_bidx from");
    }

    @Test
    void aDerivedSourceHandsTheWholeValueOn() {
        Cte adults = Cte.of("adults", Select.from(PEOPLE).select(PEOPLE.id, PEOPLE.email));
        assertThat(Select.from(adults).select(adults.of(PEOPLE.email)).toSql())
                .startsWith("with adults (id, email) as (select people.id, int4send(")
                .endsWith("select adults.email from adults");
    }

    @Test
    @DisplayName("EN-5 an insert binds each value to its row, tenant and subject")
    void inserts() {
        SqlText text = person().texts(Audience.TENANT).get(0);

        assertThat(text.sql())
                .isEqualTo("insert into people (id, city, email, email_bidx, tenant_id) values (?, ?, ?, ?, ?)");
        assertThat(cell(text, PEOPLE.email))
                .isEqualTo(new CellInput("ada@example.org", null, "", List.of(ID.toString())));
        assertThat(bound(text, PEOPLE.emailIndex)).isEqualTo(new HashInput(List.of("ada@example.org"), null, false));

        SqlText note = Insert.into(NOTES)
                .row(row -> row.set(NOTES.person, OTHER).set(NOTES.body, "x"))
                .texts(Audience.TENANT)
                .get(0);
        assertThat(cell(note, NOTES.body)).isEqualTo(new CellInput("x", "", OTHER.toString(), List.of()));
    }

    @Test
    void anInsertAcrossTenantsTakesTheRowsTenant() {
        SqlText text = Insert.into(PEOPLE)
                .row(row -> row.set(PEOPLE.id, ID)
                        .set(PEOPLE.tenantId, 7L)
                        .set(PEOPLE.city, "Bern")
                        .set(PEOPLE.email, "ada@example.org"))
                .texts(Audience.ALL_TENANTS)
                .get(0);

        assertThat(cell(text, PEOPLE.email).tenant()).isEqualTo("7");
        assertThat(((HashInput) bound(text, PEOPLE.emailIndex)).tenant()).isEqualTo("7");
        refused("the row's tenant_id isn't known", () -> person().texts(Audience.ALL_TENANTS));
    }

    @Test
    void anInsertNeedsTheKeyAndTheSubject() {
        refused("the row's id isn't known: set it to a value, as with Uuids.v7()", () -> Insert.into(PEOPLE)
                .row(row -> row.set(PEOPLE.city, "Bern").set(PEOPLE.email, "ada@example.org"))
                .toSql());
        refused("the row's id isn't known", () -> Insert.into(PEOPLE)
                .row(row -> row.setTo(PEOPLE.id, PlainSql.expression(SqlTypes.UUID, "id", "gen_random_uuid()"))
                        .set(PEOPLE.city, "Bern")
                        .set(PEOPLE.email, "ada@example.org"))
                .toSql());
        refused(
                "the row's person isn't known",
                () -> Insert.into(NOTES).row(row -> row.set(NOTES.body, "x")).toSql());
    }

    @Test
    void manyRowsAreStillArrays() {
        SqlText text = Insert.into(PEOPLE)
                .rows(List.of(ID, OTHER), (row, id) -> row.set(PEOPLE.id, id)
                        .set(PEOPLE.city, "Bern")
                        .set(PEOPLE.email, id + "@example.org"))
                .texts(Audience.TENANT)
                .get(0);

        assertThat(text.sql()).contains("from unnest(?::uuid[], ?::text[], ?::bytea[], ?::bytea[]) as u");
        assertThat((Object[]) bound(text, PEOPLE.email))
                .extracting(value -> ((CellInput) value).rowKey())
                .containsExactly(List.of(ID.toString()), List.of(OTHER.toString()));
    }

    @Test
    void nullIsNotEncryptedAndEmptiesTheIndex() {
        SqlText text = Update.table(PEOPLE)
                .set(PEOPLE.phone, null)
                .set(PEOPLE.born, LocalDate.EPOCH)
                .where(PEOPLE.id.eq(ID))
                .texts(Audience.TENANT)
                .get(0);

        assertThat(text.parameters().stream()
                        .filter(p -> p.label().startsWith("people.phone"))
                        .map(Parameter::value))
                .containsOnlyNulls()
                .hasSize(3);
        assertThat(Update.table(LOOSE)
                        .set(LOOSE.pin, null)
                        .set(LOOSE.code, "x")
                        .everyRow()
                        .toSql())
                .isEqualTo("update loose set pin = ?, code = ?, both_bidx = ?");
    }

    @Test
    void anUpdateNamesItsRow() {
        SqlText text = Update.table(PEOPLE)
                .set(PEOPLE.email, "new@example.org")
                .where(PEOPLE.id.eq(ID).and(PEOPLE.city.eq("Bern")))
                .texts(Audience.TENANT)
                .get(0);

        assertThat(text.sql()).startsWith("update people set email = ?, email_bidx = ? where");
        assertThat(cell(text, PEOPLE.email).rowKey()).containsExactly(ID.toString());
        for (Condition unclear : List.of(
                PEOPLE.city.eq("Bern"),
                PEOPLE.id.eq(ID).or(PEOPLE.id.eq(OTHER)),
                PEOPLE.id.eq(ID).not(),
                PEOPLE.id.ne(ID),
                PEOPLE.id.oneOf(List.of(ID)))) {
            refused("name it in the condition, where(id.eq(…))", () -> Update.table(PEOPLE)
                    .set(PEOPLE.email, "new@example.org")
                    .where(unclear)
                    .toSql());
        }
        refused("name it in the condition, where(id.eq(…))", () -> Update.table(PEOPLE)
                .set(PEOPLE.email, "new@example.org")
                .everyRow()
                .toSql());
    }

    @Test
    void keyAndSubjectDoNotChangeAlone() {
        refused("people.id can't change alone", () -> Update.table(PEOPLE)
                .set(PEOPLE.id, OTHER)
                .where(PEOPLE.id.eq(ID))
                .toSql());
        refused("people.id can't change alone: the value of people.phone", () -> Update.table(PEOPLE)
                .set(PEOPLE.id, OTHER)
                .set(PEOPLE.email, "new@example.org")
                .where(PEOPLE.id.eq(ID))
                .toSql());
        refused("notes.person can't change alone", () -> Update.table(NOTES)
                .set(NOTES.person, OTHER)
                .where(NOTES.id.eq(1L))
                .toSql());
        SqlText moved = Update.table(NOTES)
                .set(NOTES.person, OTHER)
                .set(NOTES.body, "x")
                .where(NOTES.id.eq(1L).and(NOTES.person.eq(ID)))
                .texts(Audience.TENANT)
                .get(0);
        assertThat(cell(moved, NOTES.body).subject()).isEqualTo(OTHER.toString());
    }

    @Test
    @DisplayName("EN-5 a key or subject that is set to an expression isn't known, whatever the condition says")
    void expressionsForKeys() {
        refused("the row's person isn't known", () -> Update.table(NOTES)
                .setTo(NOTES.person, PlainSql.expression(SqlTypes.UUID, "person", "gen_random_uuid()"))
                .set(NOTES.body, "x")
                .where(NOTES.person.eq(ID))
                .toSql());
    }

    @Test
    void anIndexOverTwoColumnsIsSetAsAWhole() {
        refused("people.phone_born_bidx is over [phone, born]", () -> Update.table(PEOPLE)
                .set(PEOPLE.phone, "1")
                .where(PEOPLE.id.eq(ID))
                .toSql());
        refused(
                "loose.both_bidx is over [code, pin]",
                () -> Update.table(LOOSE).set(LOOSE.code, "1").everyRow().toSql());
        refused(
                "loose.code needs a value",
                () -> Insert.into(LOOSE).row(row -> row.set(LOOSE.pin, 1)).toSql());
        SqlText text = Insert.into(LOOSE)
                .row(row -> row.set(LOOSE.code, "1"))
                .texts(Audience.TENANT)
                .get(0);
        assertThat(text.sql()).isEqualTo("insert into loose (code, both_bidx) values (?, ?)");
    }

    @Test
    void nobodySetsAHashOrAnExpression() {
        refused("is a blind index: it is computed", () -> Insert.into(PEOPLE)
                .row(row -> row.set(PEOPLE.emailIndex, new byte[] {1}))
                .toSql());
        refused("is encrypted, which PostgreSQL can't do", () -> Update.table(PEOPLE)
                .setTo(PEOPLE.email, PlainSql.expression(SqlTypes.TEXT, "email", "'x'"))
                .where(PEOPLE.id.eq(ID))
                .toSql());
    }

    @Test
    void anUpsertOnThePrimaryKeyTakesOverTheInsertedValue() {
        assertThat(person().onConflict(OnConflict.on(PEOPLE.id).update(PEOPLE.email))
                        .toSql())
                .endsWith("on conflict (tenant_id, id) do update set email = excluded.email,"
                        + " email_bidx = excluded.email_bidx");
        refused("encrypted for the inserted row's primary key", () -> person().onConflict(
                        OnConflict.on(PEOPLE.emailIndex).update(PEOPLE.email))
                .toSql());
        refused("it is updated with what it is over", () -> person().onConflict(
                        OnConflict.on(PEOPLE.id).update(PEOPLE.emailIndex))
                .toSql());
        refused("is over [phone, born]: update all of them", () -> person().onConflict(
                        OnConflict.on(PEOPLE.id).update(PEOPLE.phone))
                .toSql());
        assertThat(person().onConflict(OnConflict.on(PEOPLE.emailIndex).update(PEOPLE.city))
                        .toSql())
                .endsWith("on conflict (tenant_id, email_bidx) do update set city = excluded.city");
    }

    @Test
    @DisplayName("EN-5 an upsert doesn't leave values behind that are encrypted for another key or subject")
    void anUpsertChangesNoKeyAlone() {
        refused("people.id can't change alone", () -> person().onConflict(
                        OnConflict.on(PEOPLE.emailIndex).update(PEOPLE.id))
                .toSql());
        Insert note = Insert.into(NOTES)
                .row(row -> row.set(NOTES.id, 5L).set(NOTES.person, ID).set(NOTES.body, "x"));
        refused("notes.person can't change alone", () -> note.onConflict(
                        OnConflict.on(NOTES.id).update(NOTES.person))
                .toSql());
        refused("encrypted for the inserted row's subject", () -> note.onConflict(
                        OnConflict.on(NOTES.id).update(NOTES.body))
                .toSql());
        refused("notes.person can't change alone", () -> note.onConflict(OnConflict.on(NOTES.id)
                        .update(NOTES.body)
                        .setTo(NOTES.person, PlainSql.expression(SqlTypes.UUID, "person", "gen_random_uuid()")))
                .toSql());
        assertThat(note.onConflict(OnConflict.on(NOTES.id).update(NOTES.body, NOTES.person))
                        .toSql())
                .endsWith("do update set body = excluded.body, person = excluded.person");
    }

    @Test
    @DisplayName("EN-17 distinct, union and subqueries can't compare ciphertexts")
    void comparisons() {
        Select emails = Select.from(PEOPLE).select(PEOPLE.email);
        refused("equal values of an encrypted column have different ciphertexts", () -> emails.distinct()
                .toSql());
        refused("equal values of an encrypted column have different ciphertexts", () -> emails.union(emails)
                .toSql());
        assertThat(emails.unionAll(emails).toSql()).contains(" union all ");
        refused("encrypted", () -> Select.from(PEOPLE)
                .where(PEOPLE.city.oneOf(Select.from(PEOPLE).values(PEOPLE.email)))
                .toSql());
    }

    @Test
    @DisplayName("EN-2 a union of two encrypted columns would decrypt one as the other, and is refused")
    void unionsOfTwoColumns() {
        refused("people.email and notes.body", () -> Select.from(PEOPLE)
                .select(PEOPLE.email)
                .unionAll(Select.from(NOTES).select(NOTES.body))
                .toSql());
        refused("people.city and notes.body", () -> Select.from(PEOPLE)
                .select(PEOPLE.city)
                .unionAll(Select.from(NOTES).select(NOTES.body))
                .toSql());
    }
}
