package dev.holdfast.internal;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Pages, each fetched when it is asked for, until {@link #end} is called. Used by one thread. */
public abstract class Paging<P> {

    private boolean ended;

    /** The next page; calls {@link #end} where it is the last. */
    protected abstract P next();

    protected final void end() {
        ended = true;
    }

    public final Stream<P> stream() {
        return StreamSupport.stream(
                new AbstractSpliterator<P>(Long.MAX_VALUE, Spliterator.ORDERED) {
                    @Override
                    public boolean tryAdvance(Consumer<? super P> action) {
                        if (ended) {
                            return false;
                        }
                        action.accept(next());
                        return true;
                    }
                },
                false);
    }
}
