package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.table.Schema;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The {@code holdfast:} changes of a schema's changelog, to hold the doctor's fixes against. */
public final class DeclaredChanges {

    /** What tells one change from another. */
    private static final List<String> KEYS =
            List.of("tableName", "columnName", "blindIndexName", "baseTableName", "baseColumnNames");

    /** Of a fix alone: the schema where the catalogue found the table, and that it goes over what is there. */
    private static final Set<String> OF_FIXES =
            Set.of("schemaName", "baseTableSchemaName", "referencedTableSchemaName", "version");

    private static final Set<String> OF_INDEXES =
            Set.of("blindIndexName", "blindIndexBits", "unique", "softDelete", "tenant", "tenantColumn");

    private final List<Map<String, String>> changes = new ArrayList<>();

    private DeclaredChanges(String changelog) throws Exception {
        for (Map<String, String> change : parsed(changelog)) {
            if (change.containsKey("columnName") && change.containsKey("blindIndexName")) {
                changes.add(without(change, OF_INDEXES));
                Map<String, String> index = without(change, Set.of("nullable", "columnName"));
                index.put("", "holdfast:addBlindIndex");
                index.put("columnNames", String.valueOf(change.get("columnName")));
                changes.add(index);
            } else {
                changes.add(change);
            }
        }
    }

    public static DeclaredChanges of(Schema schema) throws Exception {
        return new DeclaredChanges(Changelog.of(schema, "test").toXml());
    }

    /**
     * Every change of the fix says what the changelog says of the same thing.
     *
     * @param known attributes that the catalogue knows better
     */
    public void agreeWith(String fix, String... known) throws Exception {
        List<Map<String, String>> fixing =
                parsed("<fix xmlns:holdfast=\"http://www.holdfast.dev/xml/ns/dbchangelog\">" + fix + "</fix>");
        assertThat(fixing).isNotEmpty();
        for (Map<String, String> change : fixing) {
            Map<String, String> declared = changes.stream()
                    .filter(candidate -> key(candidate).equals(key(change)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(change + " isn't among " + changes));
            Map<String, String> expected = without(declared, Set.of(known));
            Map<String, String> actual = without(change, Set.of(known));
            actual.keySet().removeIf(name -> OF_FIXES.contains(name) && !expected.containsKey(name));
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static List<String> key(Map<String, String> change) {
        List<String> key = new ArrayList<>(List.of(String.valueOf(change.get(""))));
        KEYS.forEach(name -> key.add(String.valueOf(change.get(name))));
        return key;
    }

    private static Map<String, String> without(Map<String, String> change, Set<String> names) {
        Map<String, String> rest = new TreeMap<>(change);
        rest.keySet().removeAll(names);
        return rest;
    }

    /** The changes by their attributes; the element's name is the one without a name. */
    private static List<Map<String, String>> parsed(String xml) throws Exception {
        NodeList elements = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getElementsByTagName("*");
        List<Map<String, String>> found = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            if (element.getTagName().startsWith("holdfast:")) {
                Map<String, String> change = new TreeMap<>(Map.of("", element.getTagName()));
                for (int at = 0; at < element.getAttributes().getLength(); at++) {
                    Node attribute = element.getAttributes().item(at);
                    change.put(attribute.getNodeName(), attribute.getNodeValue());
                }
                found.add(change);
            }
        }
        return found;
    }
}
