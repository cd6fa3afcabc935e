package dev.holdfast.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The dependencies that the documentation names are the ones that this build makes. */
class PublishedTest {

    private static Document parsed(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static String text(Element of, String name) {
        return of.getElementsByTagName(name).item(0).getTextContent();
    }

    @Test
    void everyDependencyIsAModuleOfThisVersion() throws Exception {
        Path root = DocsTest.ROOT;
        String version = text(parsed(root.resolve("pom.xml")).getDocumentElement(), "version");
        List<String> modules = new ArrayList<>();
        for (String folder : List.of("api", "liquibase", "testkit", "jdbi-impl", "spring")) {
            Element project = parsed(root.resolve(folder).resolve("pom.xml")).getDocumentElement();
            NodeList children = project.getChildNodes();
            for (int i = 0; i < children.getLength(); i++) {
                if (children.item(i).getNodeName().equals("artifactId")) {
                    modules.add(children.item(i).getTextContent());
                }
            }
        }
        NodeList named =
                parsed(root.resolve("examples/src/test/resources/docs/pom.xml")).getElementsByTagName("dependency");
        assertThat(named.getLength()).isPositive();
        for (int i = 0; i < named.getLength(); i++) {
            Element dependency = (Element) named.item(i);
            assertThat(text(dependency, "groupId")).isEqualTo("dev.holdfast");
            assertThat(modules).contains(text(dependency, "artifactId"));
            assertThat(text(dependency, "version")).isEqualTo(version);
        }
    }
}
