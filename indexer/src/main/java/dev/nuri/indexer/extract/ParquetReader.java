package dev.nuri.indexer.extract;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.ParquetFileReader.ColumnReadersBuilder;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Dumps of documents in Parquet, a row each. Of the columns only those at the top are looked at that a document is made of;
 * the others are not even unpacked.
 */
final class ParquetReader implements FormatReader {

    static final String TYPE = "application/x-parquet";

    private static final String MAGIC = "PAR1";
    /** Of files whose footer is encrypted too. */
    private static final String ENCRYPTED_MAGIC = "PARE";

    /** Rows unpacked at once, few because a text may be long; the pages they come from are larger. */
    private static final int ROWS = 64;

    /** Columns are unpacked beside the reading of rows, by as few threads as can be: each holds a page. */
    private static final int UNPACKING = 1;

    private static final Set<CompressionCodec> NOT_UNPACKED = Set.of(CompressionCodec.LZO, CompressionCodec.BROTLI);

    /** Whether the name promises it. */
    static boolean isNamed(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        // What is wrong with a file as a whole is told of its first part.
        if (isFirst(source) || isReadable(source)) {
            requireMagic(source);
            try (HardwoodContext threads = HardwoodContext.create(UNPACKING);
                    ParquetFileReader file = ParquetFileReader.open(InputFile.of(source.file()), threads)) {
                readRows(file, source, new Dump(source, job, TYPE, "row"));
            }
        }
        return null;
    }

    private static boolean isFirst(Source source) {
        return source.part() == null || source.part().from() == 0;
    }

    private static boolean isReadable(Source source) {
        try {
            requireMagic(source);
            try (HardwoodContext threads = HardwoodContext.create(UNPACKING);
                    ParquetFileReader file = ParquetFileReader.open(InputFile.of(source.file()), threads)) {
                return !columns(file).isEmpty();
            }
        } catch (ReadFailure | IOException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    /** Refuses what is no Parquet file though it is named like one. */
    private static void requireMagic(Source source) throws IOException, ReadFailure {
        try (InputStream in = Files.newInputStream(source.file())) {
            String magic = new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1);
            if (!magic.equals(MAGIC) && !magic.equals(ENCRYPTED_MAGIC)) {
                throw new ReadFailure("detect", "The name promises a Parquet file, but it does not begin like one.");
            }
        }
    }

    private static void readRows(ParquetFileReader file, Source source, Dump dump) throws ReadFailure {
        Map<String, ParquetColumn> columns = columns(file);
        ColumnReadersBuilder wanted = file.buildColumnReaders(
                        ColumnProjection.columns(columns.keySet().toArray(String[]::new)))
                .batchSize(ROWS);
        ParquetRows rows = ParquetRows.of(file.getFileMetaData().rowGroups(), source.part());
        if (rows.isPart()) {
            wanted.filter(rows.groups());
        }
        boolean isEmpty = rows.isPart() && file.getFileMetaData().numRows() <= 0;
        if (rows.to() > rows.from()) {
            try (ColumnReaders readers = wanted.build()) {
                isEmpty = readRows(readers, columns, rows, dump) == 0 && !rows.isPart();
            }
        }
        if (isEmpty && isFirst(source)) {
            throw new ReadFailure("parse", "It has no rows.");
        }
        dump.end();
    }

    /** Reads rows; the number of the last, 0 when there were none. */
    private static long readRows(
            ColumnReaders readers, Map<String, ParquetColumn> columns, ParquetRows rows, Dump dump) {
        long number = rows.before();
        while (number < rows.to() && readers.nextBatch()) {
            columns.forEach((name, column) -> column.take(readers.getColumnReader(name)));
            for (int i = 0; i < readers.getRecordCount() && number < rows.to(); i++) {
                if (number++ >= rows.from()) {
                    dump.read(new Row(columns, i), number);
                }
            }
        }
        return number;
    }

    /** The columns to read, by name. */
    private static Map<String, ParquetColumn> columns(ParquetFileReader file) throws ReadFailure {
        Map<String, ParquetColumn> columns = new LinkedHashMap<>();
        List<String> wanted = Dump.fields();
        for (SchemaNode node : file.getFileSchema().getRootNode().children()) {
            if (node instanceof PrimitiveNode leaf && wanted.contains(leaf.name())) {
                ParquetColumn.of(leaf).ifPresent(column -> columns.put(leaf.name(), column));
            }
        }
        if (Dump.texts().stream().map(columns::get).noneMatch(column -> column != null && column.isText())) {
            throw new ReadFailure("parse", "It has no column of text: none of " + Dump.TEXT_FIELDS + " is there.");
        }
        for (RowGroup rows : file.getFileMetaData().rowGroups()) {
            for (ColumnChunk chunk : rows.columns()) {
                requireCodec(chunk, columns.keySet());
            }
        }
        return columns;
    }

    private static void requireCodec(ColumnChunk chunk, Set<String> columns) throws ReadFailure {
        String name = chunk.metaData().pathInSchema().toString();
        CompressionCodec codec = chunk.metaData().codec();
        if (columns.contains(name) && NOT_UNPACKED.contains(codec)) {
            throw new ReadFailure(
                    "detect", "Its column " + name + " is compressed with " + codec + ", which is not read.");
        }
    }

    /** A row of those that the columns hold now. */
    private record Row(Map<String, ParquetColumn> columns, int at) implements Dump.Fields {

        @Override
        public String text(String name) {
            ParquetColumn column = columns.get(name);
            return column != null && column.isText() ? column.value(at) : null;
        }

        @Override
        public String id(String name) {
            ParquetColumn column = columns.get(name);
            return column != null && (column.isText() || column.isNumber()) ? column.value(at) : null;
        }

        @Override
        public String time(String name) {
            ParquetColumn column = columns.get(name);
            return column != null && (column.isText() || column.isTime()) ? column.value(at) : null;
        }
    }
}
