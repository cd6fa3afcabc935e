package dev.holdfast.jdbi.internal.table;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.internal.session.ManagedHandles;
import dev.holdfast.jdbi.internal.session.ManagedHandles.ManagedTransaction;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.StoredTable;
import dev.holdfast.table.Table;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.sqlobject.SqlObject;
import org.jspecify.annotations.Nullable;

/**
 * A SqlObject of the user's that is about one table, as {@link ForTable} says, in the transaction that it is attached to. Made for
 * each call.
 *
 * @param type the interface that names the table
 */
public record AttachedDao(ManagedTransaction tx, Class<?> type, Table table) {

    /** Nothing where it doesn't say. */
    private record Declared(@Nullable Class<?> type, Class<? extends StoredTable> table) {}

    private static final ClassValue<Declared> DECLARED = new ClassValue<>() {
        @Override
        protected Declared computeValue(Class<?> proxy) {
            return declared(proxy);
        }
    };

    /**
     * The table and the transaction behind a SqlObject.
     *
     * @param door the interface of Holdfast's that it extends, for messages
     */
    public static AttachedDao of(SqlObject dao, Class<?> door) {
        Declared declared = DECLARED.get(dao.getClass());
        Class<?> type = declared.type();
        if (type == null) {
            throw new StatementException("A SqlObject that extends " + door.getSimpleName() + " doesn't say its table ("
                    + Arrays.toString(dao.getClass().getInterfaces()) + "): put @ForTable(YourTable.class) on it");
        }
        ManagedTransaction managed = ManagedHandles.find(dao.getHandle());
        if (managed == null) {
            throw new TransactionRequiredException(type.getName()
                    + " isn't attached by a session of Holdfast, and has no tenant: use scope.withSqlObject(…),"
                    + " tx.attach(…), or scope.joining(handle, tx -> …) for a handle of your own");
        }
        Table table = managed.schema().tables().stream()
                .filter(declared.table()::isInstance)
                .findFirst()
                .orElseThrow(() -> new StatementException(type.getName() + " is for "
                        + declared.table().getName() + ", which isn't in the schema: register the table"));
        return new AttachedDao(managed, type, table);
    }

    private static Declared declared(Class<?> proxy) {
        Class<?> type = annotated(proxy);
        return type == null
                ? new Declared(null, StoredTable.class)
                : new Declared(type, type.getAnnotation(ForTable.class).value());
    }

    /** The interface among all that the proxy has. */
    private static @Nullable Class<?> annotated(@Nullable Class<?> type) {
        if (type == null || type.isAnnotationPresent(ForTable.class)) {
            return type;
        }
        for (Class<?> each : type.getInterfaces()) {
            Class<?> found = annotated(each);
            if (found != null) {
                return found;
            }
        }
        return annotated(type.getSuperclass());
    }

    /**
     * The values of a key, in the order of the table's declaration, without the tenant.
     *
     * @param id the value, or for a key of several columns a record with a component for each
     */
    public List<Object> key(Object id) {
        List<AnyColumn<?>> columns = KeyColumns.of(table, false).columns();
        if (columns.size() == 1) {
            return List.of(id);
        }
        List<Object> parts = new ArrayList<>(columns.size());
        for (AnyColumn<?> column : columns) {
            parts.add(part(id, column));
        }
        return parts;
    }

    private Object part(Object id, AnyColumn<?> column) {
        RecordComponent[] components =
                id.getClass().isRecord() ? id.getClass().getRecordComponents() : new RecordComponent[0];
        for (RecordComponent component : components) {
            if (normal(component.getName()).equals(normal(column.name()))) {
                try {
                    component.getAccessor().setAccessible(true);
                    Object value = component.getAccessor().invoke(id);
                    if (value != null) {
                        return value;
                    }
                } catch (ReflectiveOperationException e) {
                    throw new MappingException(
                            "The components of " + id.getClass().getName() + " can't be read: make it public");
                }
            }
        }
        throw new MappingException("The key of " + table.name() + " has several columns, and "
                + id.getClass().getName() + " has no value for " + column.name()
                + ": use a record with a component for each");
    }

    private static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
