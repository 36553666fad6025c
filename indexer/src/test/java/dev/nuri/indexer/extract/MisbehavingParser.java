package dev.nuri.indexer.extract;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Does what a file of the private type {@code application/x-nuri-misbehave} asks for. Only on test class paths. */
public final class MisbehavingParser implements Parser {

    static final String MAGIC = "NURI-MISBEHAVE ";
    private static final long serialVersionUID = 1;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.application("x-nuri-misbehave"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException {
        String command = new String(stream.readAllBytes(), StandardCharsets.US_ASCII)
                .substring(MAGIC.length())
                .strip();
        String answer = command;
        switch (command.split(" ", 2)[0]) {
            case "ask" -> answer = Trespassing.report(command.split(" ", 3)[1], command.split(" ", 3)[2]);
            case "native" -> fillNativeMemory();
            case "temp" -> fillTemp();
            case "litter" -> Files.writeString(Files.createTempFile("left", ".tmp"), "left behind");
            case "program" -> startProgram(command);
            default -> misbehave(command);
        }
        XHTMLContentHandler out = new XHTMLContentHandler(handler, metadata);
        out.startDocument();
        out.element("p", "done: " + answer);
        out.endDocument();
    }

    private static void misbehave(String command) throws IOException {
        switch (command) {
            case "hang" -> hang();
            case "exit" -> System.exit(42);
            case "halt" -> Runtime.getRuntime().halt(7);
            case "fill memory" -> fillMemory();
            case "throw out of memory" -> throw new OutOfMemoryError("made up");
            case "overflow" -> overflow(1);
            case "throw" -> throw new IllegalStateException("made up");
            case "print" -> print();
            case "corrupt" -> corrupt();
            default -> throw new IOException("unknown command " + command);
        }
    }

    /** Memory that no heap bounds. */
    private static void fillNativeMemory() {
        for (int i = 0; i < 10_000; i++) {
            Arena.global().allocate(16 << 20).fill((byte) 1);
        }
    }

    private static void fillTemp() throws IOException {
        try (OutputStream out = Files.newOutputStream(Files.createTempFile("large", ".tmp"))) {
            for (int i = 0; i < 2_000; i++) {
                out.write(new byte[1 << 20]);
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /** Starts a program that outlives its parent, tells its id in a file, and then does what else is said. */
    private static void startProgram(String command) throws IOException {
        String[] words = command.split(" ", 3);
        Process process = new ProcessBuilder("sleep", "600").start();
        Files.writeString(Path.of(words[1]), Long.toString(process.pid()));
        LockSupport.parkNanos(500_000_000L); // whoever wants the id has to read it before the folder is gone
        misbehave(words[2]);
    }

    private static void hang() {
        while (true) {
            LockSupport.parkNanos(1_000_000_000L);
        }
    }

    private static void fillMemory() {
        List<byte[]> kept = new ArrayList<>();
        while (kept.size() < 1_000_000) {
            kept.add(new byte[1 << 20]);
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : overflow(depth + 1) + depth;
    }

    private static void print() {
        for (int i = 0; i < 20_000; i++) {
            System.out.println("chatter that must not reach the protocol " + i);
        }
    }

    private static void corrupt() {
        try (OutputStream raw = new FileOutputStream(FileDescriptor.out)) {
            raw.write("chatter on the descriptor itself\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
