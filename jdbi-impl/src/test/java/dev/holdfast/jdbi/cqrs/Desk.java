package dev.holdfast.jdbi.cqrs;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;

import dev.holdfast.Transaction;
import dev.holdfast.cqrs.Command;
import dev.holdfast.cqrs.Query;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.event.ArticleEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests send, ask and do. */
final class Desk {

    /** Appends to an article's stream. */
    record Publish(UUID article, long edition) implements Command<Published> {}

    record Published(long version, List<String> notes) {}

    /** Appends nothing. */
    record Enlist(String name) implements Command<UUID> {}

    record Leave(String name) implements Command<@Nullable Void> {}

    record AuthorCount() implements Query<Long> {}

    record AuthorNames() implements Query<List<String>> {}

    private Desk() {}

    static StreamId stream(UUID article) {
        return StreamId.stream("article", article);
    }

    static Published publish(Publish command, Transaction tx) {
        AppendResult result = tx.events()
                .append(
                        stream(command.article()),
                        ExpectedVersion.any(),
                        new ArticleEvent.Published(command.edition()));
        return new Published(result.lastVersion(), List.of("printed"));
    }

    static UUID enlist(Enlist command, Transaction tx) {
        UUID id = UUID.randomUUID();
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id)
                        .set(AUTHORS.name, command.name())
                        .set(AUTHORS.email, command.name() + "@press.test"))
                .execute();
        return id;
    }

    static long authorCount(AuthorCount query, Transaction session) {
        return session.from(AUTHORS).count();
    }

    static List<String> authorNames(AuthorNames query, Transaction session) {
        return session.from(AUTHORS)
                .select(AUTHORS.name)
                .map(row -> row.get(AUTHORS.name))
                .list();
    }

    static int pid(Transaction tx) {
        return JdbiTransaction.handleOf(tx)
                .createQuery("select pg_backend_pid()")
                .mapTo(Integer.class)
                .one();
    }
}
