package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Examines encrypted columns, blind indexes and data keys. Where there are none it asks nothing. */
public final class EncryptionExamination implements Examination {

    private final @Nullable Encryption settings;

    /**
     * For a Holdfast with this encryption.
     *
     * @param settings null where it was built without
     */
    public EncryptionExamination(@Nullable Encryption settings) {
        this.settings = settings;
    }

    @Override
    public List<? extends Check> checks() {
        return List.of(CryptoCheck.values());
    }

    @Override
    public boolean looksAcrossTenants(Schema schema) {
        return settings != null
                && schema.tables().stream()
                        .anyMatch(table -> !table.encryptedColumns().isEmpty());
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        EncryptionFacts encryption = new EncryptionReader(connections, settings).read(facts);
        return Stream.of(
                        MissingCellChecks.of(facts),
                        UndeclaredCellChecks.of(facts, connections),
                        CellChecks.of(encryption),
                        CipherUseChecks.of(encryption),
                        BlindIndexChecks.of(encryption),
                        KeyTableChecks.of(facts, encryption),
                        DataKeyChecks.of(encryption))
                .flatMap(findings -> findings);
    }
}
