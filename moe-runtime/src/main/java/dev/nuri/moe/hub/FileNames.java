package dev.nuri.moe.hub;

import dev.nuri.moe.ModelInputException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that servers and users give: none may lead out of a model's folder, or hide in it. */
final class FileNames {
    private static final int MOST_CHARACTERS = 200;
    private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})(\\.[A-Za-z]+)");
    private static final int MOST_SHARDS = 2_000;

    private FileNames() {}

    /** A path of a repository: relative, forward slashes, every part a plain name. */
    static String checkedPath(String path) {
        for (String part : path.split("/", -1)) {
            checkedName(part);
        }
        return path;
    }

    /** The name of one file or folder. */
    static String checkedName(String name) {
        boolean plain = !name.isBlank()
                && name.length() <= MOST_CHARACTERS
                && !name.startsWith(".")
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || "/\\:*?\"<>|".indexOf(c) >= 0);
        if (!plain) {
            throw new ModelInputException("'" + name + "' is not a name a model's file may have");
        }
        return name;
    }

    /** What a model can be called here. */
    static String checkedModel(String name) {
        if (!isModel(name)) {
            throw new ModelInputException(
                    "a model's name has up to 100 letters, digits, dots, dashes and underscores, got '" + name + "'");
        }
        return name;
    }

    /** Whether a folder of that name can be a model's. */
    static boolean isModel(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    }

    /** The last part of a path. */
    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name of the file a URL leads to. */
    static String of(URI uri) {
        String path = String.valueOf(uri.getPath());
        return checkedName(last(path));
    }

    /** A file's name without shard number and ending. */
    static String stem(String file) {
        Matcher shard = SHARD.matcher(file);
        if (shard.matches()) {
            return shard.group(1);
        }
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    /** A file and, if it is a shard, all its siblings in order. */
    static List<String> shards(String path) {
        Matcher shard = SHARD.matcher(path);
        int count = shard.matches() ? Integer.parseInt(shard.group(3)) : 1;
        if (count <= 1) {
            return List.of(path);
        }
        if (count > MOST_SHARDS) {
            throw new ModelInputException(path + ": a model has at most " + MOST_SHARDS + " shards");
        }
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(String.format(Locale.ROOT, "%s-%05d-of-%05d%s", shard.group(1), i, count, shard.group(4)));
        }
        return all;
    }

    /** A path as part of a URL: every byte that is not plain is written in hexadecimal. */
    static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (plain || "-._~/".indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
