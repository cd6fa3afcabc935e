package dev.holdfast.audit;

import dev.holdfast.internal.Paging;
import dev.holdfast.internal.Required;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A read of change sets, without what they did. Immutable: each modifier returns another one. The newest come first, unless
 * {@link #oldestFirst} says otherwise.
 */
public final class ChangeSetsRead {

    private final AuditRunner runner;
    private final ChangeSetsQuery query;

    ChangeSetsRead(AuditRunner runner, ChangeSetsQuery query) {
        this.runner = runner;
        this.query = query;
    }

    private ChangeSetsRead with(UnaryOperator<AuditFilter> change) {
        return new ChangeSetsRead(runner, new ChangeSetsQuery(null, query.after(), change.apply(query.filter())));
    }

    /** Only this actor's. */
    public ChangeSetsRead byActor(String actor) {
        return with(known -> known.byActor(Required.given("byActor", actor)));
    }

    /** Only those of this request. */
    public ChangeSetsRead byRequest(String requestId) {
        return with(known -> known.byRequest(Required.given("byRequest", requestId)));
    }

    /** Only those recorded from a moment on, and before another one. */
    public ChangeSetsRead between(Instant from, Instant to) {
        return with(known -> known.between(Required.given("between", from), Required.given("between", to)));
    }

    /** The oldest first. */
    public ChangeSetsRead oldestFirst() {
        return with(known -> known.newestFirst(false));
    }

    /** The newest first, as it is unless said otherwise. */
    public ChangeSetsRead newestFirst() {
        return with(known -> known.newestFirst(true));
    }

    /** Only those behind one, in the order that is read: to go on from the last one of a page, by its id. */
    public ChangeSetsRead after(long id) {
        return new ChangeSetsRead(runner, new ChangeSetsQuery(null, id, query.filter()));
    }

    /**
     * The next change sets, in an unmodifiable list; fewer than asked for at the end. One round trip.
     *
     * @param limit how many at most; 1 to 1,000,000
     */
    public List<ChangeSet> list(int limit) {
        return runner.changeSets(with(filter -> filter.limit(limit)).query);
    }

    /** All of them, one by one, in constant memory: a round trip for each thousand, and no connection in between. */
    public Stream<ChangeSet> stream() {
        Paging<List<ChangeSet>> paging = new Paging<>() {

            private ChangeSetsQuery left = query;

            @Override
            protected List<ChangeSet> next() {
                List<ChangeSet> page = runner.changeSets(left);
                if (page.size() < AuditFilter.PAGE) {
                    end();
                } else {
                    left = new ChangeSetsQuery(null, page.get(page.size() - 1).id(), query.filter());
                }
                return page;
            }
        };
        return paging.stream().flatMap(List::stream);
    }
}
