package dev.holdfast.benchmarks.event;

import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.sql.JsonCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The accounts' events. The version says everything of an event, so that what a contender stored can be compared with what
 * it was to store.
 */
final class Ledger {

    static final String CATEGORY = "account";
    static final JsonCodec JSON = new Jackson3Json();
    static final EventSettings SETTINGS = EventSettings.with(EventTypes.of(LedgerEvent.class));
    static final Aggregate<Void, Balance, LedgerEvent> ACCOUNT = Aggregate.of(
            CATEGORY, LedgerEvent.class, Decider.of(() -> Balance.NONE, (command, state) -> List.of(), Balance::after));

    private static final String NOTE =
            "an invoice of some length, as such notes tend to be, paid on the day it was due";
    private static final int WITHDRAWN_EACH = 4;

    private Ledger() {}

    static LedgerEvent event(long version) {
        String reference = "transfer-" + version;
        return version % WITHDRAWN_EACH == 0
                ? new LedgerEvent.Withdrawn(version, reference, NOTE)
                : new LedgerEvent.Deposited(version, reference, NOTE);
    }

    /** The events behind a version. */
    static List<LedgerEvent> events(long version, int count) {
        List<LedgerEvent> events = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            events.add(event(version + i));
        }
        return events;
    }

    static Balance balance(long version) {
        Balance balance = Balance.NONE;
        for (long at = 1; at <= version; at++) {
            balance = balance.after(event(at));
        }
        return balance;
    }

    static String type(LedgerEvent event) {
        return event instanceof LedgerEvent.Deposited ? "deposited" : "withdrawn";
    }

    static String json(LedgerEvent event) {
        return JSON.write(event, event.getClass());
    }

    static LedgerEvent event(String type, String json) {
        return (LedgerEvent)
                JSON.read(json, type.equals("deposited") ? LedgerEvent.Deposited.class : LedgerEvent.Withdrawn.class);
    }

    /** The type of the event at a version, in SQL. */
    static String typeSql(String version) {
        return "case when " + version + " % " + WITHDRAWN_EACH + " = 0 then 'withdrawn' else 'deposited' end";
    }

    /** The JSON of the event at a version, in SQL. */
    static String jsonSql(String version) {
        return "json_build_object('cents', " + version + ", 'reference', 'transfer-' || " + version + ", 'note', '"
                + NOTE + "')";
    }
}
