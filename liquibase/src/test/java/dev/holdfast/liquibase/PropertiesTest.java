package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.liquibase.internal.HoldfastChange;
import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.tenant.EnableTenancyChange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;
import liquibase.parser.core.ParsedNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

@Tag("liquibase")
class PropertiesTest {
    /** One for all, since none gets as far as to change anything in it. */
    private static final Database DATABASE = Database.create();

    @ParameterizedTest
    @CsvSource({
        "enableTenancy, tenatColumn, tenantColumn",
        "enableTenancy, table, tableName",
        "enableTenancy, keycolumn, keyColumns",
        "addTenantForeignKey, ondelet, onDelete",
        "sqlAcrossTenants, table, tables",
        "enableSoftDelete, legalhold_, legalHold",
        "enableSoftDelete, purge, purgeAfter",
        "addSoftForeignKey, onDelet, onDelete",
        "addLiveUniqueConstraint, columnName, columnNames",
        "addEncryptedColumn, column, columnName",
        "addEncryptedColumn, blindIndexNames, blindIndexName",
        "addBlindIndex, blindindex_bits, blindIndexBits",
        "encryptExistingColumn, columnDataTyp, columnDataType",
        "requireEncryption, columnNames, columnName",
        "decryptColumn, columnDatatyp, columnDataType",
        "addEventTypeIndex, type, types",
        "enableAudit, excludeColumn, excludeColumns",
        "requireKnownActors, column, columnName",
        "enableHistory, requireActr, requireActor",
        "addPeriodKey, period, periodColumn",
        "addHistoryIndex, columnName, columnNames",
        "addPeriodForeignKey, basePeriod, basePeriodColumn",
    })
    @DisplayName("an unknown key in YAML and JSON is refused, and the near one named")
    void unknownKey(String change, String unknown, String near) {
        String yaml = Database.write("yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: one
                      author: test
                      changes:
                        - %s:
                            %s: x
                """.formatted(change, unknown));
        String json = Database.write("json", """
                {"databaseChangeLog": [{"changeSet": {"id": "one", "author": "test", "changes": [{"%s": {"%s": "x"}}]}}]}
                """.formatted(change, unknown));
        for (String changelog : List.of(yaml, json)) {
            assertThatThrownBy(() -> DATABASE.update(changelog))
                    .hasMessageContaining(
                            change + " has no property \"" + unknown + "\"; did you mean \"" + near + "\"?");
        }
    }

    @Test
    @DisplayName("a key that is near to none is refused with the list of those there are")
    void nothingNear() {
        assertThatThrownBy(() -> load("sqlAcrossTenants", Map.of("somethingElse", "x")))
                .hasMessageContaining("has no property \"somethingElse\". It has: rollback, sql, tables");
    }

    @Test
    @DisplayName("a boolean that is neither true nor false is refused, not read as false")
    void booleans() {
        assertThatThrownBy(() -> load("enableTenancy", Map.of("tableName", "t", "registry", "yes")))
                .hasMessageContaining("registry is \"yes\"; it can be true or false");
    }

    @Test
    @DisplayName("a YAML list is a list of columns")
    void list() throws Exception {
        EnableTenancyChange change =
                (EnableTenancyChange) load("enableTenancy", Map.of("tableName", "t", "keyColumns", List.of("a", "b")));
        assertThat(Names.split(change.getKeyColumns())).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenantType=\"${type}\"                         | tenantType is \"int\"; it can be one of bigint, uuid, text",
                "existingRowsTenant=\"acme\"                    | existingRowsTenant is \"acme\", which is no bigint",
                "tenantType=\"uuid\" existingRowsTenant=\"1\"   | existingRowsTenant is \"1\", which is no uuid",
                "keyColumns=\"tenant_id, id\"                   | leave it out of keyColumns",
                "grants=\"select, truncate\"                    | grants has \"truncate\"",
                "grants=\" \" | grants names nothing",
                "appRole=\"public\"                             | \"public\" is no role to give a policy to",
                "appRole=\"one\" acrossRole=\"one\"             | appRole and acrossRole are both one",
            })
    @DisplayName("values that can't work are refused before any SQL runs")
    void values(String attributes, String message) {
        String changelog =
                Database.xml(Database.changeSet("one", "<holdfast:enableTenancy tableName=\"t\" " + attributes + "/>"));
        assertThatThrownBy(() -> DATABASE.with("type", "int").update(changelog)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tableName='a_table_whose_name_is_longer_than_fifty_bytes_by_one'| tableName is longer than 50 bytes",
                "tableName='t' keyColumns='tenant_id, id'                  | leave it out of keyColumns",
                "tableName='t' keyColumns=' '                              | keyColumns names no column",
                "tableName='t' purgeAfter='a month'                        | purgeAfter is \"a month\"; it is an interval such as",
                "tableName='t' purgeAfter='-1 days'                        | purgeAfter is \"-1 days\"",
                "tableName='t' legalHold='id in (select id from held)'     | without a query",
                "tableName='t' legalHold='true; drop table t'              | without a query",
                "tableName='t' appRole='one' acrossRole='one'              | appRole and acrossRole are both one",
                "tableName='t' version='${zero}'                           | version is 0; it counts from 1",
            })
    @DisplayName("values of enableSoftDelete that can't work are refused before any SQL runs")
    void softDelete(String attributes, String message) {
        String changelog = Database.xml(Database.changeSet("one", "<holdfast:enableSoftDelete " + attributes + "/>"));
        assertThatThrownBy(() -> DATABASE.with("zero", "0").update(changelog)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseColumnNames='a, b'                       | (a, b) and referencedColumnNames (id) differ in number",
                "baseColumnNames='tenant_id'                  | leave it out of tenant_id",
                "baseColumnNames='a' onDelete='${set_null}'   | onDelete is \"set null\"; it can be restrict, cascade, keep or derive",
                "baseColumnNames='a' constraintName='a_constraint_whose_name_is_longer_than_fifty_eight_bytes_by_1' | longer than 58 bytes",
            })
    @DisplayName("values of addSoftForeignKey that can't work are refused before any SQL runs")
    void softForeignKey(String attributes, String message) {
        String changelog = Database.xml(Database.changeSet(
                "one", "<holdfast:addSoftForeignKey baseTableName='t' referencedTableName='p' " + attributes + "/>"));
        assertThatThrownBy(() -> DATABASE.with("set_null", "set null").update(changelog))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"',', columnNames names no column", "'a, tenant_id', leave it out of columnNames"})
    @DisplayName("values of addLiveUniqueConstraint that can't work are refused before any SQL runs")
    void liveUnique(String columns, String message) {
        String changelog = Database.xml(Database.changeSet(
                "one", "<holdfast:addLiveUniqueConstraint tableName='t' columnNames='" + columns + "'/>"));
        assertThatThrownBy(() -> DATABASE.update(changelog)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addEncryptedColumn columnName='a' blindIndexName='b' blindIndexBits='257' | blindIndexBits is 257; it can be 1 to 256",
                "addEncryptedColumn columnName='a' unique='true'               | give blindIndexName, too",
                "addEncryptedColumn columnName='a' blindIndexBits='8'          | give blindIndexName, too",
                "addEncryptedColumn columnName='a' blindIndexName='a'          | both a: a blind index has a column of its own",
                "addEncryptedColumn columnName='a' blindIndexName='b' softDelete='true' | it needs unique=\"true\"",
                "addBlindIndex columnNames=','                                 | columnNames names no column",
                "addBlindIndex columnNames='a, b' blindIndexName='b'           | b is in columnNames, too",
                "addBlindIndex columnNames='a' blindIndexBits='${zero}'        | blindIndexBits is 0",
                "encryptExistingColumn columnName='a' columnDataType=' '       | columnDataType is blank",
                "decryptColumn columnName='a' columnDataType=' '               | columnDataType is empty",
            })
    @DisplayName("values of the changes for encrypted columns that can't work are refused before any SQL runs")
    void encryption(String change, String message) {
        String changelog = Database.xml(
                Database.changeSet("one", "<holdfast:" + change.replaceFirst(" ", " tableName='t' ") + "/>"));
        assertThatThrownBy(() -> DATABASE.with("zero", "0").update(changelog)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<holdfast:enableTenancy tableName='t'/>",
                "<holdfast:enableSoftDelete tableName='t'/>",
                "<holdfast:addSoftForeignKey baseTableName='a' baseColumnNames='b' referencedTableName='c'/>",
                "<holdfast:addLiveUniqueConstraint tableName='t' columnNames='a'/>",
                "<holdfast:addEncryptedColumn tableName='t' columnName='a'/>",
                "<holdfast:addBlindIndex tableName='t' columnNames='a'/>",
                "<holdfast:encryptExistingColumn tableName='t' columnName='a'/>",
                "<holdfast:requireEncryption tableName='t' columnName='a'/>",
                "<holdfast:allowClearText tableName='t' columnName='a'/>",
                "<holdfast:decryptColumn tableName='t' columnName='a' columnDataType='text'/>",
                "<holdfast:sqlAcrossTenants tables='t'><holdfast:sql>select 1</holdfast:sql></holdfast:sqlAcrossTenants>",
                "<holdfast:addTenantForeignKey baseTableName='a' baseColumnNames='b' referencedTableName='c' referencedColumnNames='d'/>",
                "<holdfast:addEventTypeIndex name='a' types='b'/>",
            })
    @DisplayName("runInTransaction=\"false\" is refused")
    void transaction(String change) {
        String changelog =
                Database.xml("<changeSet id='one' author='test' runInTransaction='false'>" + change + "</changeSet>");
        assertThatThrownBy(() -> DATABASE.update(changelog)).hasMessageContaining("must do so inside one transaction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<holdfast:enableTenancy/>                              | tableName",
                "<holdfast:enableTenancy tableName='t' tenatColumn='x'/>| tenatColumn",
                "<holdfast:enableTenancy tableName='t' registry='yes'/> | trueOrFalse",
                "<holdfast:enableTenancy tableName='t' tenantType='int'/>| tenantType",
                "<holdfast:enableSoftDelete tableName='t' tenant='no'/>  | trueOrFalse",
                "<holdfast:addEncryptedColumn tableName='t'/>            | columnName",
                "<holdfast:addBlindIndex tableName='t' columnNames='a' blindIndexBits='0'/> | count",
                "<holdfast:decryptColumn tableName='t' columnName='a'/>  | columnDataType",
                "<holdfast:addEventTypeIndex name='a'/>                  | types",
                "<holdfast:addSoftForeignKey baseTableName='a' baseColumnNames='b' referencedTableName='c' onDelete='set null'/> | onSoftDelete",
            })
    @DisplayName("the XSD refuses what is wrong, found offline on the class path")
    void xsd(String change, String named) {
        assertThatThrownBy(() -> DATABASE.update(Database.xml(Database.changeSet("one", change))))
                .hasMessageContaining("Error parsing line")
                .hasMessageContaining(named);
    }

    @Test
    @DisplayName(
            "the XSD has exactly the properties that the changes have, in the lower-cased place that Liquibase looks at")
    void sameProperties() throws Exception {
        String path = HoldfastChange.SCHEMA_LOCATION.replace("http://", "");
        assertThat(path).isLowerCase();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element schema = factory.newDocumentBuilder()
                .parse(getClass().getClassLoader().getResourceAsStream(path))
                .getDocumentElement();
        assertThat(schema.getAttribute("targetNamespace")).isEqualTo(HoldfastChange.NAMESPACE);
        for (String change : List.of(
                "enableTenancy",
                "addTenantForeignKey",
                "enableSoftDelete",
                "addSoftForeignKey",
                "addLiveUniqueConstraint",
                "addEncryptedColumn",
                "addBlindIndex",
                "encryptExistingColumn",
                "requireEncryption",
                "allowClearText",
                "decryptColumn",
                "sqlAcrossTenants",
                "addEventTypeIndex",
                "enableAudit",
                "requireKnownActors",
                "enableHistory",
                "addPeriodKey",
                "addPeriodForeignKey",
                "addHistoryIndex")) {
            Set<String> properties = Scope.getCurrentScope()
                    .getSingleton(ChangeFactory.class)
                    .getChangeMetaData(change)
                    .getParameters()
                    .keySet();
            assertThat(propertiesInXsd(schema, change)).isEqualTo(new TreeSet<>(properties));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name='Lost' types='a'       | name is \"Lost\"; it can have lower-case letters",
                "name='a b' types='a'        | name is \"a b\"",
                "name='lost' types=' , '     | types names 0 types; it can name from 1 to 100",
                "name='category' types='a'   | an index of Holdfast's own is named (events_category_idx); choose another",
                "name='position' types='a'   | an index of Holdfast's own is named (events_position_idx); choose another",
                "name='lost_across' types='a' | choose one that doesn't end with _across",
            })
    @DisplayName("an index of events needs a plain name, and types")
    void eventTypeIndex(String attributes, String message) {
        assertThatThrownBy(() -> DATABASE.update(
                        Database.xml(Database.changeSet("one", "<holdfast:addEventTypeIndex " + attributes + "/>"))))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "enableTenancy, discard, rows would then lie open to each other",
        "enableSoftDelete, discard, bring deleted rows back to life",
        "enableHistory, discard, drop the history",
        "addTenantForeignKey, constraintName, _tenant_fkey",
        "addSoftForeignKey, constraintName, _soft_fkey",
        "addSoftForeignKey, referencedTableName, whose rows are deleted softly",
        "addLiveUniqueConstraint, tableName, whose rows are deleted softly",
        "addLiveUniqueConstraint, tenantColumn, with which the index starts",
    })
    @DisplayName("what properties of the same name mean differs, and each change describes its own")
    void descriptions(String change, String property, String described) {
        var metaData = Objects.requireNonNull(Scope.getCurrentScope()
                .getSingleton(ChangeFactory.class)
                .getChangeMetaData(change)
                .getParameters()
                .get(property));
        assertThat(metaData.getDescription()).contains(described);
    }

    private static Set<String> propertiesInXsd(Element schema, String change) {
        Set<String> names = new TreeSet<>();
        for (String kind : List.of("element", "attribute")) {
            var found = schema.getElementsByTagNameNS("*", kind);
            for (int i = 0; i < found.getLength(); i++) {
                Element element = (Element) found.item(i);
                for (var up = element.getParentNode(); up instanceof Element parent; up = parent.getParentNode()) {
                    if (parent.getAttribute("name").equals(change)) {
                        names.add(element.getAttribute("name"));
                    }
                }
            }
        }
        return names;
    }

    private static Change load(String name, Map<String, Object> properties) throws Exception {
        ParsedNode node = new ParsedNode(null, name);
        node.addChildren(properties);
        Change change =
                Scope.getCurrentScope().getSingleton(ChangeFactory.class).create(name);
        change.load(node, Scope.getCurrentScope().getResourceAccessor());
        return change;
    }
}
