package dev.holdfast.examples.history;

import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** What sections there are; without a history. */
public final class Sections extends Table {

    public static final Sections SECTIONS = new Sections();

    public final TextColumn<String> code = text("code").primaryKey();
    public final TextColumn<String> label = text("label");

    private Sections() {
        super("sections");
    }
}
