package dev.holdfast.history;

import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks for a token. */
final class TokenQuery implements Query<@Nullable String> {

    static final TokenQuery TOKEN = new TokenQuery();

    private static final Selectable<@Nullable String> VALUE =
            PlainSql.expression(SqlTypes.TEXT, "token", "holdfast.snapshot_token()");

    private TokenQuery() {}

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        out.markWrite(); // the first one on a cluster is noted
        return List.of(out.append("select holdfast.snapshot_token()").toText());
    }

    @Override
    public Shape shape() {
        return new Shape(List.of(VALUE), List.of(), List.of(), List.of());
    }

    @Override
    public Function<Row, @Nullable String> mapper() {
        return row -> row.getOrNull(VALUE);
    }
}
