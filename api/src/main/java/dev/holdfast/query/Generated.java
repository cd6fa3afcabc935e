package dev.holdfast.query;

import dev.holdfast.internal.Named;

/** Something in a statement that only Holdfast names. No other is equal to it. */
final class Generated implements Named {

    private final String name;

    Generated(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }
}
