package dev.holdfast.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.core.SpringVersion;

/** That each run of these tests is on the versions that it says. */
class VersionsTest {

    @Test
    void areThoseOfTheBuild() {
        assertThat(SpringVersion.getVersion()).isEqualTo(System.getProperty("holdfast.spring"));
        assertThat(org.hibernate.Version.getVersionString()).isEqualTo(System.getProperty("holdfast.hibernate"));
    }
}
