package dev.holdfast.testkit.internal;

/** Asks for optional dependencies without loading them. */
final class ClassPath {
    private ClassPath() {}

    static boolean has(String className) {
        return ClassPath.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }
}
