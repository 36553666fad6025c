package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.tika.config.ServiceLoader;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.RenderingParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Office, e-book, archive and rarer formats through Tika's parsers. Parsers of formats that have a reader of their own
 * here, of programs, sound, film and fonts, and any that would start another program are left out.
 */
final class TikaReader implements FormatReader {

    private static final List<String> LEFT_OUT = List.of(
            "org.apache.tika.parser.ocr.",
            "org.apache.tika.parser.external",
            "org.apache.tika.parser.executable.",
            "org.apache.tika.parser.asm.",
            "org.apache.tika.parser.audio.",
            "org.apache.tika.parser.video.",
            "org.apache.tika.parser.mp3.",
            "org.apache.tika.parser.mp4.",
            "org.apache.tika.parser.font.",
            "org.apache.tika.parser.image.",
            "org.apache.tika.parser.pdf.",
            "org.apache.tika.parser.html.",
            "org.apache.tika.parser.csv.",
            "org.apache.tika.parser.txt.",
            "org.apache.tika.parser.code.",
            "org.apache.tika.parser.http.",
            "org.apache.tika.parser.xml.DcXML",
            "org.apache.tika.parser.mail.",
            "org.gagravarr.");

    private final Types types;
    private final EncodingDetector encodings = new CharsetEncodingDetector();
    private Map<MediaType, Parser> parsers;

    TikaReader(Types types) {
        this.types = types;
    }

    /** Whether one of Tika's parsers used here reads the type. */
    boolean reads(MediaType type) {
        return parsers().containsKey(type);
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        MediaType type = types.detect(source);
        Draft draft = job.draft();
        ZipCheck zip = ZipCheck.of(source.file(), job.budget().maxExpandedBytes());
        Members members = new Members(source, job, type, zip);
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, members);
        context.set(EncodingDetector.class, encodings);
        context.set(OfficeParserConfig.class, officeConfig());
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, source.name());
        metadata.set(Metadata.CONTENT_TYPE, type.toString());
        Layout layout = layoutOf(type);
        if (layout == Layout.SHEETS) {
            draft.headingsAreNoTitles();
        }
        SaxBlocks blocks = new SaxBlocks(draft.text, layout);
        try (TikaInputStream in = TikaInputStream.get(source.file())) {
            parsers().get(type).parse(in, blocks, metadata, context);
            blocks.finish();
        } catch (TikaException | SAXException | LinkageError e) {
            throw Causes.explain(e);
        }
        describe(draft, metadata);
        if (members.isContainer()) {
            zip.report(source, job);
            return null;
        }
        zip.warn(draft);
        return draft;
    }

    private static Layout layoutOf(MediaType type) {
        String name = type.getSubtype();
        boolean sheets = name.contains("excel") || name.contains("spreadsheet");
        boolean slides = name.contains("powerpoint") || name.contains("presentation");
        return sheets ? Layout.SHEETS : slides ? Layout.SLIDES : Layout.TEXT;
    }

    private static void describe(Draft draft, Metadata metadata) {
        draft.title(metadata.get(TikaCoreProperties.TITLE));
        draft.title(metadata.get(TikaCoreProperties.SUBJECT));
        draft.metadata(
                "author",
                Arrays.stream(metadata.getValues(TikaCoreProperties.CREATOR))
                        .distinct()
                        .collect(Collectors.joining(", ")));
        draft.metadata("created", metadata.get(TikaCoreProperties.CREATED));
        draft.metadata("modified", metadata.get(TikaCoreProperties.MODIFIED));
        draft.metadata("language", metadata.get(TikaCoreProperties.LANGUAGE));
    }

    private static OfficeParserConfig officeConfig() {
        OfficeParserConfig config = new OfficeParserConfig();
        config.setExtractMacros(false);
        config.setIncludeSlideMasterContent(false);
        config.setIncludeHeadersAndFooters(false);
        config.setIncludeDeletedContent(false);
        return config;
    }

    private Map<MediaType, Parser> parsers() {
        if (parsers == null) {
            ServiceLoader loader = new ServiceLoader(TikaReader.class.getClassLoader());
            List<Parser> used = loader.loadServiceProviders(Parser.class).stream()
                    .filter(parser -> LEFT_OUT.stream()
                            .noneMatch(prefix -> parser.getClass().getName().startsWith(prefix)))
                    .filter(parser -> !(parser instanceof RenderingParser))
                    .toList();
            parsers = new org.apache.tika.parser.CompositeParser(types.registry(), used).getParsers();
        }
        return parsers;
    }

    /** Members of archives and attachments of messages become documents; what an Office file embeds does not. */
    private static final class Members implements EmbeddedDocumentExtractor {

        private final Source source;
        private final Job job;
        private final boolean archive;
        private final boolean compressed;
        private final boolean message;
        private final ZipCheck zip;
        private int count;

        Members(Source source, Job job, MediaType type, ZipCheck zip) {
            this.source = source;
            this.job = job;
            this.zip = zip;
            archive = Archives.isArchive(type);
            compressed = Archives.isCompressor(type);
            message = Archives.isMessage(type);
        }

        boolean isContainer() throws ReadFailure {
            if (archive && count == 0) {
                throw new ReadFailure("parse", "The archive has no members that can be read.");
            }
            return archive;
        }

        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return archive || message;
        }

        @Override
        public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean html)
                throws IOException {
            count++;
            String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
            if (name != null && zip.isDamaged(name)) {
                job.damaged(source, name);
            } else if (compressed) {
                job.uncompressed(source, Archives.nameInside(source.name()), stream);
            } else {
                job.member(source, name == null ? "member-" + count : name, stream, "", "");
            }
        }
    }
}
