package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;

import dev.holdfast.Transaction;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Appends what comes to its mind until the time is over: alone and in transactions, many of which fail. Used by one thread. */
final class RandomWriter {

    private static final int STREAMS = 12;

    /** What lets a transaction or a savepoint fail. */
    private static final class Undo extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final List<JdbiTenantScope> tenants;
    private final Random random;
    private final Collection<Long> confirmed;
    private final AtomicInteger undone;

    /**
     * @param confirmed gets the positions that were committed
     * @param undone counts what was rolled back
     */
    RandomWriter(List<JdbiTenantScope> tenants, long seed, Collection<Long> confirmed, AtomicInteger undone) {
        this.tenants = tenants;
        this.random = new Random(seed);
        this.confirmed = confirmed;
        this.undone = undone;
    }

    /** @param outagesAllowed whether the server may be away, or end the connection */
    void runUntil(long end, boolean outagesAllowed) {
        while (System.nanoTime() < end) {
            JdbiTenantScope tenant = tenants.get(random.nextInt(tenants.size()));
            List<Long> drawn = new ArrayList<>();
            try {
                if (random.nextInt(3) == 0) {
                    append(tenant.events(), drawn);
                } else {
                    tenant.useTransaction(tx -> inTransaction(tx, drawn));
                }
                confirmed.addAll(drawn);
            } catch (Undo undo) {
                undone.incrementAndGet();
            } catch (HoldfastException outage) {
                if (!outagesAllowed) {
                    throw outage;
                }
            }
        }
    }

    private void inTransaction(Transaction tx, List<Long> drawn) throws InterruptedException {
        if (random.nextBoolean()) {
            tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                            .set(AUTHORS.name, "writer")
                            .set(AUTHORS.email, UUID.randomUUID().toString()))
                    .execute();
            pause();
        }
        if (random.nextInt(4) == 0) {
            try {
                tx.useTransaction(inner -> {
                    append(inner.events(), new ArrayList<>());
                    pause();
                    throw new Undo();
                });
            } catch (Undo undo) {
                undone.incrementAndGet();
            }
        }
        append(tx.events(), drawn);
        pause();
        if (random.nextInt(5) == 0) {
            throw new Undo();
        }
    }

    /** To one stream, or to several at once: a transaction that appended before would wait for others in a ring. */
    private void append(Events events, List<Long> drawn) {
        int count = 1 + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            List<StreamAppend> appends = random.ints(0, STREAMS)
                    .distinct()
                    .limit(count)
                    .mapToObj(i -> StreamAppend.to(stream("article", i), ExpectedVersion.any(), new Published(i)))
                    .toList();
            events.appendTogether(appends).forEach(result -> add(result, drawn));
        } else {
            try {
                ExpectedVersion expected =
                        random.nextInt(5) == 0 ? ExpectedVersion.exactly(random.nextInt(50)) : ExpectedVersion.any();
                List<Published> batch =
                        random.longs(count).mapToObj(Published::new).toList();
                add(events.appendAll(stream("article", random.nextInt(STREAMS)), expected, batch), drawn);
            } catch (VersionConflictException conflict) {
                undone.incrementAndGet();
            }
        }
    }

    private static void add(AppendResult result, List<Long> drawn) {
        result.positions().stream().map(Position::value).forEach(drawn::add);
    }

    /** Lets others overtake. */
    private void pause() throws InterruptedException {
        if (random.nextBoolean()) {
            Thread.sleep(random.nextInt(4));
        }
    }
}
