package dev.holdfast.jdbi.statement;

import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.error.MappingException;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows as records, beans, and nested records. */
@PostgresTest(template = Press.class)
class MappingTest {

    record Flat(UUID id, String name, @Nullable String bio, long version, Instant createdAt) {}

    record Titled(String title, Writer author) {}

    record Writer(UUID id, String name) {}

    record Reader(String name, @Nullable Piece articles) {}

    record Piece(String title, @Nullable Integer rating) {}

    record Counted(String name, long n) {}

    record Misspelt(String nam) {}

    record Primitive(String title, int rating) {}

    public static final class Bean {
        private @Nullable String name;
        private long version;

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public long getVersion() {
            return version;
        }

        public void setVersion(long version) {
            this.version = version;
        }
    }

    private final TenantScope a;

    MappingTest(TestDatabase database) {
        this.a = Press.holdfast(database).tenant(A);
    }

    @BeforeEach
    void rows() {
        a.deleteFrom(AUTHORS).everyRow().execute();
        UUID ann = Press.author(a, "ann");
        Press.author(a, "bob");
        Press.article(a, ann, "one");
    }

    @Test
    void aRecordTakesColumnsByName() {
        Flat ann =
                a.from(AUTHORS).where(AUTHORS.name.eq("ann")).mapTo(Flat.class).one();
        assertThat(ann.name()).isEqualTo("ann");
        assertThat(ann.bio()).isNull();
        assertThat(ann.version()).isEqualTo(1);
        assertThat(ann.createdAt())
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
    }

    @Test
    void aBeanTakesThemBySetter() {
        Bean ann =
                a.from(AUTHORS).where(AUTHORS.name.eq("ann")).mapTo(Bean.class).one();
        assertThat(ann.getName()).isEqualTo("ann");
        assertThat(ann.getVersion()).isEqualTo(1);
    }

    @Test
    void aNestedRecordTakesTheColumnsOfItsAlias() {
        var author = AUTHORS.alias("author");
        assertThat(a.from(ARTICLES)
                        .join(author, author.of(AUTHORS.id).eq(ARTICLES.authorId))
                        .mapTo(Titled.class)
                        .one()
                        .author()
                        .name())
                .isEqualTo("ann");
    }

    @Test
    void aNestedRecordIsNullWhereTheJoinFoundNothing() {
        assertThat(a.from(AUTHORS)
                        .leftJoin(ARTICLES, ARTICLES.authorId.eq(AUTHORS.id))
                        .orderBy(AUTHORS.name.asc())
                        .mapTo(Reader.class)
                        .list())
                .containsExactly(new Reader("ann", new Piece("one", null)), new Reader("bob", null));
    }

    @Test
    void computedValuesGoByTheirLabel() {
        assertThat(a.from(AUTHORS)
                        .select(AUTHORS.name, count().named("n"))
                        .groupBy(AUTHORS.name)
                        .orderBy(AUTHORS.name.asc())
                        .mapTo(Counted.class)
                        .list())
                .containsExactly(new Counted("ann", 1), new Counted("bob", 1));
    }

    @Test
    void writtenRowsAreMappedToo() {
        assertThat(a.update(AUTHORS)
                        .set(AUTHORS.bio, "x")
                        .everyRow()
                        .returning()
                        .mapTo(Flat.class)
                        .list())
                .extracting(Flat::version, Flat::bio)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(2L, "x"));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> a.from(AUTHORS).mapTo(Misspelt.class).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("nam")
                .hasMessageContaining("Misspelt");
        assertThatThrownBy(() -> a.from(ARTICLES).mapTo(Primitive.class).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("rating");
        assertThatThrownBy(
                        () -> a.from(AUTHORS).select(AUTHORS.id).limit(1).one().get(AUTHORS.name))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("authors.name isn't in this row")
                .hasMessageContaining("select it");
        assertThat(List.of(a.from(AUTHORS).list().get(0).toString()))
                .as("no value in a row's toString")
                .noneMatch(text -> text.contains("@press.test"));
    }
}
