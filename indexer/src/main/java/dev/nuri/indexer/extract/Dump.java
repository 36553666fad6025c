package dev.nuri.indexer.extract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The reading of one dump, whatever its format: each record with a text becomes a document of its own, named by its id,
 * or by its number; other records are reported and the rest read.
 */
final class Dump {

    private static final List<String> TEXTS = List.of("text", "contents", "content", "body");
    private static final List<String> TITLES = List.of("title", "headline", "name");
    private static final List<String> IDS = List.of("id", "_id", "docid", "doc_id", "uuid");
    private static final List<String> ADDRESSES = List.of("url", "uri");
    private static final List<String> TIMES = List.of("modified", "updated", "date", "published");

    /** What a text is looked for in, for sentences. */
    static final String TEXT_FIELDS = String.join(", ", TEXTS);

    /** Records reported one by one; a file that is no dump at all is not told of ten thousand times. */
    private static final int TOLD = 100;

    private final Source source;
    private final Job job;
    private final String type;
    private final String record;
    private int failures;

    /** What a record says. Each answers null for a field that is not there or of another kind. */
    interface Fields {

        /** A field that is text. */
        String text(String name);

        /** A field that is text or a whole number. */
        String id(String name);

        /** A field that is text or a point in time. */
        String time(String name);
    }

    /**
     * The reading of a dump that begins now.
     *
     * @param type media type of its documents
     * @param record what the format calls a record, in the singular: {@code line}
     */
    Dump(Source source, Job job, String type, String record) {
        this.source = source;
        this.job = job;
        this.type = type;
        this.record = record;
    }

    /** All fields that a document is made of. */
    static List<String> fields() {
        return Stream.of(TEXTS, TITLES, IDS, ADDRESSES, TIMES)
                .flatMap(List::stream)
                .toList();
    }

    /** The fields that may hold the text. */
    static List<String> texts() {
        return TEXTS;
    }

    /** Whether a document can be made of a record. */
    static boolean hasText(Fields fields) {
        return first(TEXTS, fields::text) != null;
    }

    /**
     * Reads one record.
     *
     * @param number of the record, from 1
     */
    void read(Fields fields, long number) {
        String text = first(TEXTS, fields::text);
        if (text == null) {
            fail(number, "The " + record + " has no text: none of the fields " + TEXT_FIELDS + " is there.");
            return;
        }
        Draft draft = job.draft();
        draft.charset(StandardCharsets.UTF_8.name());
        draft.title(first(TITLES, fields::text));
        draft.metadata("url", first(ADDRESSES, fields::text));
        draft.metadata("modified", first(TIMES, fields::time));
        TextReader.write(text, draft.text);
        String id = first(IDS, fields::id);
        String path = job.record(source, id == null ? name(number) : id);
        if (draft.text.isEmpty()) {
            fail(number, "The " + record + "'s text shows nothing.");
        } else {
            job.sink().document(draft.finish(path, type));
        }
    }

    /** Reports a record that cannot be read. */
    void fail(long number, String reason) {
        failures++;
        if (failures <= TOLD) {
            job.sink().failure(source.pathOf(name(number)), "parse", reason);
        }
    }

    /** Reports how many records were not told of one by one. */
    void end() {
        if (failures > TOLD) {
            job.sink()
                    .failure(
                            source.member(),
                            "parse",
                            (failures - TOLD) + " more of its " + record + "s hold no document that can be read.");
        }
    }

    private String name(long number) {
        return record + "-" + number;
    }

    /** What the first of some fields says that says anything; null for none. */
    private static String first(List<String> names, UnaryOperator<String> field) {
        for (String name : names) {
            String value = field.apply(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
