package dev.holdfast.table;

import static dev.holdfast.fixture.Vault.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.SchemaException;
import dev.holdfast.expression.Expression;
import dev.holdfast.sql.SqlTypes;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EncryptionRulesTest {

    /** A table that is declared on the spot. */
    private static final class Sketch extends Table {

        private Sketch(Consumer<Sketch> declare) {
            super("safes");
            declare.accept(this);
        }

        OrderedColumn<UUID> id() {
            return uuid("id");
        }

        Column<UUID> person(String name) {
            return uuid(name).references(PEOPLE.id);
        }

        OrderedColumn<Long> number(String name) {
            return bigint(name);
        }

        TextColumn<String> words(String name) {
            return text(name);
        }

        Column<Boolean> flag(String name) {
            return bool(name);
        }

        OrderedColumn<RoundingMode> choice(String name) {
            return enumAsText(name, RoundingMode.class);
        }

        OrderedColumn<RoundingMode> pgChoice(String name) {
            return pgEnum(name, "rounding", RoundingMode.class);
        }

        void key(AnyColumn<?>... over) {
            uniqueKey(over);
        }

        OrderedColumn<java.time.Instant> moment(String name) {
            return timestamptz(name);
        }

        OrderedColumn<dev.holdfast.value.Interval> span(String name) {
            return interval(name);
        }

        ArrayColumn<List<String>> many(String name) {
            return array(name, SqlTypes.TEXT);
        }
    }

    private static void refused(String why, Consumer<Sketch> declare) {
        assertThatThrownBy(() -> Schema.of(new Sketch(declare)))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("safes.");
    }

    private static void taken(Consumer<Sketch> declare) {
        assertThatCode(() -> Schema.of(new Sketch(declare))).doesNotThrowAnyException();
    }

    @Test
    @DisplayName(
            "EN-5 a key that PostgreSQL makes is refused at registration, unless the column isn't bound to its row")
    void keysOfPostgresql() {
        refused("PostgreSQL makes safes.id too late to know it", t -> {
            t.number("id").primaryKey().identity();
            t.words("secret").encrypted();
        });
        refused("PostgreSQL makes safes.id too late to know it", t -> {
            t.id().primaryKey().defaultTo(Defaults.RANDOM_UUID);
            t.words("secret").encrypted();
        });
        refused("the table has no primary key", t -> t.words("secret").encrypted());
        refused("safes.id, which is timestamptz", t -> {
            t.moment("id").primaryKey();
            t.words("secret").encrypted();
        });
        taken(t -> {
            t.number("id").primaryKey().identity();
            t.words("secret").encrypted().notBoundToItsRow();
        });
        taken(t -> t.words("secret").encrypted().notBoundToItsRow());
    }

    @Test
    @DisplayName("EN-5 a subject must be known, and be one of the table's columns")
    void subjects() {
        TextColumn<String>[] elsewhere = newArray();
        new Sketch(t -> elsewhere[0] = t.words("elsewhere"));
        refused("nullable: whose key would it be", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted().perSubject(t.number("person").nullable());
        });
        refused("PostgreSQL fills in too late", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted().perSubject(t.number("person").defaultTo(1L));
        });
        refused("which is no column of safes", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted().perSubject(elsewhere[0]);
        });
        refused("safes.at, which is timestamptz", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted().perSubject(t.moment("at"));
        });
        taken(t -> {
            t.id().primaryKey();
            t.words("secret").encrypted().perSubject(t.number("person"));
        });
    }

    @SuppressWarnings("unchecked")
    private static TextColumn<String>[] newArray() {
        return new TextColumn[1];
    }

    @Test
    @DisplayName("EN-11 a blind index over a boolean or an enum is refused, unless a reason is given")
    void fewValues() {
        for (Consumer<Sketch> declare : List.<Consumer<Sketch>>of(
                t -> t.flag("secret").encrypted().blindIndex("secret_bidx"),
                t -> t.choice("secret").encrypted().blindIndex("secret_bidx"),
                t -> t.pgChoice("secret").encrypted().blindIndex("secret_bidx"))) {
            refused("has few values", declare);
        }
        refused("has few values", t -> {
            t.id().primaryKey();
            t.flag("secret").nullable().encrypted().blindIndex("secret_bidx");
        });
        taken(t -> {
            t.id().primaryKey();
            t.flag("secret").encrypted().blindIndexOfFewValues("secret_bidx", "half of them are public anyway");
        });
        assertThatThrownBy(
                        () -> new Sketch(t -> t.flag("secret").encrypted().blindIndexOfFewValues("secret_bidx", " ")))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("needs a reason");
    }

    @Test
    @DisplayName("EN-16 X-4 a generated column or a key over an encrypted column is refused at registration")
    void derivedColumns() {
        refused("safes.copy is generated from the encrypted secret", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted();
            t.words("copy").generatedAs("lower(secret)");
        });
        refused("safes.copy is generated from the encrypted se cret", t -> {
            t.id().primaryKey();
            t.words("se cret").encrypted();
            t.words("copy").generatedAs("lower(\"se cret\")");
        });
        refused("safes.copy is generated from the encrypted secret", t -> {
            t.id().primaryKey();
            t.words("secret").encrypted();
            t.words("copy").generatedAs("md5(SECRET)");
        });
        taken(t -> {
            t.id().primaryKey();
            t.words("secret").encrypted();
            t.words("open");
            t.words("copy").generatedAs("lower(open) || 'secrets'");
        });
        refused("a key or index over it finds nothing", t -> {
            t.id().primaryKey();
            t.key(t.words("secret").encrypted());
        });
    }

    @Test
    @DisplayName("EN-16 what PostgreSQL must read can't be encrypted")
    void whatPostgresqlMustRead() {
        refused("must be readable", t -> t.words("secret").unique().encrypted());
        refused("must be readable", t -> t.words("secret").primaryKey().encrypted());
        refused("must be readable", t -> t.words("secret").defaultTo("x").encrypted());
        refused("must be readable", t -> t.number("secret").identity().encrypted());
        refused("must be readable", t -> t.number("secret").tenantKey().encrypted());
        refused("must be readable", t -> t.number("secret").version().encrypted());
        refused("must be readable", t -> t.words("secret").generatedAs("'x'").encrypted());
        refused("must be readable", t -> t.person("secret").encrypted());
        refused("no single text form", t -> t.span("secret").encrypted());
        taken(t -> {
            t.id().primaryKey();
            t.words("secret").nullable().encrypted();
        });
    }

    @Test
    @DisplayName("EN-17 X-4 an encrypted column has no comparison, pattern, order or grouping, and no array is one")
    void operators() {
        Set<String> methods = Arrays.stream(EncryptedColumn.class.getMethods())
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toSet());

        assertThat(methods)
                .contains("isNull", "isNotNull", "blindIndex")
                .doesNotContain(
                        "eq",
                        "ne",
                        "lt",
                        "le",
                        "gt",
                        "ge",
                        "between",
                        "like",
                        "ilike",
                        "startsWith",
                        "oneOf",
                        "asc",
                        "desc",
                        "isDistinctFrom",
                        "plus",
                        "concat");
        for (Class<?> kind :
                List.of(EncryptedColumn.class, DecryptedColumn.class, BlindIndex.class, CompoundBlindIndex.class)) {
            assertThat(Expression.class.isAssignableFrom(kind))
                    .as(kind + " in group by, order by or a function")
                    .isFalse();
        }
        assertThat(Arrays.stream(BlindIndex.class.getMethods())
                        .map(java.lang.reflect.Method::getName)
                        .toList())
                .doesNotContain("lt", "between", "like", "asc", "startsWith");
        refused("no single text form", t -> t.many("secret").encrypted());
    }

    @Test
    void theChangelogAddsThem() {
        Sketch[] made = new Sketch[1];
        new Sketch(t -> {
            made[0] = t;
            t.id().primaryKey();
            t.number("secret").encrypted().blindIndex("secret_bidx").unique();
        });

        String changelog = Changelog.of(Schema.of(made[0]), "test").toXml();

        assertThat(changelog)
                .contains(
                        "addEncryptedColumn",
                        "columnName=\"secret\"",
                        "blindIndexName=\"secret_bidx\"",
                        "unique=\"true\"");
        assertThat(made[0].encryptedColumns()).hasSize(1);
        assertThat(made[0].blindIndexes()).hasSize(1);
    }
}
