package dev.nuri.indexer.extract;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.LogicalType.TimeUnit;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A column of a Parquet file that a document is made of, some rows at a time. */
final class ParquetColumn {

    private enum Kind {
        TEXT,
        NUMBER,
        DAY,
        INSTANT
    }

    private final Kind kind;
    private final PhysicalType stored;
    private final LogicalType meant;
    private Validity validity = Validity.NO_NULLS;
    /** Of a text: all its rows' bytes, and where each begins. */
    private byte[] bytes;

    private int[] offsets;
    private int[] ints;
    private long[] longs;

    private ParquetColumn(Kind kind, PhysicalType stored, LogicalType meant) {
        this.kind = kind;
        this.stored = stored;
        this.meant = meant;
    }

    /** The column for a leaf of the schema; empty when it is of a kind that no document is made of. */
    static Optional<ParquetColumn> of(PrimitiveNode leaf) {
        if (leaf.maxRepetitionLevel() > 0) {
            return Optional.empty();
        }
        return kind(leaf.type(), leaf.logicalType())
                .map(kind -> new ParquetColumn(kind, leaf.type(), leaf.logicalType()));
    }

    private static Optional<Kind> kind(PhysicalType stored, LogicalType meant) {
        return Optional.ofNullable(
                switch (stored) {
                    case BYTE_ARRAY -> isText(meant) ? Kind.TEXT : null;
                    case INT32 ->
                        isNumber(meant) ? Kind.NUMBER : meant instanceof LogicalType.DateType ? Kind.DAY : null;
                    case INT64 ->
                        isNumber(meant)
                                ? Kind.NUMBER
                                : meant instanceof LogicalType.TimestampType ? Kind.INSTANT : null;
                    default -> null;
                });
    }

    /** Some programs write text as bytes of which nothing more is said. */
    private static boolean isText(LogicalType meant) {
        return meant == null || meant instanceof LogicalType.StringType || meant instanceof LogicalType.EnumType;
    }

    private static boolean isNumber(LogicalType meant) {
        return meant == null || meant instanceof LogicalType.IntType;
    }

    boolean isText() {
        return kind == Kind.TEXT;
    }

    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    boolean isTime() {
        return kind == Kind.DAY || kind == Kind.INSTANT;
    }

    /** Takes the rows that the reader is at. */
    void take(ColumnReader reader) {
        validity = reader.getLeafValidity();
        switch (stored) {
            case INT32 -> ints = reader.getInts();
            case INT64 -> longs = reader.getLongs();
            default -> {
                bytes = reader.getBinaryValues();
                offsets = reader.getBinaryOffsets();
            }
        }
    }

    /**
     * What the row says; null when it says nothing, or what is no UTF-8.
     *
     * @param row among those taken, from 0
     */
    String value(int row) {
        if (validity.isNull(row)) {
            return null;
        }
        return switch (kind) {
            case TEXT -> text(row);
            case NUMBER -> number(row);
            case DAY -> LocalDate.ofEpochDay(ints[row]).toString();
            case INSTANT -> instant(row).toString();
        };
    }

    private String text(int row) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offsets[row], offsets[row + 1] - offsets[row]))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private String number(int row) {
        boolean unsigned = meant instanceof LogicalType.IntType number && !number.isSigned();
        if (stored == PhysicalType.INT32) {
            return unsigned ? Integer.toUnsignedString(ints[row]) : Integer.toString(ints[row]);
        }
        return unsigned ? Long.toUnsignedString(longs[row]) : Long.toString(longs[row]);
    }

    private Instant instant(int row) {
        TimeUnit unit = ((LogicalType.TimestampType) meant).unit();
        return Instant.EPOCH.plus(
                longs[row],
                switch (unit) {
                    case MILLIS -> ChronoUnit.MILLIS;
                    case MICROS -> ChronoUnit.MICROS;
                    case NANOS -> ChronoUnit.NANOS;
                });
    }
}
