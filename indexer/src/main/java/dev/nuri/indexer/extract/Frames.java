package dev.nuri.indexer.extract;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.PageStart;
import dev.nuri.indexer.Section;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What parent and parser process say to each other. A frame is {@link #MAGIC}, a kind byte and the kind's fields; a
 * string is its length in UTF-8 bytes, then those bytes.
 *
 * <pre>
 * parent  REQUEST  file, name, the part of it to read
 * child   READY    once, when it can take a request: what holds of its isolation
 *         DOCUMENT, FAILURE repeated, then DONE
 * </pre>
 *
 * <p>The parent does not trust a child, which hostile files may have taken over: what it reads is bounded.
 */
final class Frames {

    static final int MAGIC = 0x4E555249;
    static final byte READY = 'R';
    static final byte REQUEST = 'Q';
    static final byte DOCUMENT = 'D';
    static final byte FAILURE = 'F';
    static final byte DONE = 'E';

    /** For all but a document's text. */
    private static final int MAX_LINE_BYTES = 1 << 16;

    private static final int UTF8_BYTES_PER_CHAR = 3;
    private static final int MAX_HEADINGS = 64;
    private static final int MAX_METADATA = 64;
    private static final int MAX_WARNINGS = 64;

    private Frames() {}

    /** Begins a frame. */
    static void writeKind(DataOutputStream out, byte kind) throws IOException {
        out.writeInt(MAGIC);
        out.writeByte(kind);
    }

    /** The kind of the next frame; anything but a frame is an error, since something else wrote to the stream. */
    static byte readKind(DataInputStream in) throws IOException {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new StreamCorruptedException("expected a frame, got 0x" + Integer.toHexString(magic));
        }
        return in.readByte();
    }

    static void writeReady(DataOutputStream out, String isolation) throws IOException {
        writeKind(out, READY);
        writeString(out, isolation);
    }

    static void writeString(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** A short string: any but a document's text. */
    static String readString(DataInputStream in) throws IOException {
        return readString(in, MAX_LINE_BYTES);
    }

    private static String readString(DataInputStream in, long mostBytes) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > mostBytes) {
            throw new StreamCorruptedException("string of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new java.io.EOFException("string cut at " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes what to read of a file; null for all of it. */
    static void writePart(DataOutputStream out, FilePart part) throws IOException {
        out.writeBoolean(part != null);
        if (part != null) {
            out.writeLong(part.from());
            out.writeLong(part.to());
        }
    }

    static FilePart readPart(DataInputStream in) throws IOException {
        return in.readBoolean() ? new FilePart(in.readLong(), in.readLong()) : null;
    }

    static void writeFailure(DataOutputStream out, String member, String stage, String reason) throws IOException {
        writeKind(out, FAILURE);
        writeString(out, member);
        writeString(out, stage);
        writeString(out, reason);
    }

    static void writeDocument(DataOutputStream out, ExtractedDocument document) throws IOException {
        writeKind(out, DOCUMENT);
        writeString(out, document.member());
        writeString(out, document.title());
        writeString(out, document.mediaType());
        writeString(out, document.text());
        out.writeInt(document.sections().size());
        for (Section section : document.sections()) {
            out.writeInt(section.start());
            out.writeInt(section.end());
            writeStrings(out, section.headings());
        }
        out.writeInt(document.pages().size());
        for (PageStart page : document.pages()) {
            out.writeInt(page.number());
            out.writeInt(page.start());
        }
        out.writeInt(document.metadata().size());
        for (Map.Entry<String, String> entry : document.metadata().entrySet()) {
            writeString(out, entry.getKey());
            writeString(out, entry.getValue());
        }
        writeStrings(out, document.warnings());
    }

    /**
     * Reads the fields of a document.
     *
     * @param mostChars of its text
     */
    static ExtractedDocument readDocument(DataInputStream in, long mostChars) throws IOException {
        String member = readString(in);
        String title = readString(in);
        String mediaType = readString(in);
        String text = readString(in, mostChars * UTF8_BYTES_PER_CHAR);
        List<Section> sections = readSections(in, text.length());
        List<PageStart> pages = readPages(in, text.length());
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int n = readCount(in, MAX_METADATA); n > 0; n--) {
            metadata.put(readString(in), readString(in));
        }
        List<String> warnings = readStrings(in, MAX_WARNINGS);
        return new ExtractedDocument(member, title, mediaType, text, sections, pages, metadata, warnings);
    }

    /** Sections cover the text; anything else would break whoever cuts it along them. */
    private static List<Section> readSections(DataInputStream in, int length) throws IOException {
        List<Section> sections = new ArrayList<>();
        int end = 0;
        for (int n = readCount(in, length); n > 0; n--) {
            Section section = new Section(in.readInt(), in.readInt(), readStrings(in, MAX_HEADINGS));
            if (section.start() != end || section.end() <= end) {
                throw new StreamCorruptedException("section " + section.start() + " to " + section.end());
            }
            sections.add(section);
            end = section.end();
        }
        if (end != length) {
            throw new StreamCorruptedException("sections to " + end + " of " + length);
        }
        return sections;
    }

    private static List<PageStart> readPages(DataInputStream in, int length) throws IOException {
        List<PageStart> pages = new ArrayList<>();
        int start = 0;
        for (int n = readCount(in, length); n > 0; n--) {
            PageStart page = new PageStart(in.readInt(), in.readInt());
            if (page.number() < 1 || page.start() < start || page.start() > length) {
                throw new StreamCorruptedException("page " + page.number() + " at " + page.start());
            }
            pages.add(page);
            start = page.start();
        }
        return pages;
    }

    private static void writeStrings(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            writeString(out, value);
        }
    }

    private static List<String> readStrings(DataInputStream in, int most) throws IOException {
        List<String> values = new ArrayList<>();
        for (int n = readCount(in, most); n > 0; n--) {
            values.add(readString(in));
        }
        return values;
    }

    private static int readCount(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new StreamCorruptedException("list of " + count);
        }
        return count;
    }
}
