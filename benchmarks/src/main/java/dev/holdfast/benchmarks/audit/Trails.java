package dev.holdfast.benchmarks.audit;

import java.util.List;

/** What keeps changes in one contender's table or another's. */
final class Trails {

    static final Trail PLAIN = new NoTrail();
    static final Trail WHOLE_COPIES = new WholeCopies();
    static final Trail PGHISTORY_STYLE = new EventTable();

    static final List<Trail> ALL = List.of(
            PLAIN, WHOLE_COPIES, PGHISTORY_STYLE, HoldfastTrail.AUDIT, HoldfastTrail.HISTORY, HoldfastTrail.BOTH);

    private Trails() {}
}
