package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables with separated values; the separator is the one that occurs most in the first lines. */
final class CsvReader implements FormatReader {

    private static final String SEPARATORS = ",;\t|";
    private static final int SAMPLED_LINES = 20;

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        DecodedText decoded = DecodedText.of(source);
        try {
            return table(decoded, job);
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            Draft lines = job.draft();
            lines.charset(decoded.charset().name());
            TextReader.write(decoded.text(), lines.text);
            lines.warn("The table's quotes are broken; it was read as plain text.");
            return lines;
        }
    }

    private static Draft table(DecodedText decoded, Job job) throws IOException {
        Draft draft = job.draft();
        draft.charset(decoded.charset().name());
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator(decoded.text()))
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser rows = CSVParser.parse(new StringReader(decoded.text()), format)) {
            for (CSVRecord row : rows) {
                draft.text.row(row.toList());
            }
        }
        return draft;
    }

    private static char separator(String text) {
        char best = ',';
        long most = 0;
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char separator = SEPARATORS.charAt(i);
            long count = text.lines()
                    .limit(SAMPLED_LINES)
                    .flatMapToInt(String::chars)
                    .filter(c -> c == separator)
                    .count();
            if (count > most) {
                most = count;
                best = separator;
            }
        }
        return best;
    }
}
