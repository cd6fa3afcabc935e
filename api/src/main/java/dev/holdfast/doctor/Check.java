package dev.holdfast.doctor;

/**
 * Something that the doctor looks for: a constant of the enum of a feature, such as {@link TableCheck}. Each feature has
 * its own in its package.
 */
public interface Check {

    /** The constant's name, such as {@code DRIFT}. */
    String name();
}
