package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two modules that don't know of each other shorten names: by one rule. */
class MadeNamesTest {

    @Test
    @DisplayName("SD-21 the changes of Liquibase name what they make as the schema reckons")
    void oneRule() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("MadeNamesTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String table = name(random);
            List<String> columns = random.nextBoolean() ? List.of() : List.of(name(random), name(random));
            String suffix = random.nextBoolean() ? "_tenant_idx" : "_key";
            int longest = random.nextBoolean() ? 63 : 58;
            List<String> parts = new java.util.ArrayList<>(List.of(table));
            parts.addAll(columns);
            assertThat(Names.made(table, String.join(", ", columns), suffix, longest))
                    .isEqualTo(Identifiers.derived(parts, suffix, longest));
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder("n");
        int length = random.nextInt(40);
        while (name.length() < length) {
            name.append(
                    List.of("a", "_", " b", "\u00e9", "\ud83d\udc1d", "\"", ".").get(random.nextInt(7)));
        }
        return name.append('n').toString();
    }
}
