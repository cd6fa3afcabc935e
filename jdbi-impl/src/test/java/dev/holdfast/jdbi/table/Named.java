package dev.holdfast.jdbi.table;

import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same tables under names of one kind: soft-deletable parents and children in a schema, and notes in the search path's. */
final class Named {

    enum Mood {
        CALM,
        WILD
    }

    final Parents parents;
    final Children children;
    final Notes notes;
    final Words words;
    final Schema schema;

    /** @param name gives each thing its name, from a plain one */
    Named(UnaryOperator<String> name) {
        parents = new Parents(name);
        children = new Children(name, parents);
        notes = new Notes(name, parents);
        words = new Words(name);
        schema = Schema.of(parents, children, notes, words);
    }

    private static String in(UnaryOperator<String> name, String table) {
        return name.apply("shop") + "." + name.apply(table);
    }

    static final class Parents extends Table implements SoftDeletable {
        final OrderedColumn<UUID> id;
        final OrderedColumn<Long> tenant;
        final TextColumn<String> title;
        final OrderedColumn<Mood> mood;
        final ArrayColumn<List<Mood>> moods;
        final OrderedColumn<Integer> length;

        Parents(UnaryOperator<String> name) {
            super(in(name, "parents"));
            id = uuid(name.apply("id")).primaryKey();
            tenant = bigint(name.apply("tenant")).tenantKey();
            title = text(name.apply("title")).unique();
            mood = pgEnum(name.apply("mood"), in(name, "kind"), Mood.class).defaultTo(Mood.CALM);
            moods = array(name.apply("moods"), SqlTypes.pgEnum(in(name, "kind"), Mood.class));
            length = integer(name.apply("length"))
                    .generatedAs("length(\"" + title.name().replace("\"", "\"\"") + "\")");
            index(length);
            index(length, id);
        }
    }

    static final class Children extends Table implements SoftDeletable {
        final OrderedColumn<UUID> id;
        final OrderedColumn<Long> tenant;
        final OrderedColumn<UUID> parent;

        Children(UnaryOperator<String> name, Parents parents) {
            super(in(name, "children"));
            id = uuid(name.apply("id")).primaryKey();
            tenant = bigint(name.apply("tenant")).tenantKey();
            parent = uuid(name.apply("parent")).references(parents.id, OnDelete.CASCADE);
        }
    }

    static final class Notes extends Table {
        final OrderedColumn<Long> id;
        final OrderedColumn<Long> tenant;
        final OrderedColumn<@Nullable UUID> parent;
        final TextColumn<String> title;
        final EncryptedColumn<@Nullable String> secret;
        final BlindIndex<@Nullable String> secretIndex;
        final OrderedColumn<Mood> mood;

        Notes(UnaryOperator<String> name, Parents parents) {
            super(name.apply("notes").replace(".", "-"));
            id = bigint(name.apply("id")).identity().primaryKey();
            tenant = bigint(name.apply("tenant")).tenantKey();
            parent = uuid(name.apply("parent")).references(parents.id).nullable();
            title = text(name.apply("title")).unique();
            secret = text(name.apply("secret")).encrypted().nullable().notBoundToItsRow();
            secretIndex = secret.blindIndex(name.apply("hash"));
            mood = pgEnum(name.apply("mood"), name.apply("temper").replace(".", "-"), Mood.class);
            uniqueKey(title, mood);
            index(title, parent);
        }
    }

    /** Belongs to no tenant. */
    static final class Words extends Table {
        final TextColumn<String> word;
        final OrderedColumn<Mood> mood;

        Words(UnaryOperator<String> name) {
            super(in(name, "words"));
            word = text(name.apply("word")).primaryKey();
            mood = pgEnum(name.apply("mood"), in(name, "kind"), Mood.class);
            index(mood);
        }
    }
}
