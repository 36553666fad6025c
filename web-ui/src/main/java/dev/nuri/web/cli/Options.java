package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsSources;
import dev.nuri.web.data.Restore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. */
final class Options {

    @Option(names = "--json", description = "Print exactly one JSON document.")
    boolean json;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Data folder (default: $NURI_HOME or ~/.nuri).")
    String dataDir;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a configuration key, such as nuri.port=8081; may be repeated.")
    List<String> set = new ArrayList<>();

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    /** The settings as configured, this command's own first. */
    Settings settings(Map<Key, String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        set.forEach(pair -> put(all, pair));
        if (dataDir != null) {
            all.put(Key.DATA_DIR.key(), dataDir);
        }
        own.forEach((key, value) -> {
            if (value != null) {
                all.put(key.key(), value);
            }
        });
        Settings settings = SettingsSources.read(all);
        // Until a restored folder is in its place the settings in it are not read.
        return Restore.finish(settings.dataDir()) ? SettingsSources.read(all) : settings;
    }

    private static void put(Map<String, String> all, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw NuriException.invalid("--set takes KEY=VALUE, such as nuri.port=8081, got '" + pair + "'.");
        }
        all.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /**
     * For commands over evaluation sets, where {@code --set} also names folders: takes those out, so that only
     * configuration keys remain.
     */
    List<Path> takeFolders() {
        List<String> folders =
                set.stream().filter(value -> !value.matches("nuri\\.[^/]*=.*")).toList();
        set.removeAll(folders);
        return folders.stream().map(Path::of).toList();
    }

    Settings settings() {
        return settings(Map.of());
    }
}
