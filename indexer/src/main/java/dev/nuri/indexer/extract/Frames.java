package dev.nuri.indexer.extract;

import dev.nuri.indexer.ExtractedDocument;
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
 * parent  REQUEST  file, name, type hint
 * child   READY    once, when it can take a request
 *         DOCUMENT, FAILURE repeated, then DONE
 * </pre>
 */
final class Frames {

    static final int MAGIC = 0x4E555249;
    static final byte READY = 'R';
    static final byte REQUEST = 'Q';
    static final byte DOCUMENT = 'D';
    static final byte FAILURE = 'F';
    static final byte DONE = 'E';

    private static final int MAX_STRING_BYTES = 1 << 30;
    private static final int MAX_LIST = 50_000_000;

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

    static void writeString(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readString(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_STRING_BYTES) {
            throw new StreamCorruptedException("string of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new java.io.EOFException("string cut at " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
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

    static ExtractedDocument readDocument(DataInputStream in) throws IOException {
        String member = readString(in);
        String title = readString(in);
        String mediaType = readString(in);
        String text = readString(in);
        List<Section> sections = new ArrayList<>();
        for (int n = readCount(in); n > 0; n--) {
            sections.add(new Section(in.readInt(), in.readInt(), readStrings(in)));
        }
        List<PageStart> pages = new ArrayList<>();
        for (int n = readCount(in); n > 0; n--) {
            pages.add(new PageStart(in.readInt(), in.readInt()));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int n = readCount(in); n > 0; n--) {
            metadata.put(readString(in), readString(in));
        }
        return new ExtractedDocument(member, title, mediaType, text, sections, pages, metadata, readStrings(in));
    }

    private static void writeStrings(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            writeString(out, value);
        }
    }

    private static List<String> readStrings(DataInputStream in) throws IOException {
        List<String> values = new ArrayList<>();
        for (int n = readCount(in); n > 0; n--) {
            values.add(readString(in));
        }
        return values;
    }

    private static int readCount(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_LIST) {
            throw new StreamCorruptedException("list of " + count);
        }
        return count;
    }
}
