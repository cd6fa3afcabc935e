package dev.holdfast.jdbi.internal.deletion.sqlobject;

import dev.holdfast.Transaction;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.SoftDeletes;
import dev.holdfast.jdbi.internal.session.ManagedHandles;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jspecify.annotations.Nullable;

/** The engine behind a {@link SoftDeletes}: its transaction, its table, its types. Made for each call. */
public final class SoftDeleteDao {

    private record Declared(Class<?> type, Class<? extends SoftDeletable> table, Class<?> row) {}

    private static final ClassValue<Declared> DECLARED = new ClassValue<>() {
        @Override
        protected Declared computeValue(Class<?> proxy) {
            return declared(proxy);
        }
    };

    private final Transaction tx;
    private final SoftDeletable table;
    private final Declared declared;

    private SoftDeleteDao(Transaction tx, SoftDeletable table, Declared declared) {
        this.tx = tx;
        this.table = table;
        this.declared = declared;
    }

    public static SoftDeleteDao of(SoftDeletes<?, ?> dao) {
        Declared declared = DECLARED.get(dao.getClass());
        ManagedHandles.ManagedTransaction managed = ManagedHandles.find(dao.getHandle());
        if (managed == null) {
            throw new TransactionRequiredException(declared.type().getName()
                    + " isn't attached by a session of Holdfast, and has no tenant: use scope.withSqlObject(…),"
                    + " tx.attach(…), or scope.joining(handle, tx -> …) for a handle of your own");
        }
        Transaction tx = managed;
        SoftDeletable table = tableIn(tx, declared);
        if (managed.audience() == Audience.ALL_TENANTS && table.tenantKey() != null) {
            throw new TenantRequiredException(declared.type().getName()
                    + " names rows by their key, which several tenants may have: use it in forEachTenant(scope -> …)");
        }
        return new SoftDeleteDao(tx, table, declared);
    }

    private static SoftDeletable tableIn(Transaction tx, Declared declared) {
        return tx.schema().softDeletable().stream()
                .filter(declared.table()::isInstance)
                .map(SoftDeletable.class::cast)
                .findFirst()
                .orElseThrow(() -> new StatementException(declared.type().getName() + " is for "
                        + declared.table().getName() + ", which isn't in the schema: register the table"));
    }

    private static Declared declared(Class<?> proxy) {
        Class<?> type = annotated(proxy);
        ForTable forTable = type == null ? null : type.getAnnotation(ForTable.class);
        if (type == null || forTable == null) {
            throw new StatementException("A SqlObject that extends SoftDeletes doesn't say its table ("
                    + Arrays.toString(proxy.getInterfaces()) + "): put @ForTable(YourTable.class) on it");
        }
        return new Declared(type, forTable.value(), rowType(type));
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

    private static Class<?> rowType(Type dao) {
        return GenericTypes.findGenericParameter(dao, SoftDeletes.class, 0)
                .<Class<?>>map(GenericTypes::getErasedType)
                .orElseThrow(() -> new MappingException(
                        dao.getTypeName() + " extends SoftDeletes without its types: write SoftDeletes<Row, Key>"));
    }

    public Deletion delete(Object id) {
        return tx.deleteFrom(table).where(is(id)).execute();
    }

    public RestoreResult restore(Object id) {
        return tx.restore(table).where(is(id)).execute();
    }

    public List<?> deleted() {
        List<Ordering> order = new ArrayList<>();
        order.add(table.deletedAt().desc());
        for (AnyColumn<?> column : table.primaryKey()) {
            if (column instanceof OrderedExpression<?> ordered) {
                order.add(ordered.asc());
            }
        }
        return tx.from(table)
                .onlyDeleted()
                .where(table.deletedAt().isNotNull())
                .orderBy(order.toArray(Ordering[]::new))
                .mapTo(declared.row())
                .list();
    }

    public Optional<?> deleted(Object id) {
        return tx.from(table)
                .onlyDeleted()
                .where(table.deletedAt().isNotNull().and(is(id)))
                .mapTo(declared.row())
                .findOne();
    }

    private Condition is(Object id) {
        List<AnyColumn<?>> columns = KeyColumns.of(table.asTable(), false).columns();
        return columns.size() == 1 ? equal(columns.get(0), id) : KeyColumns.in(columns, List.of(parts(id, columns)));
    }

    private static Condition equal(AnyColumn<?> column, Object id) {
        Parameter value = Values.required(column.type(), column.qualifiedName(), id);
        return Condition.of(out -> out.part(column).append(" = ").parameter(value));
    }

    /** The components of a record, by the columns' names. */
    private List<Object> parts(Object id, List<AnyColumn<?>> columns) {
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
