package dev.nuri.indexer.extract;

import dev.nuri.indexer.IndexerConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts the JVM of a parser process. */
final class ChildCommand {

    /** How the names of the folders for temporary files begin; the id of the process that made it follows. */
    static final String FOLDER_PREFIX = "nuri-parser-";

    /** What programs need of the environment; the rest, secrets among it, is no parser's business. */
    private static final Set<String> KEPT = Set.of(
            "PATH",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "TESSDATA_PREFIX",
            "SYSTEMROOT",
            "WINDIR");

    private static final List<String> TEMP_VARIABLES = List.of("HOME", "TMPDIR", "TMP", "TEMP");

    private final List<String> command;

    ChildCommand(IndexerConfig.Parser limits) {
        command = command(limits);
    }

    /**
     * Starts the process with its own folder for temporary files.
     *
     * @param folder working folder of the process; the only place it writes to
     */
    Process start(Path folder) throws IOException {
        List<String> withFolder = new ArrayList<>(command);
        withFolder.add(1, "-Djava.io.tmpdir=" + folder);
        withFolder.add(1, "-Duser.home=" + folder);
        withFolder.add(1, "-Djdk.net.hosts.file=" + folder.resolve("no-names-are-looked-up"));
        ProcessBuilder builder = new ProcessBuilder(withFolder).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !KEPT.contains(name.toUpperCase(Locale.ROOT)));
        // Programs that a parser starts inherit these, by which they are known (see ProcessTree).
        TEMP_VARIABLES.forEach(name -> environment.put(name, folder.toString()));
        return builder.start();
    }

    private static List<String> command(IndexerConfig.Parser limits) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + limits.heapMiB() + "m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
                "-Xss2m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+DisplayVMOutputToStderr",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Djava.net.useSystemProxies=false",
                "-Dfile.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Duser.timezone=UTC",
                // Pages of Parquet unpacked ahead, and gzip by Java's own code.
                "-Dhardwood.internal.maxOutstanding=2",
                "-Dhardwood.uselibdeflate=false",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                "-Dorg.apache.logging.log4j.simplelog.level=OFF",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(limits),
                ParserMain.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                Long.toString(limits.maxFileBytes()),
                Long.toString(limits.maxTextChars()),
                Integer.toString(limits.maxMembers()),
                Integer.toString(limits.maxDepth()),
                Long.toString(limits.maxTempBytes()),
                limits.tesseract() == null ? "" : limits.tesseract().toString(),
                Long.toString(limits.timeout().toMillis()));
    }

    private static String classPath(IndexerConfig.Parser limits) {
        if (limits.classPath().isEmpty()) {
            return absolute(System.getProperty("java.class.path"));
        }
        return limits.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The child runs in another folder, so relative entries would point nowhere. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry.isEmpty() ? "." : entry).toAbsolutePath();
            if (entry.endsWith("*") || Files.exists(path)) {
                entries.add(path.toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
