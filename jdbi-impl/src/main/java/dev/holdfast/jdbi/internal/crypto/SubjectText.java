package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.EncryptedColumn;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A person's id as the text under which their keys stand: as PostgreSQL writes the subject column. */
final class SubjectText {

    private static final int MAX = 200;
    private static final String LABEL = "subject";

    private SubjectText() {}

    /**
     * The text of an id.
     *
     * @param others whether people are known elsewhere than in the schema's tables
     * @throws InvalidValueException where no subject column of the schema holds such ids
     */
    static String of(@Nullable Object subject, JdbiScope scope, boolean others) {
        if (subject == null) {
            throw new InvalidValueException(LABEL, "is null", "give the person's id");
        }
        Set<AnyColumn<?>> columns = columns(scope);
        String text = columns.stream()
                .map(column -> text(column.type(), subject))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> others ? plain(subject) : null);
        if (text == null) {
            throw new InvalidValueException(
                    LABEL,
                    "is a " + subject.getClass().getName() + ", and "
                            + (columns.isEmpty()
                                    ? "no column of the schema is encrypted per subject"
                                    : "people are known by " + described(columns)),
                    columns.isEmpty() ? "declare one perSubject(…)" : "give an id of that type");
        }
        return Gate.name(LABEL, text, MAX, "give the id");
    }

    private static Set<AnyColumn<?>> columns(JdbiScope scope) {
        Set<AnyColumn<?>> columns = new LinkedHashSet<>();
        scope.schema().tables().forEach(table -> table.encryptedColumns().stream()
                .<@Nullable AnyColumn<?>>map(EncryptedColumn::subject)
                .filter(Objects::nonNull)
                .forEach(columns::add));
        return columns;
    }

    private static String described(Set<AnyColumn<?>> columns) {
        return columns.stream()
                .map(column -> column.qualifiedName() + " (" + column.type() + ")")
                .collect(Collectors.joining(", "));
    }

    private static @Nullable String text(ValueType type, Object subject) {
        if (type.javaClass().isInstance(subject)) {
            return type.toWire(subject).toString();
        }
        Wire wire = type.wire();
        boolean whole = wire == Wire.BIGINT || wire == Wire.INTEGER || wire == Wire.SMALLINT;
        boolean fits = wire == Wire.UUID && subject instanceof UUID
                || wire == Wire.TEXT && subject instanceof String
                || whole && isWhole(subject);
        return fits ? subject.toString() : null;
    }

    private static boolean isWhole(Object subject) {
        return subject instanceof Long || subject instanceof Integer || subject instanceof Short;
    }

    private static @Nullable String plain(Object subject) {
        return subject instanceof UUID || subject instanceof String || isWhole(subject) ? subject.toString() : null;
    }
}
