package dev.nuri.indexer.hostile;

import static dev.nuri.indexer.hostile.Packed.collected;
import static dev.nuri.indexer.hostile.Packed.letters;

import dev.nuri.indexer.MadeParquet;
import dev.nuri.indexer.MadeParquet.Codec;
import dev.nuri.indexer.MadeParquet.Thrift;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Parquet files that are small and want to become large, and whose pages and footers say what is not so.
 *
 * @param to told the name and the maker of each
 */
record ParquetBombs(BiConsumer<String, Supplier<byte[]>> to) {

    void add() {
        for (Codec codec : List.of(Codec.SNAPPY, Codec.GZIP, Codec.ZSTD, Codec.LZ4_RAW)) {
            for (long size : new long[] {40L << 20, 200L << 20}) {
                to.accept(codec + "-" + (size >> 20) + "m.parquet", () -> new MadeParquet()
                        .bytes("text", collected(letters(size)))
                        .codec(codec)
                        .build());
            }
            for (int claimed : new int[] {10, 1 << 20, 1 << 30, Integer.MAX_VALUE, -1_000}) {
                to.accept(codec + "-page-promises-" + claimed + ".parquet", () -> new MadeParquet()
                        .text("text", "small ".repeat(100_000))
                        .codec(codec)
                        .claimPageBytes(claimed)
                        .build());
            }
        }
        for (int rows : new int[] {1_000_000, 100_000_000, Integer.MAX_VALUE}) {
            to.accept("no-text-in-" + rows + "-rows.parquet", () -> new MadeParquet()
                    .text("text", "x")
                    .claimEmptyRows(rows)
                    .build());
            to.accept("same-text-in-" + rows + "-rows.parquet", () -> new MadeParquet()
                    .text("text", "word ".repeat(10_000))
                    .codec(Codec.ZSTD)
                    .repeat(rows)
                    .build());
        }
        to.accept("rows-1000000.parquet", () -> new MadeParquet()
                .text("text", Collections.nCopies(1_000_000, "x"))
                .rowsOfPage(1_000)
                .build());
        for (int count : new int[] {20, 50_000, 1_000_000}) {
            to.accept("columns-" + count + ".parquet", () -> {
                MadeParquet wide = new MadeParquet();
                for (int i = 0; i < count; i++) {
                    wide.text("text" + i);
                }
                return wide.text("text").build();
            });
            to.accept("groups-in-groups-" + count + ".parquet", () -> MadeParquet.ofFooter(deepSchema(count)));
        }
        for (int promised : new int[] {1_000_000, Integer.MAX_VALUE, -1}) {
            to.accept("schema-promises-" + promised + ".parquet", () -> {
                Thrift footer = new Thrift();
                footer.list(2, Thrift.STRUCT, promised < 0 ? Integer.MAX_VALUE : promised);
                footer.element();
                footer.string(4, "dump");
                footer.i32(5, promised);
                footer.end();
                return MadeParquet.ofFooter(footer.bytes());
            });
        }
        to.accept("lists-in-lists.parquet", () -> {
            byte[] lists = new byte[1 << 20];
            Arrays.fill(lists, (byte) 0x19);
            return MadeParquet.ofFooter(lists);
        });
        to.accept("structures-in-structures.parquet", () -> {
            byte[] structures = new byte[1 << 20];
            Arrays.fill(structures, (byte) 0xFC);
            return MadeParquet.ofFooter(structures);
        });
    }

    /** Groups of which each holds the next alone. */
    private static byte[] deepSchema(int depth) {
        Thrift footer = new Thrift();
        footer.list(2, Thrift.STRUCT, depth + 1);
        for (int i = 0; i <= depth; i++) {
            footer.element();
            footer.i32(3, 0);
            footer.string(4, "text");
            footer.i32(5, i < depth ? 1 : 0);
            footer.end();
        }
        footer.i64(3, 1);
        footer.list(4, Thrift.STRUCT, 0);
        return footer.bytes();
    }
}
