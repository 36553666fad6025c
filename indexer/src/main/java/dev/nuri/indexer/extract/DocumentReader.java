package dev.nuri.indexer.extract;

import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.TextExtractor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.tika.mime.MediaType;

/** Reads files of any format: finds the type and hands on to its reader. Runs in the parser process, one thread. */
final class DocumentReader {

    private final Limits limits;
    private final Types types = new Types();
    private final Map<String, FormatReader> readers = new HashMap<>();
    private final FormatReader images;
    private final FormatReader xml = new XmlReader();
    private final FormatReader text = new TextReader();
    private final FormatReader jsonLines = new JsonLinesReader(text);
    private final FormatReader parquet = new ParquetReader();
    private final TikaReader tika;

    DocumentReader(Limits limits) {
        this.limits = limits;
        Ocr ocr = new Ocr(limits.tesseract());
        images = new ImageReader(ocr);
        tika = new TikaReader(types);
        FormatReader html = new HtmlReader();
        readers.put("text/html", html);
        readers.put("application/xhtml+xml", html);
        readers.put("text/x-web-markdown", new MarkdownReader());
        readers.put("text/csv", new CsvReader());
        readers.put("text/tab-separated-values", new CsvReader());
        readers.put("application/pdf", new PdfReader(ocr));
        readers.put(ParquetReader.TYPE, parquet);
        FormatReader mail = new MailReader();
        readers.put("message/rfc822", mail);
        readers.put("multipart/related", mail);
    }

    /**
     * Reads a file; never throws for what the file holds, short of running out of memory.
     *
     * @param part what is to be read of it; null for all of it
     */
    void read(Path file, String name, FilePart part, TextExtractor.Sink sink) {
        try {
            Source source = Source.of(file, name, part);
            read(source, new Job(this, sink, new Budget(limits, source.sizeBytes())));
        } catch (LimitReached e) {
            sink.failure("", "limit", e.getMessage());
        } catch (IOException e) {
            sink.failure("", "read", "The file cannot be read: " + e.getMessage() + ".");
        }
    }

    /** Reads the file itself or one member; only a reached limit ends the others. */
    void read(Source source, Job job) {
        try {
            if (Files.size(source.file()) == 0) {
                throw new ReadFailure("read", "The file is empty.");
            }
            MediaType type = types.detect(source);
            Draft draft = readerFor(type, source).read(source, job);
            if (draft != null) {
                deliver(draft, source, type, job);
            }
        } catch (ReadFailure e) {
            job.sink().failure(source.member(), e.stage(), e.getMessage());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            ReadFailure failure = Causes.explain(e);
            job.sink().failure(source.member(), failure.stage(), failure.getMessage());
        }
    }

    private static void deliver(Draft draft, Source source, MediaType type, Job job) throws IOException, ReadFailure {
        if (!draft.text.isEmpty()) {
            job.sink().document(draft.finish(source.member(), type.toString()));
        } else if (draft.after().isEmpty()) {
            throw new ReadFailure("parse", "The file holds no text.");
        }
        for (Draft.IoAction action : draft.after()) {
            action.run();
        }
    }

    private FormatReader readerFor(MediaType type, Source source) throws ReadFailure {
        if (ParquetReader.isNamed(source.name())) {
            return parquet;
        }
        FormatReader own = readers.get(type.toString());
        if (own != null) {
            return own;
        }
        if (JsonLinesReader.isNamed(source.name())
                && (types.isText(type) || type.getSubtype().contains("json"))) {
            return jsonLines;
        }
        if (type.equals(MediaType.TEXT_PLAIN)) {
            return plainText(source);
        }
        if (Types.isExecutable(type)) {
            throw new ReadFailure("detect", "It is a program (" + type + "), which is never read.");
        }
        if (tika.reads(type)) {
            return tika;
        }
        if (types.isXml(type)) {
            return xml;
        }
        if (type.getType().equals("image")) {
            return images;
        }
        if (types.isText(type) || type.equals(MediaType.OCTET_STREAM)) {
            // Some text, such as UTF-16 without a byte order mark, shows no sign of its type.
            return text;
        }
        throw new ReadFailure("detect", "Files of type " + type + " hold no text that can be read.");
    }

    private FormatReader plainText(Source source) throws ReadFailure {
        if (Types.promisesPackage(source.name())) {
            throw new ReadFailure("detect", "The name promises an Office or e-book file, but it holds plain text.");
        }
        return text;
    }
}
