package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.tika.detect.CompositeDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.microsoft.POIFSContainerDetector;
import org.apache.tika.detect.ole.MiscOLEDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/** Tells the media type of a source from its first bytes, inner structure and, last, its name. */
final class Types {

    private static final Set<String> EXECUTABLES = Set.of(
            "application/x-msdownload",
            "application/x-dosexec",
            "application/x-executable",
            "application/x-elf",
            "application/x-sharedlib",
            "application/x-object",
            "application/x-coredump",
            "application/x-mach-o",
            "application/x-mach-o-universal",
            "application/vnd.microsoft.portable-executable",
            "application/java-vm",
            "application/x-java-pack200",
            "application/x-dex",
            "application/wasm");

    private final MimeTypes mimeTypes = MimeTypes.getDefaultMimeTypes();
    private final Detector detector = new CompositeDetector(
            mimeTypes.getMediaTypeRegistry(),
            List.of(new POIFSContainerDetector(), new MiscOLEDetector(), new DefaultZipContainerDetector(), mimeTypes));

    /** The type, without parameters; {@code application/octet-stream} when nothing tells. */
    MediaType detect(Source source) throws IOException {
        Metadata hints = new Metadata();
        hints.set(TikaCoreProperties.RESOURCE_NAME_KEY, source.name());
        if (!source.declaredType().isEmpty()) {
            hints.set(Metadata.CONTENT_TYPE, source.declaredType());
        }
        try (TikaInputStream in = TikaInputStream.get(source.file())) {
            return registry().normalize(detector.detect(in, hints)).getBaseType();
        }
    }

    MediaTypeRegistry registry() {
        return mimeTypes.getMediaTypeRegistry();
    }

    boolean isText(MediaType type) {
        return type.getType().equals("text") || registry().isInstanceOf(type, MediaType.TEXT_PLAIN);
    }

    boolean isXml(MediaType type) {
        return type.getSubtype().endsWith("+xml") || registry().isInstanceOf(type, MediaType.APPLICATION_XML);
    }

    static boolean isExecutable(MediaType type) {
        return EXECUTABLES.contains(type.toString())
                || type.toString().startsWith("application/x-msdownload")
                || type.toString().startsWith("application/x-mach-o");
    }

    /** Whether the name promises an Office or e-book package, which plain text can never be. */
    static boolean promisesPackage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return List.of(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub").stream()
                .anyMatch(lower::endsWith);
    }
}
