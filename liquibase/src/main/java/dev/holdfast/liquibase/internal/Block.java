package dev.holdfast.liquibase.internal;

import java.util.List;

/** Statements as one, so that a refusal stops all of them even in a script that goes on after errors. */
public final class Block {
    private Block() {}

    /** A block of statements, each without its semicolon. */
    public static String of(List<String> statements) {
        return of("", statements);
    }

    /**
     * A block of statements, each without its semicolon.
     *
     * @param declaration a variable's name and type; empty for none, and several are separated by semicolons
     */
    public static String of(String declaration, List<String> statements) {
        List<String> body = statements.stream()
                .map(sql -> sql.replaceFirst("^select holdfast\\.", "perform holdfast.")
                        .replace("\n", "\n    "))
                .toList();
        String declarations =
                declaration.isEmpty() ? "" : "declare\n    " + declaration.replace("; ", ";\n    ") + ";\n";
        return "do $holdfast$\n" + declarations + "begin\n    " + String.join(";\n    ", body) + ";\nend\n$holdfast$";
    }
}
