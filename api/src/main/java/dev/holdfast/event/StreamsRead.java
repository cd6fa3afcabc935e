package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Paging;
import java.util.List;
import java.util.stream.Stream;

/**
 * A read of what is known of a category's streams, closed and archived ones too, in the order of their ids by code point.
 * Immutable: {@link #after} returns another one.
 */
public final class StreamsRead {

    private static final int PAGE = 1_000;

    private final EventRunner runner;
    private final String category;
    private final String after;

    private StreamsRead(EventRunner runner, String category, String after) {
        this.runner = runner;
        this.category = category;
        this.after = after;
    }

    static StreamsRead of(EventRunner runner, String category) {
        return new StreamsRead(runner, StreamId.checkedCategory(category), "");
    }

    /**
     * Only streams behind an id, whether there is one of that id or not: to go on from the last one of a page.
     *
     * @param id 1 to 400 characters; who begins at the first one leaves this out
     */
    public StreamsRead after(String id) {
        if (id.isEmpty()) {
            throw new InvalidValueException(
                    "The id behind which streams are listed",
                    "is empty",
                    "leave after(…) out to begin at the first one");
        }
        return new StreamsRead(runner, category, StreamId.checkedId(id));
    }

    /**
     * The next streams, in an unmodifiable list; empty at the end. One round trip.
     *
     * @param limit how many at most; 1 to 1,000,000
     * @throws InvalidValueException where SQL has given one of them an id that no {@link StreamId} takes
     */
    public List<StreamInfo> page(int limit) {
        if (limit < 1 || limit > 1_000_000) {
            throw new InvalidValueException(
                    "A page's limit", "isn't between 1 and 1,000,000", "a thousand is a good one");
        }
        return runner.streams(new StreamsQuery(category, after, limit));
    }

    /**
     * All of them, one by one, in constant memory: a round trip for each thousand, and no connection in between, so that nothing
     * needs to be closed.
     */
    public Stream<StreamInfo> stream() {
        Paging<List<StreamInfo>> paging = new Paging<>() {

            private String last = after;

            @Override
            protected List<StreamInfo> next() {
                List<StreamInfo> page = runner.streams(new StreamsQuery(category, last, PAGE));
                if (page.size() < PAGE) {
                    end();
                } else {
                    last = page.get(PAGE - 1).stream().id();
                }
                return page;
            }
        };
        return paging.stream().flatMap(List::stream);
    }
}
