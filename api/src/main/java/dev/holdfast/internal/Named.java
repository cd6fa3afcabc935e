package dev.holdfast.internal;

/** What stands in a statement under a name, by which its columns are qualified. */
public interface Named {

    /** Its own name; in a statement where something else has that, it is called otherwise. */
    String name();
}
