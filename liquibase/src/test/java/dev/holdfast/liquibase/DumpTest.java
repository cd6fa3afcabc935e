package dev.holdfast.liquibase;
import org.junit.jupiter.api.Test;
import java.nio.file.*;
class DumpTest {
    @Test void dump() throws Exception {
        Files.writeString(Path.of("/tmp/up.sql"), Database.create().updateSql("samples/encryption.xml"));
        Database d = Database.create().update("samples/encryption.xml");
        Files.writeString(Path.of("/tmp/down.sql"), d.rollbackSql("samples/encryption.xml", 6));
        StringBuilder b = new StringBuilder();
        for (String f : new String[] {"samples/encryption.xml", Database.HOLDFAST})
        Database.create().parse(f).getChangeSets().stream().forEach(cs -> {
            if (!cs.shouldRunOnChange()) b.append(cs.getId()).append(" ").append(cs.generateCheckSum(liquibase.ChecksumVersion.latest())).append("\n");
            cs.getChanges().stream().filter(HoldfastChange.class::isInstance).forEach(c -> b.append("   ").append(c.getDescription()).append(" = ").append(c.generateCheckSum()).append("\n"));});
        Files.writeString(Path.of("/tmp/sums.txt"), b.toString());
    }
}
