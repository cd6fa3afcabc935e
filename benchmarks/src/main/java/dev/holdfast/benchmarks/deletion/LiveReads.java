package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Page;
import dev.holdfast.query.Query;
import dev.holdfast.testkit.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads of live rows of one table, as an application writes them. One thread's. */
final class LiveReads implements AutoCloseable {

    static final int PAGE = 50;

    /** Places in the middle half of the rows, so that the pages there aren't the same few all the time. */
    private static final int PLACES = 40;

    private final Notes table;
    private final HikariDataSource pool;
    private final TenantScope tenant;
    private final List<Cursor> places;
    private final List<UUID> authors;
    private int next;

    private LiveReads(Notes table, HikariDataSource pool, List<UUID> authors, int live) {
        this.table = table;
        this.pool = pool;
        this.tenant = JdbiHoldfast.builder(pool).schema(table).build().tenant(BenchmarkDatabase.TENANT);
        this.authors = authors;
        this.places = places(live);
    }

    /** Opens them, and compares what they read with what is stored. */
    static LiveReads open(BenchmarkDatabase database, NoteTables stored, Notes table) throws Exception {
        List<UUID> live = stored.live();
        LiveReads reads = new LiveReads(table, database.pool(Role.APPLICATION), stored.authors(), live.size());
        reads.checkPage("first page", live.subList(0, Math.min(PAGE, live.size())), null);
        int step = step(live.size());
        for (int i = 0; i < reads.places.size(); i++) {
            int from = live.size() / 4 + i * step;
            List<UUID> page = live.subList(from, Math.min(from + PAGE, live.size()));
            reads.checkPage("page from row " + from, page, reads.places.get(i));
        }
        for (UUID author : reads.authors) {
            long counted = reads.count(author);
            if (counted != stored.liveBy(author)) {
                throw new IllegalStateException(table.name() + ": " + counted + " live rows of " + author
                        + " were counted, stored are " + stored.liveBy(author));
            }
        }
        return reads;
    }

    private void checkPage(String what, List<UUID> stored, @Nullable Cursor after) {
        List<UUID> given = page(after).items().stream().map(Note::id).toList();
        if (!given.equals(stored)) {
            throw new IllegalStateException(table.name() + ", " + what + ": " + given + ", stored is " + stored);
        }
    }

    private static int step(int live) {
        return Math.max(1, live / 2 / PLACES);
    }

    private List<Cursor> places(int live) {
        List<Cursor> found = new ArrayList<>();
        Cursor at = Objects.requireNonNull(page(null, live / 4).next());
        while (at != null && found.size() < PLACES) {
            found.add(at);
            at = page(at, step(live)).next();
        }
        return found;
    }

    private Page<Note> page(@Nullable Cursor after, int size) {
        return select(after, size).mapTo(Note.class).page();
    }

    private BoundSelect select(@Nullable Cursor after, int size) {
        return tenant.from(table)
                .orderBy(table.createdAt.desc(), table.id.desc())
                .after(after)
                .limit(size);
    }

    /** A page of rows, newest first. */
    Page<Note> page(@Nullable Cursor after) {
        return page(after, PAGE);
    }

    /** A page somewhere in the middle of them: the next place each time. */
    Page<Note> deepPage() {
        next = (next + 1) % places.size();
        return page(places.get(next));
    }

    private long count(UUID author) {
        return by(author).count();
    }

    private BoundSelect by(UUID author) {
        return tenant.from(table).where(table.authorId.eq(author));
    }

    /** How many rows an author has: the next author each time. */
    long countOfNextAuthor() {
        next = (next + 1) % authors.size();
        return count(authors.get(next));
    }

    /** The queries that are measured, for a look at their plans. */
    List<Query<?>> queries() {
        return List.of(
                select(null, PAGE).query().paged().rows(),
                select(places.get(places.size() / 2), PAGE).query().paged().rows(),
                by(authors.get(0)).query().counted());
    }

    @Override
    public void close() {
        pool.close();
    }
}
