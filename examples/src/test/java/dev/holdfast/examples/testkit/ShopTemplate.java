package dev.holdfast.examples.testkit;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;

// region:template
public final class ShopTemplate implements DatabaseTemplate {

    @Override
    public void prepare(TestDatabase database) throws Exception {
        ExampleDatabase.prepare(database, Changelog.of(Shop.SCHEMA, "shop").toXml()); // Liquibase, as the owner
    }
}
// endregion:template
