package dev.holdfast.benchmarks.crypto;

import java.util.UUID;

/** A row of {@link ClearPeople} and {@link EncryptedPeople}. */
public record Person(UUID id, long tenantId, String name, String email, String phone) {}
