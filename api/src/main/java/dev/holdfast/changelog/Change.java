package dev.holdfast.changelog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Liquibase change: the XML element of a change set, with its attributes in order. Immutable and thread-safe.
 *
 * <p>What {@link TableChanges}, {@link TenancyChanges}, {@link DeletionChanges} and {@link EncryptionChanges} make of a
 * table is what the schema's changelog has. Attributes can be added or changed, such as {@code appRole}.
 */
public final class Change {

    private static final Pattern NAMES = Pattern.compile("Names?$|Columns?$");
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*(, [a-z_][a-z0-9_]*)*|…");

    private final String element;
    /** An attribute without a value isn't written; it keeps its place for one. */
    private final Map<String, @Nullable String> attributes;

    private final @Nullable String text;

    private Change(String element, Map<String, @Nullable String> attributes, @Nullable String text) {
        this.element = element;
        this.attributes = attributes;
        this.text = text;
    }

    /**
     * A change without attributes.
     *
     * @param element its name in a changelog, such as {@code addUniqueConstraint} or {@code holdfast:enableTenancy}
     */
    public static Change of(String element) {
        return new Change(element, Map.of(), null);
    }

    /** A change that runs SQL as one statement: Liquibase would split it at a semicolon, in a name or a text, too. */
    public static Change sql(String sql) {
        return new Change("sql", Map.of("splitStatements", "false"), sql);
    }

    /**
     * The change with that attribute: in its place where there is one, else behind the others.
     *
     * @param value null for a change without it
     */
    public Change with(String attribute, @Nullable String value) {
        Map<String, @Nullable String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new Change(element, changed, text);
    }

    /** The name of the element. */
    public String element() {
        return element;
    }

    /** The attributes that have values, in order; unescaped. */
    public Map<String, String> attributes() {
        Map<String, String> given = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (value != null) {
                given.put(name, value);
            }
        });
        return Collections.unmodifiableMap(given);
    }

    /** The element, to be written into a change set that quotes all names, as those of a schema's changelog do. */
    public String toXml() {
        return text == null ? openTag("/>") : openTag(">") + ChangelogXml.escaped(text) + "</" + element + ">";
    }

    /**
     * The element, to be written into a change set of any changelog. A comment says so where the change set must quote
     * names: Liquibase, left to itself, writes a name in capitals without quotes, and PostgreSQL then reads another one.
     */
    public String toXmlFragment() {
        boolean plain = attributes().entrySet().stream()
                .filter(a -> NAMES.matcher(a.getKey()).find())
                .allMatch(a -> PLAIN.matcher(a.getValue()).matches());
        return plain ? toXml() : "<!-- in a changeSet with objectQuotingStrategy=\"QUOTE_ALL_OBJECTS\" -->\n" + toXml();
    }

    /** The element's beginning, for one that has others in it. */
    String openTag(String end) {
        return attributes().entrySet().stream()
                .map(a -> " " + a.getKey() + "=\"" + ChangelogXml.escaped(a.getValue()) + "\"")
                .collect(Collectors.joining("", "<" + element, end));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Change change
                && element.equals(change.element)
                && attributes().equals(change.attributes())
                && Objects.equals(text, change.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(element, attributes(), text);
    }

    /** The same as {@link #toXml}. */
    @Override
    public String toString() {
        return toXml();
    }
}
