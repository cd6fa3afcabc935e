package dev.holdfast.error;

/** A value that was refused before it reached the database. The message never holds the value itself. */
public final class InvalidValueException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String label;

    public InvalidValueException(String label, String cause, String fix) {
        super(label + " " + cause + ": " + fix + ".");
        this.label = label;
    }

    /** The column or argument that the value was for. */
    public String label() {
        return label;
    }
}
