package dev.holdfast.benchmarks.audit;

import java.util.List;
import javax.sql.DataSource;

/** Nothing is kept: the floor. */
final class NoTrail implements Trail {

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void begin(DataSource owner) {}

    @Override
    public List<String> kept() {
        return List.of();
    }

    @Override
    public String stores() {
        return "";
    }
}
