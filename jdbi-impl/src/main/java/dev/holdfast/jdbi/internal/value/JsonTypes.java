package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the codec of each type that is kept as JSON whether its values come back as they were stored, before any is. Not
 * thread-safe.
 */
public final class JsonTypes {

    private final JsonCodec codec;
    private final List<String> problems = new ArrayList<>();

    public JsonTypes(JsonCodec codec) {
        this.codec = codec;
    }

    /** All columns with JSON in them: arrays and encrypted ones, too. */
    public void add(Schema schema) {
        for (Table table : schema.tables()) {
            for (AnyColumn<?> column : table.columns()) {
                add(column.qualifiedName(), column.type());
            }
        }
    }

    private void add(String name, ValueType type) {
        ValueType element = type.element();
        if (type.wire() == Wire.JSON) {
            add(name, type.javaType());
        } else if (element != null) {
            add(name, element);
        } else if (type.protection() instanceof EncryptedCell cell) {
            add(name, cell.plain());
        }
    }

    /**
     * A type.
     *
     * @param name what is of it
     */
    public void add(String name, Type type) {
        codec.check(type).problems().forEach(problem -> problems.add(name + ": " + problem));
    }

    /**
     * Ends.
     *
     * @throws SchemaException where something was found; it names all
     */
    public void refuse() {
        if (!problems.isEmpty()) {
            throw new SchemaException("What is stored as JSON would come back changed, and stored events can't be"
                    + " corrected. " + String.join(". ", problems));
        }
    }
}
