package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts processes of this class path sooner than a plain JVM does: the classes that a first one loaded are in an archive
 * that the others share, for which the class path must be of jars alone.
 */
final class QuickStart {

    private final Path archive;
    private final String classPath;

    /**
     * Makes the archive.
     *
     * @param folder where it and the jars may lie
     * @param arguments of a first process, which must end by itself
     */
    QuickStart(Path folder, Class<?> main, String... arguments) throws IOException, InterruptedException {
        archive = folder.resolve("classes.jsa");
        Files.createDirectories(folder);
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? jar(path, folder.resolve(jars.size() + ".jar")) : entry);
        }
        classPath = String.join(File.pathSeparator, jars);
        Process first = process("-XX:ArchiveClassesAtExit=" + archive, main, arguments);
        first.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(first.waitFor()).isZero();
        assertThat(archive).exists();
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> tree = Files.walk(classes)) {
            tree.filter(Files::isRegularFile).forEach(file -> add(zip, classes, file));
        }
        return jar.toString();
    }

    private static void add(ZipOutputStream zip, Path classes, Path file) {
        try {
            zip.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
            Files.copy(file, zip);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process. */
    Process start(Class<?> main, String... arguments) throws IOException {
        return process("-XX:SharedArchiveFile=" + archive, main, arguments);
    }

    private Process process(String archiving, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                archiving,
                "-Xlog:disable",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
