package dev.holdfast.liquibase;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The files of Holdfast's own changelogs, as they are written. */
final class Changelogs {
    private static final Pattern PARAMETER = Pattern.compile("\\$\\{(holdfast\\.\\w+)}");

    /** The root, and beside it a folder for each feature. */
    static final Path FOLDER = folder();

    private Changelogs() {}

    /** One change set, and the folder that its files are in. */
    record ChangeSet(Path folder, Element element) {

        String id() {
            return element.getAttribute("id");
        }

        boolean runsOnChange() {
            return element.getAttribute("runOnChange").equals("true");
        }

        /** Its sql and sqlFile, in their order, without the rollback. */
        List<Element> changes() {
            List<Element> changes = new ArrayList<>();
            for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element change && Set.of("sql", "sqlFile").contains(change.getTagName())) {
                    changes.add(change);
                }
            }
            return changes;
        }

        /** Every sql in it, those of its rollback too. */
        List<Element> sql() {
            var found = element.getElementsByTagName("sql");
            return IntStream.range(0, found.getLength())
                    .mapToObj(i -> (Element) found.item(i))
                    .toList();
        }

        Path file(Element sqlFile) {
            return folder.resolve(sqlFile.getAttribute("path"));
        }

        /** The names of the parameters that a change has in it. */
        Set<String> parameters(Element change) {
            return Changelogs.parameters(
                    change.getTagName().equals("sql") ? change.getTextContent() : text(file(change)));
        }

        /** The names of the parameters that any of its changes has in it. */
        Set<String> parameters() {
            Set<String> names = new TreeSet<>();
            changes().forEach(change -> names.addAll(parameters(change)));
            return names;
        }
    }

    static Set<String> parameters(String text) {
        Set<String> names = new TreeSet<>();
        PARAMETER.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    static List<ChangeSet> changeSets() {
        List<ChangeSet> all = new ArrayList<>();
        for (Path changelog : files(".xml")) {
            var found = parse(changelog).getElementsByTagName("changeSet");
            for (int i = 0; i < found.getLength(); i++) {
                all.add(new ChangeSet(changelog.getParent(), (Element) found.item(i)));
            }
        }
        return all;
    }

    static List<Path> files(String end) {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Element parse(Path changelog) {
        try (InputStream text = Files.newInputStream(changelog)) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(text)
                    .getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(GivenType.class.getResource("changelog.xml").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
