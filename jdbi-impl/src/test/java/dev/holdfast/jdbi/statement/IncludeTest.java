package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.statement.Nodes.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.Include;
import dev.holdfast.query.Row;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Children with their parents in one statement. */
@PostgresTest(template = Forest.class)
class IncludeTest {

    record Author(String name, List<Article> articles) {}

    record Article(String title, @Nullable Integer rating, List<String> tags) {}

    record Tree(String slug, List<Leaf> children) {}

    record Leaf(String slug, @Nullable Integer rank) {}

    private final TestDatabase database;
    private final TenantScope a;

    IncludeTest(TestDatabase database) {
        this.database = database;
        this.a = Forest.holdfast(database).tenant(A);
    }

    @BeforeEach
    void rows() {
        a.deleteFrom(AUTHORS).everyRow().execute();
        UUID ann = Press.author(a, "ann");
        Press.author(a, "bob");
        UUID cy = Press.author(a, "cy");
        for (String title : List.of("c", "a", "b")) {
            Press.article(a, ann, title);
        }
        Press.article(a, cy, "it's {\"quoted\", \\back}");
        a.update(ARTICLES).set(ARTICLES.rating, 5).where(ARTICLES.title.eq("b")).execute();
    }

    private List<String> shown(Include include) {
        return a.from(AUTHORS).include(include).orderBy(AUTHORS.name.asc()).mapTo(Author.class).list().stream()
                .map(author -> author.name()
                        + author.articles().stream().map(Article::title).toList())
                .toList();
    }

    @Test
    void allOfThem() {
        assertThat(shown(Include.children(ARTICLES.authorId).orderBy(ARTICLES.title.asc())))
                .containsExactly("ann[a, b, c]", "bob[]", "cy[it's {\"quoted\", \\back}]");
    }

    @Test
    void theFirstFewOfEachParent() {
        assertThat(shown(Include.children(ARTICLES.authorId)
                        .orderBy(ARTICLES.title.desc())
                        .first(2)))
                .containsExactly("ann[c, b]", "bob[]", "cy[it's {\"quoted\", \\back}]");
    }

    @Test
    void theFirstFewByAnOrderWithNulls() {
        assertThat(shown(Include.children(ARTICLES.authorId)
                        .orderBy(ARTICLES.rating.desc().nullsLast(), ARTICLES.title.asc())
                        .first(2)))
                .startsWith("ann[b, a]");
    }

    @Test
    void thoseThatMeetACondition() {
        assertThat(shown(Include.children(ARTICLES.authorId).where(ARTICLES.rating.isNotNull())))
                .containsExactly("ann[b]", "bob[]", "cy[]");
    }

    @Test
    void everyValueKeepsItsType() {
        Include articles = Include.children(ARTICLES.authorId).orderBy(ARTICLES.title.asc());
        List<Row> rows =
                a.from(AUTHORS).include(articles).orderBy(AUTHORS.name.asc()).list();
        Row b = rows.get(0).get(articles).get(1);
        assertThat(b.get(ARTICLES.rating)).isEqualTo(5);
        assertThat(b.get(ARTICLES.publishedAt)).isNull();
        assertThat(b.get(ARTICLES.tags)).containsExactly("news", "b");
        assertThat(b.get(ARTICLES.tenantId)).isEqualTo(A);
        Row quoted = rows.get(2).get(articles).get(0);
        assertThat(quoted.get(ARTICLES.tags)).containsExactly("news", "it's {\"quoted\", \\back}");
        assertThat(rows.get(1).get(articles)).isEmpty();
    }

    @Test
    void arraysWithNullsAndNoneAtAll() {
        a.update(NODES).set(NODES.parentId, null).everyRow().execute();
        a.deleteFrom(NODES).everyRow().execute();
        long root = Forest.node(a, "root", null, null);
        List<List<@Nullable String>> lists =
                Arrays.asList(List.of(), Arrays.asList("a", null, "NULL", "", "{}", "\\\"'"), null);
        for (int i = 0; i < lists.size(); i++) {
            int n = i;
            a.insertInto(NODES, row -> row.set(NODES.slug, "child" + n)
                            .set(NODES.parentId, root)
                            .set(NODES.tags, lists.get(n)))
                    .execute();
        }
        var child = NODES.alias("child");
        Include children = Include.children(child.of(NODES.parentId))
                .select(child.of(NODES.tags))
                .orderBy(child.of(NODES.slug).asc());
        assertThat(a.from(NODES)
                        .include(children)
                        .where(NODES.id.eq(root))
                        .one()
                        .get(children))
                .extracting(row -> row.get(child.of(NODES.tags)))
                .isEqualTo(lists);
    }

    @Test
    void childrenOfTheSameTable() {
        a.update(NODES).set(NODES.parentId, null).everyRow().execute();
        a.deleteFrom(NODES).everyRow().execute();
        long root = Forest.node(a, "root", null, null);
        Forest.node(a, "left", root, 1);
        Forest.node(a, "right", root, null);
        var child = NODES.alias("child");
        assertThat(a.from(NODES)
                        .include(Include.children(child.of(NODES.parentId))
                                .orderBy(child.of(NODES.slug).asc())
                                .named("children"))
                        .orderBy(NODES.slug.asc())
                        .mapTo(Tree.class)
                        .list())
                .containsExactly(
                        new Tree("left", List.of()),
                        new Tree("right", List.of()),
                        new Tree("root", List.of(new Leaf("left", 1), new Leaf("right", null))));
    }

    @Test
    void anothersChildrenStayAway() {
        TenantScope b = Forest.holdfast(database).tenant(B);
        UUID theirs = Press.author(b, "ann");
        Press.article(b, theirs, "theirs");
        assertThat(shown(Include.children(ARTICLES.authorId))).noneMatch(line -> line.contains("theirs"));
        assertThat(b.from(AUTHORS)
                        .include(Include.children(ARTICLES.authorId))
                        .where(AUTHORS.id.eq(theirs))
                        .mapTo(Author.class)
                        .one()
                        .articles())
                .extracting(Article::title)
                .containsExactly("theirs");
    }

    @Test
    void parentsAndChildrenAreOneRoundTrip() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            TenantScope tapped = Forest.holdfast(tap.applicationDataSource()).tenant(A);
            tap.reset();
            assertThat(tapped.from(AUTHORS)
                            .include(Include.children(ARTICLES.authorId))
                            .list())
                    .hasSize(3);
            assertThat(tap.count()).isEqualTo(1);
        }
    }

    @Test
    void aPageOfParentsHasTheirChildren() {
        Include articles = Include.children(ARTICLES.authorId);
        var first = a.from(AUTHORS)
                .include(articles)
                .orderBy(AUTHORS.name.asc())
                .limit(2)
                .page();
        assertThat(first.items()).extracting(row -> row.get(articles).size()).containsExactly(3, 0);
        assertThat(a.from(AUTHORS)
                        .include(articles)
                        .orderBy(AUTHORS.name.asc())
                        .limit(2)
                        .after(first.next())
                        .page()
                        .items())
                .extracting(row -> row.get(articles).size())
                .containsExactly(1);
    }
}
