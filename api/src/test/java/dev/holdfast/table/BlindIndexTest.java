package dev.holdfast.table;

import static dev.holdfast.fixture.Vault.Loose.LOOSE;
import static dev.holdfast.fixture.Vault.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Normalization;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Recheck;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.HashInput;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Delete;
import dev.holdfast.query.Select;
import dev.holdfast.query.Update;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlindIndexTest {

    private static final class Sketch extends Table {

        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final EncryptedColumn<String> code = text("code").encrypted();
        final EncryptedColumn<Long> number = bigint("number").encrypted();

        Sketch() {
            super("safes");
        }
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StatementException.class).hasMessageContaining(why);
    }

    private static void wrong(String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SchemaException.class).hasMessageContaining(why);
    }

    private static Select people(Condition where) {
        return Select.from(PEOPLE).select(PEOPLE.id).where(where);
    }

    @Test
    void aSearchFetchesTheValueToCompareItOnceMore() {
        Select found = people(PEOPLE.emailIndex.eq("ada@example.org"));

        assertThat(found.toSql())
                .isEqualTo("select people.id, int4send(octet_length(people.email)) || people.email ||"
                        + " array_send(array[people.tenant_id::text, '', people.id::text]) from people"
                        + " where people.tenant_id = ? and people.email_bidx = ?");
        assertThat(found.texts(Audience.TENANT).get(0).parameters().get(1).value())
                .isEqualTo(new HashInput(List.of("ada@example.org"), null, true));
        assertThat(found.shape().compared()).hasSize(1);
        assertThat(found.counted().toSql()).doesNotContain("int4send");
        assertThat(found.existing().toSql()).doesNotContain("int4send");
    }

    @Test
    void severalValuesAreOneArray() {
        assertThat(people(PEOPLE.emailIndex.oneOf(List.of("a", "b"))).toSql())
                .endsWith("people.email_bidx = any (?::bytea[])");
        assertThat(people(PEOPLE.emailIndex.oneOf(List.of())).toSql()).endsWith("people.email_bidx = any (?::bytea[])");
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> PEOPLE.emailIndex.eq(null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("isNull()");
        assertThatThrownBy(() -> PEOPLE.emailIndex.oneOf(Arrays.asList("a", null)))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> PEOPLE.phoneAndBirth.eq("1", null)).isInstanceOf(InvalidValueException.class);
        refused("is over 2 columns", () -> PEOPLE.phoneAndBirth.eq("1"));
        assertThatThrownBy(() -> PEOPLE.phoneAndBirth.eq("1", "2"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("takes java.time.LocalDate");
    }

    @Test
    void acrossTenantsThereIsNoKey() {
        refused("search tenant by tenant", () -> people(PEOPLE.emailIndex.eq("a"))
                .texts(Audience.ALL_TENANTS));
        assertThat(Select.from(LOOSE)
                        .where(LOOSE.both.eq("a", 1))
                        .texts(Audience.ALL_TENANTS)
                        .get(0)
                        .sql())
                .contains("loose.both_bidx = ?");
    }

    @Test
    @DisplayName("EN-1 a found row is compared by its decrypted value, normalised")
    void comparesAgain() {
        Recheck email = PEOPLE.emailIndex.eq(" ADA@example.org").rechecks().get(0);
        assertThat(email.isRequired()).isFalse();
        assertThat(email.keeps(List.of(new Decrypted.Clear<>("ada@EXAMPLE.org "))))
                .isTrue();
        assertThat(email.keeps(List.of(new Decrypted.Clear<>("bob@example.org"))))
                .isFalse();
        assertThat(email.keeps(Arrays.asList((Object) null))).isFalse();
        assertThat(email.keeps(List.of(new Decrypted.Shredded<>("people", "email", 1))))
                .as("who was forgotten isn't found")
                .isFalse();
        Recheck both = PEOPLE.phoneAndBirth.eq("1", LocalDate.EPOCH).rechecks().get(0);
        assertThat(both.keeps(List.of(new Decrypted.Clear<>("1"), new Decrypted.Clear<>(LocalDate.EPOCH))))
                .isTrue();
        assertThat(both.keeps(List.of(new Decrypted.Clear<>("1"), new Decrypted.Clear<>(LocalDate.MAX))))
                .isFalse();
        assertThat(both.toString()).doesNotContain("1970");
    }

    @Test
    @DisplayName("EN-12 a truncated index is searched where rows can be compared again, and nowhere else")
    void truncated() {
        Condition phone = PEOPLE.phoneIndex.eq("1");
        Select rows = people(phone.and(PEOPLE.city.eq("Bern"))).limit(3);

        assertThat(rows.toSql()).doesNotContain("limit");
        assertThat(rows.keptAtMost()).isEqualTo(3);
        assertThat(rows.counted().toSql()).startsWith("select count(*)");
        String reason = "people.phone_bidx keeps 8 bits";
        refused(reason, () -> people(phone).offset(1).toSql());
        refused(reason, () -> people(phone).orderBy(PEOPLE.id.asc()).limit(2).paged());
        refused(reason, () -> people(phone.or(PEOPLE.city.eq("Bern"))).toSql());
        refused(reason, () -> people(phone.not()).toSql());
        refused(
                reason,
                () -> Update.table(PEOPLE).set(PEOPLE.city, "x").where(phone).toSql());
        refused(reason, () -> Delete.from(PEOPLE).where(phone).toSql());
        refused(reason, () -> people(
                        PEOPLE.id.oneOf(Select.from(PEOPLE).where(phone).values(PEOPLE.id)))
                .toSql());
        refused(reason, () -> Select.from(PEOPLE)
                .select(PEOPLE.city)
                .where(phone)
                .distinct()
                .toSql());
        refused(reason, () -> Select.from(Cte.of("found", people(phone))).toSql());
        refused(reason, () -> Select.from(PEOPLE)
                .join(LOOSE, phone.and(LOOSE.id.isNotNull()))
                .toSql());
    }

    @Test
    @DisplayName("EN-12 a condition that is used twice is refused where it can't be compared")
    void usedTwice() {
        Condition phone = PEOPLE.phoneIndex.eq("1");
        refused("people.phone_bidx keeps 8 bits", () -> people(phone.and(
                        PEOPLE.id.oneOf(Select.from(PEOPLE).where(phone).values(PEOPLE.id))))
                .toSql());
        refused("people.phone_bidx keeps 8 bits", () -> people(phone.and(phone.not()))
                .toSql());
    }

    @Test
    void aDerivedSourceIsSearchedByTheTablesTenant() {
        Cte all = Cte.of("everybody", Select.from(PEOPLE).select(PEOPLE.id, PEOPLE.email, PEOPLE.emailIndex));
        Select found = Select.from(all)
                .select(all.of(PEOPLE.id))
                .where(all.of(PEOPLE.emailIndex).eq("a"));

        assertThat(found.toSql())
                .endsWith("select everybody.id, everybody.email from everybody where everybody.email_bidx = ?");
        assertThat(found.texts(Audience.TENANT).get(0).parameters())
                .last()
                .satisfies(p -> assertThat(((HashInput) p.value()).tenant()).isNull());
        refused("search tenant by tenant", () -> found.texts(Audience.ALL_TENANTS));

        Cte hashes = Cte.of("hashes", Select.from(PEOPLE).select(PEOPLE.id, PEOPLE.emailIndex, PEOPLE.phoneIndex));
        assertThat(Select.from(hashes)
                        .where(hashes.of(PEOPLE.emailIndex).eq("a"))
                        .toSql())
                .as("without the value nothing is compared")
                .doesNotContain("people.email,");
        refused("people.phone", () -> Select.from(hashes)
                .where(hashes.of(PEOPLE.phoneIndex).eq("1"))
                .toSql());
    }

    @Test
    void anAliasIsComparedByItsOwnColumn() {
        Alias p = PEOPLE.alias("p");
        assertThat(Select.from(p)
                        .select(p.of(PEOPLE.id))
                        .where(p.of(PEOPLE.emailIndex).eq("a"))
                        .toSql())
                .contains("int4send(octet_length(p.email))", "p.email_bidx = ?")
                .doesNotContain("people.");
    }

    @Test
    void aMovingIndexIsWrittenAndSearchedTwice() {
        Sketch safes = new Sketch();
        BlindIndex<String> moving = safes.code.blindIndex("code_bidx").unique().movingTo("code_bidx2");

        assertThat(Select.from(safes).select(safes.id).where(moving.eq("a")).toSql())
                .endsWith("where (safes.code_bidx = ? or safes.code_bidx2 = ?)");
        assertThat(safes.blindIndexes()).extracting(AnyColumn::name).containsExactly("code_bidx", "code_bidx2");
        assertThat(safes.blindIndexes()).allMatch(AnyColumn::isUnique);
        assertThat(Update.table(safes)
                        .set(safes.code, "x")
                        .where(safes.id.eq(new UUID(1, 2)))
                        .toSql())
                .startsWith("update safes set code = ?, code_bidx = ?, code_bidx2 = ? where");
        wrong("call movingTo(…) last", () -> moving.bits(128));
    }

    @Test
    void declarationsAreChecked() {
        wrong("1 to 256 bits, not 0", () -> new Sketch().code.blindIndex("b").bits(0));
        wrong("1 to 256 bits, not 257", () -> new Sketch().code.blindIndex("b").bits(257));
        wrong(
                "unique() needs 128",
                () -> new Sketch().code.blindIndex("b").bits(64).unique());
        wrong("unique() needs 128", () -> {
            Sketch safes = new Sketch();
            safes.code.blindIndex("b").bits(64).with(safes.number).unique();
        });
        wrong("unique", () -> new Sketch().code.blindIndex("b").unique().bits(64));
        wrong(
                "text alone is normalised",
                () -> new Sketch().number.blindIndex("b").normalized(Normalization.TRIM));
        wrong("another encrypted column of that table", () -> {
            Sketch safes = new Sketch();
            safes.code.blindIndex("b").with(safes.code);
        });
        wrong("another encrypted column of that table", () -> {
            Sketch safes = new Sketch();
            safes.code.blindIndex("b").with(LOOSE.code);
        });
    }
}
