package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.Transaction;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.Required;
import dev.holdfast.projection.Writes;
import dev.holdfast.query.Mutation;
import java.util.ArrayList;
import java.util.List;

/** What handlers want written, until it is sent. For one transaction. */
final class PendingWrites implements Writes {

    /** So that a batch of many large events doesn't lie in memory once more. */
    private static final int MOST = 5_000;

    private final Transaction tx;
    private final List<Mutation> mutations = new ArrayList<>();
    private final List<Integer> single = new ArrayList<>();
    private boolean ended;

    PendingWrites(Transaction tx) {
        this.tx = tx;
    }

    @Override
    public void add(Mutation mutation) {
        if (ended) {
            throw new TransactionMisuseException(
                    "The event has been handled: add what it writes within the handler's call");
        }
        if (mutations.size() == MOST) {
            send();
        }
        mutations.add(Required.given("add", mutation));
    }

    @Override
    public void addOne(Mutation mutation) {
        add(mutation);
        single.add(mutations.size() - 1);
    }

    /** Sends them; what is added later would be lost, and is refused. */
    void end() {
        send();
        ended = true;
    }

    /** Sends them, and waits. */
    void send() {
        if (mutations.isEmpty()) {
            return;
        }
        List<Long> counts = tx.executeAll(mutations);
        for (int index : single) {
            String what = mutations.get(index).describe();
            if (counts.get(index) == 0) {
                throw new NoRowException(what);
            }
            if (counts.get(index) > 1) {
                throw new TooManyRowsException(what);
            }
        }
        mutations.clear();
        single.clear();
    }
}
