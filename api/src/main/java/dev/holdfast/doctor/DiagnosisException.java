package dev.holdfast.doctor;

import dev.holdfast.error.HoldfastException;

/** The doctor found something to mend where that was asked for before the start. */
public final class DiagnosisException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;

    public DiagnosisException(Diagnosis diagnosis) {
        super("The database isn't as it was declared. Apply the fixes, or leave verify() out of the builder to start"
                + " nevertheless:\n" + diagnosis);
        this.diagnosis = diagnosis;
    }

    /** What was found. Not kept by serialization. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
