package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.*;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Newsroom.class)
class SmokeTest {

    record State(String title, int count) {}

    @Test
    void all(TestDatabase database) {
        JdbiHoldfast holdfast = Newsroom.holdfast(database);
        var acme = holdfast.tenant(Newsroom.A).actor("user-7").requestId("r1");
        StreamId a = stream("article", "a1");
        AppendResult r = acme.events()
                .append(a, ExpectedVersion.none(), new ArticleEvent.Drafted("t", 3), new ArticleEvent.Renamed("u"));
        System.out.println(r);
        var comment = NewEvent.of(new ArticleEvent.Commented("r1", "a@b.c", "hello", "e1", "note"))
                .metadata(EventMetadata.none().with("k", "v"));
        System.out.println(acme.events().append(a, ExpectedVersion.exactly(2), comment));
        System.out.println(acme.events().append(a, ExpectedVersion.exactly(2), comment));
        assertThatThrownBy(() -> acme.events().append(a, ExpectedVersion.exactly(1), new ArticleEvent.Published(1)))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> System.out.println(e.getMessage() + " " + e.eventsBetween()));
        for (var e : acme.events().read(a).list()) System.out.println(e + " " + e.data() + " " + e.metadata());
        System.out.println(acme.events().read(a).backwards().limit(2).list());
        var page = holdfast.acrossTenants("x")
                .events()
                .readAll(Position.START)
                .inCategories("article")
                .page(10);
        System.out.println(page);
        System.out.println(acme.events().readAll(Position.START, ArticleEvent.class).stream()
                .toList());
        acme.keys().shredSubject("r1");
        System.out.println(acme.events().read(a).list().get(2).data());
        Decider<String, State, ArticleEvent> decider = Decider.of(
                () -> new State("", 0),
                (c, s) -> List.of(new ArticleEvent.Renamed(c)),
                (s, e) -> new State(e instanceof ArticleEvent.Renamed n ? n.title() : s.title(), s.count() + 1));
        var agg = Aggregate.of("article", ArticleEvent.class, decider)
                .snapshots(Snapshots.every(2, "article", State.class));
        var repo = acme.events().repository(agg);
        for (int i = 0; i < 6; i++)
            System.out.println(
                    repo.execute("a2", "n" + i) + " " + repo.load("a2").state());
        acme.useTransaction(tx -> {
            tx.events().repository(agg).execute("a2", "x");
            tx.events().repository(agg).execute("a2", "y");
            tx.events().repository(agg).execute("a2", "z");
        });
        System.out.println(acme.events()
                .appendTogether(
                        StreamAppend.to(stream("b", 2), ExpectedVersion.any(), new ArticleEvent.Published(1)),
                        StreamAppend.to(
                                stream("b", 1),
                                ExpectedVersion.any(),
                                new ArticleEvent.Published(1),
                                new ArticleEvent.Published(2))));
        acme.events().truncateBefore(a, 2);
        acme.events().archive(a, ExpectedVersion.exactly(3));
        System.out.println(acme.events().read(a).list() + " " + acme.events().info(a));
        System.out.println(holdfast.acrossTenants("x").purgeTruncatedEvents());
        System.out.println(acme.events().readAll(Position.START).stream().toList());
        System.out.println(holdfast.acrossTenants("x").purgeEvents(1L));
    }
}
