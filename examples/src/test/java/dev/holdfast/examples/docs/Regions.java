package dev.holdfast.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds {@code region:name} … {@code endregion:name} (or {@code endregion} alone) in the repository's files. */
final class Regions {

    private static final Pattern IMPORT = Pattern.compile("import (?:static )?[\\w.]+\\.(\\w+);?");

    private final Path root;

    Regions(Path root) {
        this.root = root;
    }

    /**
     * The lines of a region without their common indent, and without the marks of regions in it.
     *
     * @param reference {@code path#name}, the path from the repository's root
     */
    List<String> lines(String reference) {
        String[] parts = reference.split("#", 2);
        Path file = root.resolve(parts[0]);
        if (parts.length < 2 || !Files.isRegularFile(file)) {
            throw new AssertionError("'" + reference + "' names no region: path#name, the path from the root");
        }
        List<String> region = new ArrayList<>();
        boolean inside = false;
        boolean found = false;
        for (String line : read(file)) {
            if (isMark(line, "endregion:" + parts[1]) || isMark(line, "endregion")) {
                inside = false;
            } else if (isMark(line, "region:" + parts[1])) {
                inside = true;
                found = true;
            } else if (inside && !line.matches("\\s*(//|#|--|<!--)\\s*(end)?region(:\\S+)?\\s*(-->)?")) {
                region.add(line);
            }
        }
        if (!found || inside) {
            throw new AssertionError(file + " has no region:" + parts[1] + " with an endregion:" + parts[1]);
        }
        return dedented(region);
    }

    /**
     * The imports of a region's file that the region's code uses, as they stand there, static ones apart; with a blank line
     * behind them where there are any.
     */
    List<String> imports(String reference) {
        String code = withoutTexts(lines(reference));
        List<String> used = new ArrayList<>();
        for (String line : read(root.resolve(reference.split("#", 2)[0]))) {
            Matcher imported = IMPORT.matcher(line);
            if (imported.matches() && code.matches("(?s).*(?<![\\w.])\\Q" + imported.group(1) + "\\E(?!\\w).*")) {
                used.add(line);
            }
        }
        List<String> result = new ArrayList<>();
        used.stream().filter(line -> line.startsWith("import static ")).forEach(result::add);
        blankBehind(result);
        used.stream().filter(line -> !line.startsWith("import static ")).forEach(result::add);
        blankBehind(result);
        return result;
    }

    private static void blankBehind(List<String> lines) {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
    }

    /** Code without comments and quoted text, in which a name isn't used. */
    private static String withoutTexts(List<String> lines) {
        return String.join("\n", lines)
                .replaceAll("(?s)\"\"\".*?\"\"\"", "")
                .replaceAll("\"(\\\\.|[^\"\\\\])*\"", "")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//.*", "");
    }

    private static boolean isMark(String line, String mark) {
        return line.matches("\\s*(//|#|--|<!--)\\s*\\Q" + mark + "\\E\\s*(-->)?");
    }

    private static List<String> dedented(List<String> lines) {
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        List<String> result = new ArrayList<>(lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList());
        while (!result.isEmpty() && result.get(result.size() - 1).isEmpty()) {
            result.remove(result.size() - 1);
        }
        while (!result.isEmpty() && result.get(0).isEmpty()) {
            result.remove(0);
        }
        return result;
    }

    static List<String> read(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
