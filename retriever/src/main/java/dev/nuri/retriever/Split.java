package dev.nuri.retriever;

import dev.nuri.indexer.NuriException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Which queries of a set take part: those to tune on, those to report on, or all. */
public enum Split {
    /** Queries whose id has an even CRC-32. */
    DEV,
    /** Queries whose id has an odd CRC-32. */
    TEST,
    /** Every query. */
    ALL;

    /** Whether a query belongs to this split. */
    public boolean includes(String queryId) {
        if (this == ALL) {
            return true;
        }
        CRC32 crc = new CRC32();
        crc.update(queryId.getBytes(StandardCharsets.UTF_8));
        return (crc.getValue() % 2 == 0) == (this == DEV);
    }

    /**
     * The split of this name.
     *
     * @param name {@code dev}, {@code test} or {@code all}
     * @throws NuriException for any other name
     */
    public static Split of(String name) {
        return switch (name) {
            case "dev" -> DEV;
            case "test" -> TEST;
            case "all" -> ALL;
            default -> throw NuriException.invalid("A split is dev, test or all, got '" + name + "'.");
        };
    }

    /** The name {@link #of} takes. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
