package dev.nuri.web.cli;

import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsSources;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. */
final class Options {

    @Option(names = "--json", description = "Print exactly one JSON document.")
    boolean json;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Data folder (default: $NURI_HOME or ~/.nuri).")
    String dataDir;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set a configuration key, such as nuri.port=8081.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    /** The settings as configured, this command's own first. */
    Settings settings(Map<Key, String> own) {
        Map<String, String> all = new LinkedHashMap<>(set);
        if (dataDir != null) {
            all.put(Key.DATA_DIR.key(), dataDir);
        }
        own.forEach((key, value) -> {
            if (value != null) {
                all.put(key.key(), value);
            }
        });
        return SettingsSources.read(all);
    }

    Settings settings() {
        return settings(Map.of());
    }
}
