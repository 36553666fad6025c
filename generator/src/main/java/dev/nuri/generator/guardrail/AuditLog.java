package dev.nuri.generator.guardrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.Guardrail.Finding;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes a line of JSON for each decision other than to allow. It never holds the text: its hash is
 * salted anew at each start, so that lines of one process can be told to be of one text, and no guess can be checked
 * later.
 */
final class AuditLog {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HASH_BYTES = 8;

    private final String salt;
    private final Clock clock;
    private final Consumer<String> lines;

    AuditLog(Clock clock, Consumer<String> lines) {
        this.clock = clock;
        this.lines = lines;
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        salt = HexFormat.of().formatHex(bytes);
    }

    /** Tells what was decided of a text; nothing when {@code finding} is null. */
    void decided(Finding finding, String collection, CharSequence text) {
        if (finding == null) {
            return;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", clock.instant().toString());
        line.put("stage", finding.stage().name().toLowerCase(java.util.Locale.ROOT));
        line.put("collection", collection);
        line.put("category", finding.category());
        line.put("action", finding.action().name().toLowerCase(java.util.Locale.ROOT));
        line.put("score", Math.round(finding.score() * 1000) / 1000.0);
        line.put("length", text.length());
        line.put("hash", HexFormat.of().formatHex(Checksums.sha256(salt + text), 0, HASH_BYTES));
        try {
            lines.accept(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of plain values is JSON", e);
        }
    }
}
