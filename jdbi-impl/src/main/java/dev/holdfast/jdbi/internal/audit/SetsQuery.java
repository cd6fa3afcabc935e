package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditFilter;
import dev.holdfast.audit.ChangeSet;
import dev.holdfast.audit.ChangeSetsQuery;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import java.util.function.Function;

/** Change sets of the log. */
final class SetsQuery implements Query<ChangeSet> {

    private final AuditSession session;
    private final ChangeSetsQuery asked;
    private final LogColumns columns;
    private final Shape shape;

    SetsQuery(AuditSession session, ChangeSetsQuery asked) {
        this.session = session;
        this.asked = asked;
        this.columns = new LogColumns(session.tenantType());
        this.shape = columns.changeSets();
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        if (asked.filter().requestId() == null) {
            InOrder.write(out, this::write);
        } else {
            write(out);
        }
        return List.of(out.toText());
    }

    private void write(SqlWriter out) {
        AuditFilter filter = asked.filter();
        out.append("select ").parts(shape.selected(), ", ").append(" from holdfast.change_sets c where ");
        session.writeOwn(out, "c");
        if (asked.id() != null) {
            out.append(" and c.change_set_id = ").parameter(Parameter.of(asked.id(), SqlTypes.BIGINT, "change set"));
        }
        FilterSql.writeWho(out, filter, "c");
        FilterSql.writeWhen(out, filter, "c");
        if (asked.after() != null) {
            out.append(" and c.change_set_id")
                    .append(FilterSql.behind(filter))
                    .parameter(Parameter.of(asked.after(), SqlTypes.BIGINT, "after"));
        }
        out.append(" order by c.change_set_id")
                .append(FilterSql.direction(filter))
                .append(" limit ")
                .append(String.valueOf(filter.limit()));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Function<Row, ChangeSet> mapper() {
        return columns::changeSet;
    }
}
