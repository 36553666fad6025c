package dev.nuri.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.nuri.retriever.Split;
import dev.nuri.student.Subwords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** Question sets as rows. Questions of the test split are passed over. */
final class QaText {

    /** Rows after which a passage is cut. */
    static final int PASSAGE = 160;

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<int[]> passages = new ArrayList<>();
    final List<int[]> titles = new ArrayList<>(); // by passage
    final List<int[][]> sentences = new ArrayList<>(); // by passage
    final List<Question> training = new ArrayList<>();
    final List<Question> validation = new ArrayList<>();
    final Map<String, int[]> range = new HashMap<>(); // set: first passage, end

    private final Subwords subwords;

    /**
     * A question.
     *
     * @param passage that answers it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Question(String set, int[] rows, int passage) {}

    QaText(Subwords subwords) {
        this.subwords = subwords;
    }

    /** Adds a set, its dev questions parted into those to learn from and those to measure on. */
    void read(Path folder) {
        String set = folder.getFileName().toString();
        Map<String, Integer> ids = new HashMap<>();
        int first = passages.size();
        BreakIterator breaks = BreakIterator.getSentenceInstance(ULocale.ROOT);
        lines(folder.resolve("passages.jsonl.gz"), line -> {
            String text = line.path("text").asText();
            ids.put(line.path("id").asText(), passages.size());
            passages.add(subwords.encode(text, PASSAGE));
            titles.add(subwords.encode(line.path("title").asText(""), 16));
            sentences.add(sentences(text, breaks));
        });
        range.put(set, new int[] {first, passages.size()});
        lines(folder.resolve("queries.jsonl.gz"), line -> question(set, line, ids));
    }

    private int[][] sentences(String text, BreakIterator breaks) {
        breaks.setText(text);
        List<int[]> found = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            int[] rows = subwords.encode(text.substring(start, end), Corpus.SENTENCE);
            if (rows.length > 3) {
                found.add(rows);
            }
            start = end;
        }
        return found.toArray(int[][]::new);
    }

    private void question(String set, JsonNode line, Map<String, Integer> ids) {
        String id = line.path("id").asText();
        JsonNode passage =
                line.has("candidate_ids") ? line.path("candidate_ids").path(0) : line.path("passage_id");
        Integer number = ids.get(passage.asText());
        int[] rows = subwords.encode(line.path("question").asText(), Corpus.SENTENCE);
        if (!Split.DEV.includes(id) || !line.path("answerable").asBoolean(true) || number == null || rows.length == 0) {
            return;
        }
        boolean measures = !line.has("candidate_ids") && (hash(id) / 2) % 4 == 0;
        (measures ? validation : training).add(new Question(set, rows, number));
    }

    private static long hash(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    static void lines(Path file, Consumer<JsonNode> sink) {
        int number = 0;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                sink.accept(JSON.readTree(line));
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new TrainingException("Line " + number + " of '" + file + "' is not JSON.", e);
        } catch (IOException e) {
            throw TrainingException.unreadable(file, e);
        }
    }
}
