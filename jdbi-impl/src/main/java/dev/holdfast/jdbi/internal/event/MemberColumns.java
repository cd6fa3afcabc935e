package dev.holdfast.jdbi.internal.event;

import dev.holdfast.query.RowReader;
import dev.holdfast.query.Shape;
import java.util.List;

/** The columns of personal members, read where the reader stands. */
record MemberColumns(
        PlacedColumn<List<String>> names, PlacedColumn<List<String>> subjects, PlacedColumn<List<byte[]>> cells) {

    static MemberColumns of(Shape shape) {
        return new MemberColumns(
                PlacedColumn.of(shape, EventColumns.MEMBERS),
                PlacedColumn.of(shape, EventColumns.SUBJECTS),
                PlacedColumn.of(shape, EventColumns.CELLS));
    }

    SealedMembers in(RowReader row) {
        List<String> found = names.orNull(row);
        return found == null ? SealedMembers.NONE : new SealedMembers(found, subjects.orNull(row), cells.orNull(row));
    }
}
