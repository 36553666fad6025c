package dev.nuri.indexer;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;

/** Makes Parquet files for tests, as they should be and as they should not: sizes and counts may be other than they say. */
public final class MadeParquet {

    /** How columns are packed, with the number the format has for it. */
    public enum Codec {
        UNCOMPRESSED(0),
        SNAPPY(1),
        GZIP(2),
        LZO(3),
        ZSTD(6),
        LZ4_RAW(7);

        private final int code;

        Codec(int code) {
            this.code = code;
        }

        byte[] pack(byte[] bytes) {
            try {
                return switch (this) {
                    case UNCOMPRESSED, LZO -> bytes;
                    case SNAPPY -> {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        try (SnappyCompressorOutputStream snappy =
                                new SnappyCompressorOutputStream(out, bytes.length, 1 << 15)) {
                            snappy.write(bytes);
                        }
                        yield out.toByteArray();
                    }
                    case ZSTD -> Zstd.compress(bytes);
                    case LZ4_RAW -> LZ4Factory.safeInstance().fastCompressor().compress(bytes);
                    case GZIP -> {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                            gzip.write(bytes);
                        }
                        yield out.toByteArray();
                    }
                };
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int RLE_DICTIONARY = 8;

    /** A column, its values texts or numbers, null where a row has none. */
    private record Column(String name, boolean isText, boolean isMarked, List<?> values) {}

    /** A column of a row group that was written. */
    private record Chunk(Column column, long at, int packed, int unpacked, int values) {}

    private final List<Column> columns = new ArrayList<>();
    private Codec codec = Codec.UNCOMPRESSED;
    private int rowsOfGroup = Integer.MAX_VALUE;
    private int rowsOfPage = Integer.MAX_VALUE;
    private Integer claimedPageBytes;
    private int claimedValues = -1;
    private int repeats;
    private UnaryOperator<byte[]> footer = UnaryOperator.identity();

    /** A column of text; a null is a row without it. */
    public MadeParquet text(String name, String... values) {
        return text(name, Arrays.asList(values));
    }

    /** A column of text. */
    public MadeParquet text(String name, List<String> values) {
        columns.add(new Column(name, true, true, values));
        return this;
    }

    /** A column of bytes of which the file does not say that they are text. */
    public MadeParquet bytes(String name, byte[]... values) {
        columns.add(new Column(name, true, false, Arrays.asList(values)));
        return this;
    }

    /** A column of whole numbers. */
    public MadeParquet numbers(String name, List<Long> values) {
        columns.add(new Column(name, false, false, values));
        return this;
    }

    public MadeParquet codec(Codec other) {
        codec = other;
        return this;
    }

    public MadeParquet rowsOfGroup(int rows) {
        rowsOfGroup = rows;
        return this;
    }

    public MadeParquet rowsOfPage(int rows) {
        rowsOfPage = rows;
        return this;
    }

    /** Has every page say that it unpacks to so many bytes. */
    public MadeParquet claimPageBytes(int size) {
        claimedPageBytes = size;
        return this;
    }

    /** Has every page and the footer say that there are so many rows, all of them without a value. */
    public MadeParquet claimEmptyRows(int count) {
        claimedValues = count;
        return this;
    }

    /** Has the first value of each column stand in a dictionary, and every one of so many rows point to it. */
    public MadeParquet repeat(int rows) {
        repeats = rows;
        return this;
    }

    /** Changes the footer before it is written. */
    public MadeParquet footer(UnaryOperator<byte[]> change) {
        footer = change;
        return this;
    }

    /** The file. */
    public byte[] build() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC);
        int rows = columns.isEmpty() ? 0 : columns.getFirst().values().size();
        List<List<Chunk>> groups = new ArrayList<>();
        for (int from = 0; from < rows; from = next(from, rowsOfGroup, rows)) {
            List<Chunk> group = new ArrayList<>();
            for (Column column : columns) {
                group.add(chunk(column, column.values().subList(from, next(from, rowsOfGroup, rows)), file));
            }
            groups.add(group);
        }
        byte[] end = footer.apply(fileMetaData(groups));
        file.writeBytes(end);
        file.writeBytes(littleEndian(end.length));
        file.writeBytes(MAGIC);
        return file.toByteArray();
    }

    /** A file of this footer and nothing else, as one that lies about it all. */
    public static byte[] ofFooter(byte[] footer) {
        return new MadeParquet().footer(_ -> footer).build();
    }

    private static int next(int from, int step, int end) {
        return (int) Math.min(end, (long) from + step);
    }

    private Chunk chunk(Column column, List<?> values, ByteArrayOutputStream file) {
        int at = file.size();
        int unpacked = 0;
        if (repeats > 0) {
            byte[] dictionary = plain(values.subList(0, 1));
            unpacked += page(2, dictionary, 1, file);
            unpacked += page(0, pointers(), repeats, file);
            return new Chunk(column, at, file.size() - at, unpacked, repeats);
        }
        for (int from = 0; from < values.size(); from = next(from, rowsOfPage, values.size())) {
            List<?> some = values.subList(from, next(from, rowsOfPage, values.size()));
            int count = claimedValues < 0 ? some.size() : claimedValues;
            byte[] levels = claimedValues < 0 ? levels(some) : run(claimedValues, 0);
            unpacked += page(0, joined(littleEndian(levels.length), levels, plain(some)), count, file);
        }
        return new Chunk(column, at, file.size() - at, unpacked, claimedValues < 0 ? values.size() : claimedValues);
    }

