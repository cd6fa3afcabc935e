package dev.holdfast.examples.projections;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;

public final class ScansTemplate implements DatabaseTemplate {

    @Override
    public void prepare(TestDatabase database) throws Exception {
        ExampleDatabase.prepare(
                database, Changelog.of(StatisticsMain.SCHEMA, "scans").toXml());
    }
}
