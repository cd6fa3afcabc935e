package dev.holdfast.benchmarks.event;

/** An account's state: what its events come to. */
record Balance(long cents, long movements) {

    static final Balance NONE = new Balance(0, 0);

    Balance after(LedgerEvent event) {
        return new Balance(
                event instanceof LedgerEvent.Deposited in
                        ? cents + in.cents()
                        : event instanceof LedgerEvent.Withdrawn out ? cents - out.cents() : cents,
                movements + 1);
    }
}
