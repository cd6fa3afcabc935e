package dev.holdfast.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SQL that is written by hand reads, as far as its own text says: not what views, functions and SQL inside of them do.
 *
 * @param sources what stands where a table does, and isn't written to
 * @param names the names in it
 * @param parameters how many {@code ?} it has
 */
public record PlainReads(List<Source> sources, PlainNames names, int parameters) {

    /**
     * What stands where a table does.
     *
     * @param qualifier the last of what stands before its name with a dot; null for nothing
     * @param name its name, as PostgreSQL takes it
     * @param isCall whether it is a function
     * @param parameter which parameter, counted from 0, is all that the function is given; -1 where it is given something else
     */
    public record Source(@Nullable String qualifier, String name, boolean isCall, int parameter) {}

    public PlainReads {
        sources = List.copyOf(sources);
    }

    /** What a statement's text reads, whose parameters are question marks. */
    public static PlainReads of(String sql) {
        return PlainSqlScan.of(sql).reads();
    }

    /** Whether a table stands there. Where it can't be told from a column in {@code is distinct from}, it does. */
    public boolean isTable(Source source) {
        boolean isColumn = source.qualifier() != null && names.declares(source.qualifier());
        boolean isExpression = source.qualifier() == null && names.hides(source.name());
        return !source.isCall() && !isColumn && !isExpression;
    }
}
