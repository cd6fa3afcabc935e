package dev.holdfast.liquibase.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;
import liquibase.change.ChangeParameterMetaData;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;

/**
 * The properties a change has, and the refusal of those it doesn't have. Liquibase ignores an unknown key in YAML and JSON,
 * so a misspelt one would silently have no effect.
 */
final class PropertyNames {
    private final String change;
    private final Map<String, Class<?>> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private PropertyNames(String change) {
        this.change = change;
    }

    static PropertyNames of(Change change) {
        PropertyNames names = new PropertyNames(change.getSerializedObjectName());
        for (ChangeParameterMetaData property : Scope.getCurrentScope()
                .getSingleton(ChangeFactory.class)
                .getChangeMetaData(change)
                .getParameters()
                .values()) {
            names.types.put(property.getParameterName(), property.getDataTypeClass());
        }
        return names;
    }

    void check(ParsedNode node) throws ParsedNodeException {
        if (node.getValue() != null) {
            throw new ParsedNodeException(
                    change + " takes properties, not the bare value \"" + node.getValue() + "\". It has: " + known());
        }
        for (ParsedNode child : node.getChildren()) {
            Class<?> type = types.get(child.getName());
            if (type == null) {
                throw new ParsedNodeException(change + " has no property \"" + child.getName() + "\""
                        + nearest(child.getName())
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(".")
                        + " It has: " + known());
            }
            Object value = child.getValue();
            if (type == Boolean.class && value != null && !value.toString().matches("(?i)true|false")) {
                // Boolean.valueOf would read it as false.
                throw new ParsedNodeException(
                        change + ": " + child.getName() + " is \"" + value + "\"; it can be true or false");
            }
            if (type == String.class && value instanceof Collection<?> list) {
                child.setValue(list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
        }
    }

    private String known() {
        return String.join(", ", types.keySet());
    }

    private Optional<String> nearest(String unknown) {
        int farthest = Math.max(2, unknown.length() / 3);
        return types.keySet().stream()
                .filter(name -> distance(unknown, name) <= farthest || startsWith(name, unknown))
                .min(Comparator.comparing((String name) -> !startsWith(name, unknown))
                        .thenComparing(name -> distance(unknown, name)));
    }

    private static boolean startsWith(String name, String start) {
        return start.length() > 2 && name.regionMatches(true, 0, start, 0, start.length());
    }

    /** Levenshtein's distance, without regard to case. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
