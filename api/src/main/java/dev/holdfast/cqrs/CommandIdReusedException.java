package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import java.util.UUID;

/** A command was sent under the id of another one, so nothing was done. */
public final class CommandIdReusedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final UUID commandId;
    private final Class<?> type;

    CommandIdReusedException(UUID commandId, Class<?> type) {
        super("The command " + commandId + " was handled before with other content than that of this " + Names.of(type)
                + ": give each command an id of its own, and repeat it unchanged");
        this.commandId = commandId;
        this.type = type;
    }

    public UUID commandId() {
        return commandId;
    }

    /** What was sent now. */
    public Class<?> type() {
        return type;
    }
}
