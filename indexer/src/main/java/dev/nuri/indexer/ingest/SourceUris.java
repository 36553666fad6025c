package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * URIs of sources and of the documents within them. A source's own URI never contains {@code !/}, since {@code !} is
 * percent-encoded in it. That of a part of a dump is the file's with the byte at which the part begins as its fragment.
 */
final class SourceUris {

    static final String UPLOAD = "upload:";

    /** Parts the URI of a file from where a part of it begins; in the path of a URI it is percent-encoded. */
    private static final String PART = "#byte=";

    private static final String UNRESERVED = "-._~";

    private SourceUris() {}

    /** The URI of a file or folder, without a slash at the end; bytes of the name that are no UTF-8 survive. */
    static String of(Path path) {
        String uri = path.toAbsolutePath().normalize().toUri().toString().replace("!", "%21");
        return uri.endsWith("/") && !uri.equals("file:///") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** The prefix of the URIs of all that is below {@code folder}. */
    static String prefix(Path folder) {
        String uri = of(folder);
        return uri.endsWith("/") ? uri : uri + "/";
    }

    /** The URI of the part of a dump that begins at a byte; the first has the dump's own. */
    static String part(String file, long start) {
        return start == 0 ? file : file + PART + start;
    }

    /** What the URIs of all parts of a file but the first begin with. */
    static String parts(String file) {
        return file + PART;
    }

    /** Where the part begins that a {@code file:} URI of ours names; 0 when it names none. */
    static long start(String uri) {
        int part = uri.indexOf(PART);
        return part < 0 ? 0 : Long.parseLong(uri.substring(part + PART.length()));
    }

    /** The file a {@code file:} URI of ours names, or a part of which it names. */
    static Path path(String uri) {
        int part = uri.indexOf(PART);
        return Path.of(URI.create(part < 0 ? uri : uri.substring(0, part)));
    }

    static boolean isFile(String uri) {
        return uri.startsWith("file:");
    }

    /** The URI of a member, the source itself when {@code member} is empty. */
    static String member(String source, String member) {
        return member.isEmpty() ? source : source + "!/" + encode(member, "/");
    }

    /**
     * The URI of an upload.
     *
     * @param name as a browser gives it; folders before it are dropped
     */
    static String upload(String name) {
        return UPLOAD + encode(uploadName(name), "");
    }

    /** The last part of an upload's name. */
    static String uploadName(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (last.isBlank() || last.equals(".") || last.equals("..")) {
            throw NuriException.invalid("An upload needs a file name, got '" + name + "'.");
        }
        return last;
    }

    /** What is kept of a URL: scheme and host in lower case, a path, no fragment. */
    static URI url(String target) {
        URI uri;
        try {
            uri = URI.create(target.strip());
        } catch (IllegalArgumentException e) {
            throw new NuriException(ErrorCode.INVALID_INPUT, "'" + target + "' is not a valid URL.", e);
        }
        if (uri.getHost() == null) {
            throw NuriException.invalid("'" + target + "' is not a valid URL: it names no host.");
        }
        if (uri.getRawUserInfo() != null) {
            throw NuriException.invalid("A URL with a user name or password in it is not stored: leave them out.");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String origin =
                uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost().toLowerCase(Locale.ROOT);
        return URI.create(origin + port + (path + query).replace("!", "%21"));
    }

    /** The source as its owner knows it: a path, a URL, or an upload's name. */
    static String display(String sourceUri) {
        if (isFile(sourceUri)) {
            return part(path(sourceUri).toString(), start(sourceUri));
        }
        return sourceUri.startsWith(UPLOAD) ? URI.create(sourceUri).getSchemeSpecificPart() : sourceUri;
    }

    /** The URI of the source that holds the document. */
    static String sourceOf(SourceDocument document) {
        return SourceDocument.sourceUri(document.uri());
    }

    /** Percent-encodes all but ASCII letters, digits and {@code -._~}, and what is in {@code kept}. */
    private static String encode(String text, String kept) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0 || kept.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else {
                out.append('%');
                out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
