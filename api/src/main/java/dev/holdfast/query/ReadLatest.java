package dev.holdfast.query;

import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;

/**
 * The versions that have no later one. Where few are wanted each is looked up by itself: the planner would rather read a
 * tenant's versions from end to end once more.
 */
record ReadLatest(Table table, boolean few) implements Reading {

    @Override
    public void writeSource(Source source, SqlWriter out) {
        Versions versions = new Versions(table, "version", out);
        Versions later = new Versions(table, "later", out);
        out.append("(");
        versions.writeSelect("", false, out);
        out.append(" and not version.holdfast_gone and not exists (select from ");
        later.writeSource(out);
        out.append(" where ");
        later.writeSameKey(versions, out);
        out.append(" and later.holdfast_sequence > version.holdfast_sequence and ");
        later.writeKnown(out);
        out.append(few ? " offset 0" : "").append(")) as ").identifier(out.called(source.base()));
    }
}
