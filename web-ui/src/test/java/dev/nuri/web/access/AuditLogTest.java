package dev.nuri.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    Path temp;

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(temp.resolve("audit"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aLineSaysWhoDidWhatToWhat() throws Exception {
        new AuditLog(temp, 10_000, 3).write(AuditEvent.KEY_REVOKED, "id\nforged\": 1", "done");
        Path file = temp.resolve("audit/audit.jsonl");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.getFirst());
        assertThat(Instant.parse(line.path("time").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(line.path("caller").asText()).isEqualTo("command");
        assertThat(line.path("event").asText()).isEqualTo("key.revoked");
        assertThat(line.path("object").asText()).isEqualTo("id\nforged\": 1");
        assertThat(line.path("outcome").asText()).isEqualTo("done");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void itTakesNoMoreThanItsFilesWhileManyWrite() throws Exception {
        IntStream.range(0, 4).parallel().forEach(writer -> {
            AuditLog log = new AuditLog(temp, 2_000, 3);
            for (int i = 0; i < 50; i++) {
                log.done(AuditEvent.DOCUMENT_DELETED, "d" + writer + "-" + i);
            }
        });
        assertThat(files()).containsExactly("audit.1.jsonl", "audit.2.jsonl", "audit.jsonl", "audit.lock");
        Set<String> objects = new TreeSet<>();
        int lines = 0;
        for (String name : List.of("audit.jsonl", "audit.1.jsonl", "audit.2.jsonl")) {
            Path file = temp.resolve("audit").resolve(name);
            assertThat(Files.size(file)).isLessThanOrEqualTo(2_000);
            for (String line : Files.readAllLines(file)) {
                objects.add(new ObjectMapper().readTree(line).path("object").asText());
                lines++;
            }
        }
        assertThat(objects).hasSize(lines).hasSizeGreaterThan(20);
    }

    @Test
    void everyEventHasANameOfItsOwn() {
        assertThat(Stream.of(AuditEvent.values()).map(AuditEvent::written))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+\\.[a-z-]+"));
    }
}
