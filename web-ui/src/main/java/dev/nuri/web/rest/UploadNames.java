package dev.nuri.web.rest;

import dev.nuri.indexer.NuriException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** File names that came from outside. They are only ever shown and stored as text, never opened as a path. */
final class UploadNames {

    private static final int MAX_CHARS = 255;

    private UploadNames() {}

    /**
     * The last part of a name without control characters.
     *
     * @throws NuriException when nothing is left, or too much
     */
    static String checked(String name) {
        String last =
                name == null ? "" : last(name).replaceAll("\\p{Cntrl}", "").strip();
        if (last.isEmpty() || last.equals(".") || last.equals("..")) {
            throw NuriException.invalid("Each file of an upload needs a file name, got '" + name + "'.");
        }
        if (last.length() > MAX_CHARS) {
            throw NuriException.invalid(
                    "A file name has at most " + MAX_CHARS + " characters, got " + last.length() + ".");
        }
        return last;
    }

    private static String last(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** The file name at the end of a document's URI. */
    static String ofUri(String uri) {
        String outer = uri.contains("!/") ? uri.substring(0, uri.indexOf("!/")) : uri;
        String name = last(outer.startsWith("upload:") ? outer.substring("upload:".length()) : outer);
        try {
            return name.contains("%") ? URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8) : name;
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** The header that makes a browser save, not show, what it gets. */
    static String disposition(String name) {
        String encoded = URLEncoder.encode(name.isEmpty() ? "document" : name, StandardCharsets.UTF_8)
                .replace("+", "%20");
        return "attachment; filename*=UTF-8''" + encoded;
    }
}
