package dev.holdfast.sql;

import dev.holdfast.error.InvalidValueException;
import java.util.List;

/**
 * What a {@link JsonCodec} says of a type before any value of it is stored: that whatever is written can be read again,
 * what stands against that, or that it doesn't know. Immutable.
 */
public final class JsonCheck {

    private final boolean isChecked;
    private final List<String> problems;

    private JsonCheck(boolean isChecked, List<String> problems) {
        this.isChecked = isChecked;
        this.problems = List.copyOf(problems);
    }

    /**
     * The type was looked at.
     *
     * @param problems what can't be read again as it was written, each with its remedy; empty where all can
     */
    public static JsonCheck found(List<String> problems) {
        return new JsonCheck(true, problems);
    }

    /**
     * The codec doesn't check: whether a value comes back as it was stored is the application's to test.
     *
     * @param reason why that is safe here; not blank
     */
    public static JsonCheck unchecked(String reason) {
        if (reason.isBlank()) {
            throw new InvalidValueException(
                    "unchecked", "has no reason", "say why values come back as they were stored");
        }
        return new JsonCheck(false, List.of());
    }

    /** False where the codec doesn't know. */
    public boolean isChecked() {
        return isChecked;
    }

    /** What was found, each with its remedy; empty where nothing was, or nothing was checked. */
    public List<String> problems() {
        return problems;
    }
}
