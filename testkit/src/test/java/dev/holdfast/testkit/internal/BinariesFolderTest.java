package dev.holdfast.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Unpacked binaries")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
class BinariesFolderTest {
    @Test
    @DisplayName("lie where only their user gets in, even if the folder was open before")
    void closed(@TempDir Path home) throws IOException {
        Path open = Files.createDirectories(home.resolve(".cache/holdfast"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        Path folder = BinariesFolder.of(Environment.of(Map.of(), Map.of("user.home", home.toString())));

        assertThat(folder.getParent()).isEqualTo(open);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                .isEqualTo("rwx------");
    }

    @Test
    @DisplayName("are not looked for in a folder of somebody else's")
    void foreign(@TempDir Path folder) {
        UserPrincipal stranger = () -> "a-stranger";
        assertThatThrownBy(() -> BinariesFolder.closeToOthers(folder, stranger))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("not to a-stranger");
    }
}
