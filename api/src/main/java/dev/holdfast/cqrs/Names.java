package dev.holdfast.cqrs;

/** How classes are called in messages. */
final class Names {

    private Names() {}

    /** Without its package: {@code Articles.Publish}. */
    static String of(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }
}
