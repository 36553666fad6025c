package dev.nuri.web.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a language model is called in answers. */
public final class ModelNames {

    private static final Pattern FILE = Pattern.compile("(?:.*[/\\\\])?([^/\\\\]+)\\.gguf", Pattern.CASE_INSENSITIVE);

    private ModelNames() {}

    /** The file's name without its ending for a GGUF file, whatever is configured otherwise. */
    public static String shown(String configured) {
        Matcher file = FILE.matcher(configured);
        return file.matches() ? file.group(1) : configured;
    }
}
