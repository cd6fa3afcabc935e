package dev.holdfast.jdbi.internal.deletion.sqlobject;

import dev.holdfast.Transaction;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.jdbi.SoftDeletes;
import dev.holdfast.jdbi.internal.table.AttachedDao;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.generic.GenericTypes;

/** The engine behind a {@link SoftDeletes}: its transaction, its table, its types. Made for each call. */
public final class SoftDeleteDao {

    private static final ClassValue<Class<?>> ROWS = new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> type) {
            return rowType(type);
        }
    };

    private final AttachedDao dao;
    private final Transaction tx;
    private final SoftDeletable table;

    private SoftDeleteDao(AttachedDao dao, SoftDeletable table) {
        this.dao = dao;
        this.tx = dao.tx();
        this.table = table;
    }

    public static SoftDeleteDao of(SoftDeletes<?, ?> object) {
        AttachedDao dao = AttachedDao.of(object, SoftDeletes.class);
        String type = dao.type().getName();
        if (!(dao.table() instanceof SoftDeletable table)) {
            throw new StatementException(type + " extends SoftDeletes and is for "
                    + dao.table().getClass().getName() + ", which isn't soft-deletable: declare it SoftDeletable");
        }
        if (dao.tx().audience() == Audience.ALL_TENANTS && dao.table().tenantKey() != null) {
            throw new TenantRequiredException(type
                    + " names rows by their key, which several tenants may have: use it in forEachTenant(scope -> …)");
        }
        ROWS.get(dao.type()); // the types are asked for before anything is done
        return new SoftDeleteDao(dao, table);
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
                .mapTo(ROWS.get(dao.type()))
                .list();
    }

    public Optional<?> deleted(Object id) {
        return tx.from(table)
                .onlyDeleted()
                .where(table.deletedAt().isNotNull().and(is(id)))
                .mapTo(ROWS.get(dao.type()))
                .findOne();
    }

    private Condition is(Object id) {
        List<AnyColumn<?>> columns = KeyColumns.of(table.asTable(), false).columns();
        return columns.size() == 1 ? equal(columns.get(0), id) : KeyColumns.in(columns, List.of(dao.key(id)));
    }

    private static Condition equal(AnyColumn<?> column, Object id) {
        Parameter value = Values.required(column.type(), column.qualifiedName(), id);
        return Condition.of(out -> out.part(column).append(" = ").parameter(value));
    }
}
