package dev.holdfast.jdbi.attack;

import dev.holdfast.jdbi.JdbiScope;
import java.util.stream.Collectors;

/** Plans as the application's role gets them. */
public final class Plan {

    private Plan() {}

    /**
     * The plan of a statement that is prepared on the server.
     *
     * @param mode a value of {@code plan_cache_mode}
     * @param sql with {@code ?} for each parameter
     * @param types the parameters' types
     * @param values what is given for them
     */
    public static String of(JdbiScope scope, String mode, String sql, String types, String values) {
        String numbered = sql;
        for (int i = 1; numbered.contains("?"); i++) {
            numbered = numbered.replaceFirst("\\?", "\\$" + i);
        }
        String prepared = numbered;
        return scope.withHandle(handle -> {
            handle.execute("set local plan_cache_mode = " + mode);
            handle.execute("prepare planned (" + types + ") as " + prepared);
            String plan = handle.createQuery("explain execute planned(" + values + ")").mapTo(String.class).stream()
                    .collect(Collectors.joining("\n"));
            handle.execute("deallocate planned");
            return plan;
        });
    }
}
