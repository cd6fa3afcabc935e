package dev.holdfast.crypto;

import java.time.Instant;

/**
 * A data key, without the key.
 *
 * @param id as in the headers of what it encrypted
 * @param tenant the tenant's id as text; empty for tables of no tenant
 * @param subject the person's id as text; empty for the tenant's own key
 * @param purpose {@code data}, or {@code index:} with the table and column of a blind index
 * @param state what it is still used for
 * @param wrappingKey the keyring's key that wraps it; empty where it was destroyed
 * @param createdAt when it was made, by the server's clock
 * @param changedAt when its state or its wrapping last changed
 */
public record KeyInfo(
        long id,
        String tenant,
        String subject,
        String purpose,
        KeyState state,
        String wrappingKey,
        Instant createdAt,
        Instant changedAt) {}
