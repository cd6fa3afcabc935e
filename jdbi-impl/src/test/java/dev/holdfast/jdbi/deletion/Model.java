package dev.holdfast.jdbi.deletion;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the library's tables should hold, worked out in memory by the plainest of means. */
final class Model {

    private static final List<String> ORDER = List.of("writers", "books", "chapters", "loans", "portraits");
    private static final Set<String> CASCADES = Set.of("books", "chapters");
    private static final Set<String> NEED_LIVE_PARENT = Set.of("books", "chapters", "loans");

    /** A row. */
    static final class Node {
        private final String table;
        private final UUID id;
        private final @Nullable Node parent;
        private final @Nullable String value;
        private @Nullable UUID deletion;

        Node(String table, UUID id, @Nullable Node parent, @Nullable String value) {
            this.table = table;
            this.id = id;
            this.parent = parent;
            this.value = value;
        }

        String table() {
            return table;
        }

        UUID id() {
            return id;
        }

        boolean isLive() {
            return deletion == null;
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    final List<UUID> deletions = new ArrayList<>();

    @Nullable
    Node any(Random random) {
        return nodes.isEmpty() ? null : nodes.get(random.nextInt(nodes.size()));
    }

    @Nullable
    Node any(String table, Random random) {
        List<Node> of = nodes.stream().filter(n -> n.table.equals(table)).toList();
        return of.isEmpty() ? null : of.get(random.nextInt(of.size()));
    }

    @Nullable
    UUID anyDeletion(Random random) {
        return deletions.isEmpty() ? null : deletions.get(random.nextInt(deletions.size()));
    }

    String insert(String table, UUID id, @Nullable Node parent, @Nullable String value) {
        Node node = new Node(table, id, parent, value);
        if (nodes.stream().anyMatch(n -> n.isLive() && sameValue(n, node))) {
            return "taken";
        }
        if (NEED_LIVE_PARENT.contains(table) && !Objects.requireNonNull(parent).isLive()) {
            return "reference";
        }
        nodes.add(node);
        return "stored";
    }

    private static boolean sameValue(Node one, Node other) {
        return one.value != null
                && one.table.equals(other.table)
                && one.value.equals(other.value)
                && one.parent == other.parent;
    }

    private List<Node> children(Node node) {
        return nodes.stream().filter(n -> n.parent == node).toList();
    }

    String delete(Node node, UUID deletion) {
        if (!node.isLive()) {
            return "nothing";
        }
        Set<Node> going = new LinkedHashSet<>();
        addLive(node, going);
        for (Node each : going) {
            if (children(each).stream().anyMatch(c -> c.isLive() && c.table.equals("loans"))) {
                return "reference";
            }
        }
        going.forEach(each -> each.deletion = deletion);
        deletions.add(deletion);
        return counts(going);
    }

    private void addLive(Node node, Set<Node> going) {
        going.add(node);
        children(node).stream()
                .filter(child -> child.isLive() && CASCADES.contains(child.table))
                .forEach(child -> addLive(child, going));
    }

    Set<Node> hiddenBy(UUID deletion) {
        return nodes.stream()
                .filter(n -> deletion.equals(n.deletion))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Set<Node> withWhatWentAlong(Node node) {
        Set<Node> found = new LinkedHashSet<>();
        if (!node.isLive()) {
            addHidden(node, found);
        }
        return found;
    }

    private void addHidden(Node node, Set<Node> found) {
        found.add(node);
        children(node).stream()
                .filter(child -> CASCADES.contains(child.table) && Objects.equals(child.deletion, node.deletion))
                .forEach(child -> addHidden(child, found));
    }

    String restore(Set<Node> rows) {
        if (rows.isEmpty()) {
            return "not deleted";
        }
        Set<String> conflicts = new LinkedHashSet<>();
        for (Node row : rows) {
            Node parent = row.parent;
            if (NEED_LIVE_PARENT.contains(row.table) && parent != null && !parent.isLive() && !rows.contains(parent)) {
                conflicts.add("parent " + row.id + " " + parent.id);
            }
            nodes.stream()
                    .filter(n -> n != row && (n.isLive() || rows.contains(n)) && sameValue(n, row))
                    .forEach(n -> conflicts.add("taken " + pair(row.id, n.id)));
        }
        if (!conflicts.isEmpty()) {
            return conflicts.stream().sorted().collect(Collectors.joining(", "));
        }
        rows.forEach(row -> row.deletion = null);
        return counts(rows);
    }

    static String pair(UUID one, UUID other) {
        return one.toString().compareTo(other.toString()) < 0 ? one + " " + other : other + " " + one;
    }

    /** A deleted row goes with all that refers to it, if all of that is deleted. */
    Map<String, Long> purge(String table) {
        Set<Node> going = new LinkedHashSet<>();
        for (Node root : nodes) {
            if (root.table.equals(table) && !root.isLive()) {
                Set<Node> below = new LinkedHashSet<>();
                addAll(root, below);
                if (below.stream().noneMatch(Node::isLive)) {
                    going.addAll(below);
                }
            }
        }
        nodes.removeAll(going);
        return byTable(going);
    }

    private void addAll(Node node, Set<Node> found) {
        found.add(node);
        children(node).forEach(child -> addAll(child, found));
    }

    private static Map<String, Long> byTable(Collection<Node> rows) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : ORDER) {
            long count = rows.stream().filter(n -> n.table.equals(table)).count();
            if (count > 0) {
                counts.put(table, count);
            }
        }
        return counts;
    }

    private static String counts(Collection<Node> rows) {
        return byTable(rows).entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    Map<UUID, String> state() {
        Map<UUID, String> state = new TreeMap<>();
        nodes.forEach(n -> state.put(n.id, n.table + " " + (n.deletion == null ? "live" : n.deletion)));
        return state;
    }
}
