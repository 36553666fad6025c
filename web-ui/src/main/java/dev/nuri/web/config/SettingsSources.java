package dev.nuri.web.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Where settings come from, the strongest first: {@code --set}, system properties, environment variables,
 * {@code application.properties} in {@code config/} of the working folder, the same in the data folder, defaults.
 */
public final class SettingsSources {

    /** Variables under NURI_ that are read by the launcher, not by the configuration. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("NURI_JAVA_HOME", "NURI_JAVA_DIRS", "NURI_JVM_OPTS", "NURI_NO_BUILD");

    /** Secrets, which no file of settings and no command line may hold. */
    private static final Set<String> SECRET_VARIABLES = Set.of(
            Secrets.MODELS_TOKEN,
            Secrets.EMBEDDER_KEY,
            Secrets.RERANKER_KEY,
            Secrets.MODEL_KEY,
            Secrets.GUARD_MODEL_KEY,
            Secrets.OPENSEARCH_PASSWORD,
            Secrets.OPENSEARCH_CLIENT_PASSWORD,
            Secrets.KEY);

    private static final String HOME_VARIABLE = "NURI_HOME";
    private static final String FILE = "application.properties";

    private SettingsSources() {}

    /** Reads the settings of this process. */
    public static Settings read(Map<String, String> set) {
        return SettingsReader.read(config(set, systemProperties(), System.getenv(), Path.of("config")));
    }

    static SmallRyeConfig config(
            Map<String, String> set, Map<String, String> system, Map<String, String> environment, Path workingConfig) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(defaults())
                .withSources(source("--set", checked(set, "--set"), 500))
                .withSources(source("system properties", checked(system, "the system properties"), 400))
                .withSources(source("environment", variables(environment), 300))
                .withSources(source(FILE, file(workingConfig.resolve(FILE)), 260));
        Path dataDir = SettingsReader.folder(builder.build().getValue(Key.DATA_DIR.key(), String.class));
        Path dataFile = dataDir.resolve(FILE);
        return builder.withSources(source(FILE, dataFile(dataFile), 250)).build();
    }

    private static PropertiesConfigSource source(String name, Map<String, String> values, int ordinal) {
        return new PropertiesConfigSource(values, name, ordinal);
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        Arrays.stream(Key.values()).forEach(k -> defaults.put(k.key(), k.defaultValue()));
        return defaults;
    }

    private static Map<String, String> systemProperties() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(Key.PREFIX)) {
                values.put(name, System.getProperty(name));
            }
        }
        return values;
    }

    private static Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.equals(HOME_VARIABLE)) {
                values.putIfAbsent(Key.DATA_DIR.key(), value);
            } else if (name.startsWith("NURI_")
                    && !LAUNCHER_VARIABLES.contains(name)
                    && !SECRET_VARIABLES.contains(name)) {
                values.put(keyOf(name).key(), value);
            }
        });
        return values;
    }

    private static Key keyOf(String variable) {
        return Key.ofVariable(variable).orElseThrow(() -> {
            Key nearest = Key.nearest(variable.replace('_', '.').toLowerCase(Locale.ROOT));
            return new SettingsException("The environment variable " + variable
                    + " is not a setting of Nuri; did you mean " + nearest.variable() + "?");
        });
    }

    private static Map<String, String> dataFile(Path path) {
        Map<String, String> values = file(path);
        if (values.containsKey(Key.DATA_DIR.key())) {
            throw new SettingsException(Key.DATA_DIR.key() + " cannot be set in " + path
                    + ", which lies in the data folder itself; use --data-dir or NURI_HOME.");
        }
        return values;
    }

    private static Map<String, String> file(Path path) {
        if (!Files.isRegularFile(path)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("The settings in " + path + " cannot be read: " + e.getMessage() + ".");
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(Key.PREFIX))
                .forEach(name -> values.put(name, properties.getProperty(name)));
        return checked(values, path.toString());
    }

    private static Map<String, String> checked(Map<String, String> values, String where) {
        for (String name : values.keySet()) {
            if (Key.ofKey(name).isEmpty()) {
                throw new SettingsException("'" + name + "' in " + where + " is not a setting of Nuri; did you mean "
                        + Key.nearest(name).key() + "?");
            }
        }
        return values;
    }
}
