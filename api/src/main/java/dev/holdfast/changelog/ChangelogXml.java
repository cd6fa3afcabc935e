package dev.holdfast.changelog;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The text of a changelog: its change sets, one after the other. Not thread-safe. */
final class ChangelogXml {

    private static final String ROLES = " to \"${holdfast.appRole}\", \"${holdfast.acrossRole}\"";

    private final String author;
    private final Set<String> changeSets = new HashSet<>();
    private final StringBuilder xml = new StringBuilder(4096);

    ChangelogXml(String author) {
        this(author, Set.of());
    }

    /** One that gives none of these ids to a change set. */
    ChangelogXml(String author, Set<String> taken) {
        this.author = author;
        taken.forEach(id -> changeSets.add(alike(id)));
    }

    /** The ids that have been given, as Liquibase tells them apart. */
    Set<String> ids() {
        return Set.copyOf(changeSets);
    }

    private static String alike(String id) {
        return id.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    void comment(String text) {
        line(1, "<!-- " + text.replaceAll("-(?=-)", "- ") + " -->");
    }

    void append(String text) {
        xml.append(text);
    }

    /** Liquibase takes ids that differ by capitals only for one, and would pass over the second. */
    void open(String changeSet) {
        String id = changeSet;
        for (int next = 2; !changeSets.add(alike(id)); next++) {
            id = changeSet + " " + next;
        }
        line(1, Change.of("changeSet").with("id", id).with("author", author).openTag(">"));
    }

    void close() {
        line(1, "</changeSet>");
    }

    /** A change of the change set that is open. */
    void add(Change change) {
        add(2, change);
    }

    void add(int depth, Change change) {
        line(depth, change.toXml());
    }

    /** A grant to the application's role and the one for work across tenants. */
    void grant(String rights) {
        // The roles are parameters, which must not be escaped.
        line(2, Change.sql("grant " + rights).toXml().replace("</sql>", ROLES + "</sql>"));
    }

    void rollback(String sql) {
        line(2, "<rollback>" + Change.sql(sql).toXml() + "</rollback>");
    }

    void noRollback() {
        line(2, "<rollback/>");
    }

    void line(int depth, String text) {
        xml.append("    ".repeat(depth)).append(text).append('\n');
    }

    /** What would be a changelog parameter gets its dollar from one, which Holdfast's changelog defines. */
    static String escaped(String value) {
        return value.replace("${", "${holdfast.dollar}{")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
