package dev.holdfast.benchmarks.deletion;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One contender's turns: each hides or brings back another row, in an order that is random and the same for every
 * contender. When all rows have had their turn, their state is set back, and the tables are vacuumed. One thread's.
 */
final class HidingTurns implements AutoCloseable {

    private static final long SEED = 20260104;
    private static final int CHECKED = 20;

    /** What is done in a turn. */
    enum Work {
        /** One row is deleted. */
        DELETE,
        /** A row is deleted, and a hundred go with it. */
        CASCADE,
        /** These are restored. */
        RESTORE
    }

    private final Work work;
    private final History history;
    private final Hiding hiding;
    private final List<UUID> ids;
    private final UUID[] deletions;
    private int next;

    private HidingTurns(Work work, History history, Hiding hiding) throws Exception {
        this.work = work;
        this.history = history;
        this.hiding = hiding;
        this.ids = history.ids(work == Work.DELETE);
        Collections.shuffle(ids, new Random(SEED));
        this.deletions = new UUID[ids.size()];
        for (int i = 0; work == Work.RESTORE && i < deletions.length; i++) {
            deletions[i] = history.deletionOf(ids.get(i));
        }
        setBack();
    }

    /** Begins, and compares what the contender leaves with what it should. */
    static HidingTurns open(Work work, History history, Hiding hiding) throws Exception {
        HidingTurns turns = new HidingTurns(work, history, hiding);
        turns.check();
        turns.setBack();
        return turns;
    }

    private void check() throws Exception {
        for (int turns = 1; turns <= Math.min(CHECKED, ids.size()); turns++) {
            run();
            Set<UUID> expected =
                    Set.copyOf(work == Work.RESTORE ? ids.subList(turns, ids.size()) : ids.subList(0, turns));
            String which = work == Work.DELETE
                    ? "0 authors, %1$d commits, %1$d deletions".formatted(turns)
                    : "%1$d authors, %2$d commits, %1$d deletions"
                            .formatted(expected.size(), expected.size() * History.COMMITS);
            String left = history.deleted();
            if (!left.equals(which) || !history.deletedIds(work == Work.DELETE).equals(expected)) {
                throw new IllegalStateException(hiding.getClass().getSimpleName() + " on " + history.authors.name()
                        + " left deleted: " + left + ", and should leave " + which + ": those of " + expected);
            }
        }
    }

    /** Before a turn: nothing to do but after the last row. */
    void prepare() throws Exception {
        if (next == ids.size()) {
            setBack();
        }
    }

    private void setBack() throws Exception {
        if (work == Work.RESTORE) {
            history.allDeleted();
        } else {
            history.allLive();
        }
        next = 0;
    }

    /** One operation of the contender, which gives the number of rows that it says it changed. */
    long run() throws Exception {
        int turn = next++;
        UUID id = ids.get(turn);
        long changed =
                switch (work) {
                    case DELETE -> hiding.deleteCommit(id);
                    case CASCADE -> hiding.deleteAuthor(id);
                    case RESTORE -> hiding.restoreAuthor(id, deletions[turn]);
                };
        if (changed == 0) {
            throw new IllegalStateException("Nothing was there to " + work);
        }
        return changed;
    }

    @Override
    public void close() throws Exception {
        hiding.close();
    }
}
