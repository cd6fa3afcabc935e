package dev.holdfast.changelog;

import dev.holdfast.table.Table;

/** The changes that keep every state of a table's rows. */
public final class HistoryChanges {

    private HistoryChanges() {}

    /**
     * Gives a table a history: the table of its rows' versions, and the triggers that write it.
     *
     * @param table a {@link dev.holdfast.table.Historical} one
     */
    public static Change enableHistory(Table table) {
        return Attributes.withTenant(Attributes.ofTable("holdfast:enableHistory", table), table);
    }

    /** What a historical table has beside it. */
    static void write(Table table, ChangelogXml xml) {
        if (table.isHistorical()) {
            xml.open(table.qualifiedName() + " history");
            xml.add(enableHistory(table));
            xml.close();
        }
    }
}