    /** A page of type 0 (data) or 2 (dictionary). */
    private int page(int type, byte[] content, int values, ByteArrayOutputStream file) {
        byte[] packed = codec.pack(content);
        Thrift header = new Thrift();
        header.i32(1, type);
        header.i32(2, claimedPageBytes == null ? content.length : claimedPageBytes);
        header.i32(3, packed.length);
        header.begin(type == 0 ? 5 : 7);
        header.i32(1, values);
        header.i32(2, type == 0 && repeats > 0 ? RLE_DICTIONARY : PLAIN);
        if (type == 0) {
            header.i32(3, RLE);
            header.i32(4, RLE);
        }
        header.end();
        byte[] head = header.bytes();
        file.writeBytes(head);
        file.writeBytes(packed);
        return head.length + content.length;
    }

    /** Whether each value is there, as runs of bits. */
    private static byte[] levels(List<?> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object value : values) {
            out.writeBytes(run(1, value == null ? 0 : 1));
        }
        return out.toByteArray();
    }

    /** All values are there, and are the first of the dictionary. */
    private byte[] pointers() {
        byte[] levels = run(repeats, 1);
        return joined(littleEndian(levels.length), levels, new byte[] {1}, run(repeats, 0));
    }

    private static byte[] run(int count, int bit) {
        Thrift out = new Thrift();
        out.varint((long) count << 1);
        return joined(out.bytesWithoutEnd(), new byte[] {(byte) bit});
    }

    private static byte[] plain(List<?> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object value : values) {
            if (value instanceof Long number) {
                out.writeBytes(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array());
            } else if (value != null) {
                byte[] bytes = value instanceof byte[] raw ? raw : ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeBytes(littleEndian(bytes.length));
                out.writeBytes(bytes);
            }
        }
        return out.toByteArray();
    }

    private byte[] fileMetaData(List<List<Chunk>> groups) {
        Thrift out = new Thrift();
        out.i32(1, 1);
        out.list(2, Thrift.STRUCT, columns.size() + 1);
        out.element();
        out.string(4, "dump");
        out.i32(5, columns.size());
        out.end();
        columns.forEach(column -> schema(column, out));
        out.i64(3, groups.stream().mapToLong(group -> group.getFirst().values()).sum());
        out.list(4, Thrift.STRUCT, groups.size());
        groups.forEach(group -> rowGroup(group, out));
        return out.bytes();
    }

    private static void schema(Column column, Thrift out) {
        out.element();
        out.i32(1, column.isText() ? BYTE_ARRAY : INT64);
        out.i32(3, OPTIONAL);
        out.string(4, column.name());
        if (column.isMarked()) {
            out.i32(6, UTF8);
        }
        out.end();
    }

    private void rowGroup(List<Chunk> chunks, Thrift out) {
        out.element();
        out.list(1, Thrift.STRUCT, chunks.size());
        for (Chunk chunk : chunks) {
            out.element();
            out.i64(2, chunk.at());
            out.begin(3);
            out.i32(1, chunk.column().isText() ? BYTE_ARRAY : INT64);
            out.list(2, Thrift.I32, 1);
            out.zigzag(repeats > 0 ? RLE_DICTIONARY : PLAIN);
            out.list(3, Thrift.BINARY, 1);
            out.binary(chunk.column().name().getBytes(StandardCharsets.UTF_8));
            out.i32(4, codec.code);
            out.i64(5, chunk.values());
            out.i64(6, chunk.unpacked());
            out.i64(7, chunk.packed());
            out.i64(9, chunk.at());
            out.end();
            out.end();
        }
        out.i64(2, chunks.stream().mapToLong(Chunk::unpacked).sum());
        out.i64(3, chunks.getFirst().values());
        out.end();
    }

    private static byte[] littleEndian(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Thrift's compact protocol, as far as Parquet's structures need it. */
    public static final class Thrift {

        public static final int I32 = 5;
        public static final int I64 = 6;
        public static final int BINARY = 8;
        public static final int LIST = 9;
        public static final int STRUCT = 12;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Integer> outer = new ArrayList<>();
        private int last;

        public void i32(int id, int value) {
            field(id, I32);
            zigzag(value);
        }

        public void i64(int id, long value) {
            field(id, I64);
            zigzag(value);
        }

        public void string(int id, String value) {
            field(id, BINARY);
            binary(value.getBytes(StandardCharsets.UTF_8));
        }

        /** Begins a list, whose elements follow. */
        public void list(int id, int type, int size) {
            field(id, LIST);
            if (size < 15) {
                out.write((size << 4) | type);
            } else {
                out.write(0xF0 | type);
                varint(size);
            }
        }

        /** Begins a structure in a field. */
        public void begin(int id) {
            field(id, STRUCT);
            element();
        }

        /** Begins a structure in a list. */
        public void element() {
            outer.add(last);
            last = 0;
        }

        /** Ends a structure. */
        public void end() {
            out.write(0);
            last = Objects.requireNonNull(outer.removeLast());
        }

        void zigzag(long value) {
            varint((value << 1) ^ (value >> 63));
        }

        void binary(byte[] bytes) {
            varint(bytes.length);
            out.writeBytes(bytes);
        }

        void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        private void field(int id, int type) {
            int step = id - last;
            if (step > 0 && step < 16) {
                out.write((step << 4) | type);
            } else {
                out.write(type);
                zigzag(id);
            }
            last = id;
        }

        byte[] bytesWithoutEnd() {
            return out.toByteArray();
        }

        /** The outermost structure, ended. */
        public byte[] bytes() {
            out.write(0);
            return out.toByteArray();
        }
    }
}
