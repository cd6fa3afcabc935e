package dev.holdfast.jdbi.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.TinkKeyring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinkDevelopmentTest {

    private static final byte[] CONTEXT = "key 1".getBytes(UTF_8);

    @TempDir
    Path folder;

    private final List<LogRecord> log = new ArrayList<>();

    @Test
    void aKeyringInMemoryIsLoud() throws Exception {
        TinkKeyring keyring = logged(TinkKeyring::development);

        assertThat(log).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage())
                    .startsWith("THIS IS A DEVELOPMENT KEYRING, IT PROTECTS NOTHING: its keys are in memory only");
        });
        assertThat(keyring.toString()).contains("DEVELOPMENT");
        assertThat(keyring.withNewPrimary().toString()).contains("DEVELOPMENT");
        assertThat(TinkKeyring.generate().alsoUnwrapping(keyring).toString()).contains("DEVELOPMENT");
        assertThat(keyring.cipher(keyring.create(KeyPurpose.DATA, CONTEXT), CONTEXT))
                .isNotNull();
    }

    @Test
    void aKeyringInAFileIsLoudAndSurvivesARestart() throws Exception {
        Path file = folder.resolve("development.json");
        TinkKeyring first = logged(() -> TinkKeyring.development(file));
        WrappedKey key = first.create(KeyPurpose.DATA, CONTEXT);
        first.withNewPrimary().saveCleartextTo(file, InsecureSecretKeyAccess.get());

        TinkKeyring restarted = logged(() -> TinkKeyring.development(file));

        assertThat(restarted.cipher(key, CONTEXT)).isNotNull();
        assertThat(restarted.keyIds()).hasSize(2).contains(first.primaryKeyId());
        assertThat(restarted.primaryKeyId()).isNotEqualTo(first.primaryKeyId());
        assertThat(log).hasSize(2).allSatisfy(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("IT PROTECTS NOTHING", "lie in clear text in " + file);
        });
    }

    @Test
    void otherKeyringsAreQuiet() {
        logged(() -> TinkKeyring.generate().withNewPrimary());

        assertThat(log).isEmpty();
    }

    private TinkKeyring logged(Supplier<TinkKeyring> making) {
        Logger logger = Logger.getLogger(TinkKeyring.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            return making.get();
        } finally {
            logger.removeHandler(handler);
        }
    }
}
