package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Mutation;
import dev.holdfast.sql.SqlWriter;
import java.util.List;

/** Has deferred constraints checked now: those that are in the way are to be found before the commit. */
record DeferredCheck() implements Mutation {

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        out.markWrite();
        return List.of(out.append("set constraints all immediate").toText());
    }

    @Override
    public String describe() {
        return "the check of deferred constraints";
    }
}
