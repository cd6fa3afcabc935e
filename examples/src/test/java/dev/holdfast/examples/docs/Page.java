package dev.holdfast.examples.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page: its lines with every block of code replaced by its region, and what is wrong with the blocks. A block
 * {@code with imports} begins with those that its names need; the first one of each page is such a block.
 */
final class Page {

    private static final Set<String> COMPILED = Set.of("java", "kotlin", "xml", "yaml", "json");
    private static final Set<String> IMPORTING = Set.of("java", "kotlin");
    private static final Pattern REGION = Pattern.compile("<!-- region: (\\S+)( with imports)? -->");
    private static final Pattern FENCE = Pattern.compile("(\\s*)```(\\w*)\\s*");

    private final Path file;
    private final Regions regions;
    private final List<String> written = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int blocks;
    private boolean importing;

    Page(Path file, Regions regions) {
        this.file = file;
        this.regions = regions;
        List<String> lines = Regions.read(file);
        int i = 0;
        while (i < lines.size()) {
            Matcher fence = FENCE.matcher(lines.get(i));
            written.add(lines.get(i));
            if (REGION.matcher(lines.get(i).strip()).matches()
                    && (i + 1 == lines.size()
                            || !FENCE.matcher(lines.get(i + 1)).matches())) {
                problems.add(file.getFileName() + ":" + (i + 1) + " names a region, and no block of code is behind it");
            }
            i = fence.matches() ? block(lines, i, fence.group(2)) : i + 1;
        }
    }

    /** Copies a block, and gives back the index behind it. */
    private int block(List<String> lines, int start, String language) {
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
            end++;
        }
        List<String> shown = lines.subList(start + 1, Math.min(end, lines.size()));
        boolean named =
                start > 0 && REGION.matcher(lines.get(start - 1).strip()).matches();
        written.addAll(named || COMPILED.contains(language) ? fromRegion(lines, start, language, shown) : shown);
        if (end < lines.size()) {
            written.add(lines.get(end));
        }
        return end + 1;
    }

    private List<String> fromRegion(List<String> lines, int start, String language, List<String> shown) {
        Matcher region = REGION.matcher(start == 0 ? "" : lines.get(start - 1).strip());
        String where = file.getFileName() + ":" + (start + 1);
        if (!region.matches()) {
            problems.add(where + " is a block of " + language + " without <!-- region: path#name --> before it");
            return shown;
        }
        blocks++;
        boolean withImports = region.group(2) != null;
        if (IMPORTING.contains(language)) {
            if (!importing && !withImports) {
                problems.add(where + " is the page's first block of code: say <!-- region: " + region.group(1)
                        + " with imports -->");
            }
            importing = true;
        }
        try {
            List<String> source = new ArrayList<>(withImports ? regions.imports(region.group(1)) : List.of());
            source.addAll(regions.lines(region.group(1)));
            if (!source.equals(shown)) {
                problems.add(where + " differs from " + region.group(1));
            }
            return source;
        } catch (AssertionError e) {
            problems.add(where + ": " + e.getMessage());
            return shown;
        }
    }

    /** The page's lines as they should be. */
    List<String> written() {
        return written;
    }

    /** One line for each block that isn't as it should be. */
    List<String> problems() {
        return problems;
    }

    /** How many blocks come from a region. */
    int blocks() {
        return blocks;
    }
}
