package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.AbsentContenderException;
import java.util.List;

/** In place of a contender that isn't to be had: it tells why whenever it is to append. */
final class AbsentEvents implements EventStoring {

    private final AbsentContenderException why;

    AbsentEvents(AbsentContenderException why) {
        this.why = why;
    }

    @Override
    public List<String> tables() {
        return List.of();
    }

    @Override
    public void create(EventTables as) {}

    @Override
    public String filling(EventFill fill) {
        throw why;
    }

    @Override
    public String reading() {
        throw why;
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) {
        throw why;
    }

    @Override
    public void close() {}
}
