package dev.nuri.hw.nativecpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryCacheTest {
    @TempDir
    private Path folder;

    private static Compiler compiler() {
        Compiler found = Compiler.find(System.getenv("PATH")).orElse(null);
        Assumptions.assumeTrue(found != null, "skipped: there is no C compiler");
        return found;
    }

    @Test
    void aMachineWithoutACompilerSaysSo() {
        CLibrary.Found found = CLibrary.find(folder.toString(), new LibraryCache(folder));
        assertThat(found.library()).isNull();
        assertThat(found.reason()).contains("no C compiler").contains("gcc, clang or cc");
    }

    @Test
    void aCompilerThatFailsIsQuoted() throws IOException {
        Path fake = Files.writeString(folder.resolve("gcc"), """
                #!/bin/sh
                case $1 in --version) echo "gcc 0.1" ;; *) echo "disk is full" >&2; exit 1 ;; esac
                """);
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        Path cache = folder.resolve("cache");
        CLibrary.Found found = CLibrary.find(folder.toString(), new LibraryCache(cache));
        assertThat(found.library()).isNull();
        assertThat(found.reason()).contains("disk is full");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).as("nothing half made stays").isEmpty();
        }
    }

    @Test
    void compilesOnceForEachInstructionSet() throws IOException {
        Compiler compiler = compiler();
        LibraryCache cache = new LibraryCache(folder.resolve("deep/er"));
        CpuFeatures here = CpuFeatures.ofThisMachine();
        Path library = cache.library(compiler, here);
        Object made = Files.getLastModifiedTime(library);
        assertThat(cache.library(compiler, here)).isEqualTo(library);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.getParent())))
                .isEqualTo("rwx------");
    }

    /** Those that this processor cannot run are at least C that compiles without a warning. */
    @Test
    void everyInstructionSetCompiles() throws IOException {
        Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "skipped: not an x86 processor");
        Compiler compiler = compiler();
        LibraryCache.writeSources(folder);
        for (CpuFeatures features : CpuFeatures.X86) {
            List<String> flags = Stream.concat(
                            Stream.of("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-psabi"),
                            features.flags().stream())
                    .toList();
            Path library = folder.resolve(features.flags().size() + ".so");
            compiler.compile(folder, flags, LibraryCache.UNITS, library);
            assertThat(library).isRegularFile();
        }
    }

    @Test
    void refusesAFolderThatOthersCanWriteTo() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> new LibraryCache(folder).library(compiler(), CpuFeatures.ofThisMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("others");
    }

    @ParameterizedTest
    @CsvSource({
        "aarch64,, NEON",
        "amd64,, plain C",
        "amd64, flags : fpu sse2 avx2, plain C",
        "amd64, flags : avx2 fma f16c, AVX2",
        "amd64, flags : avx2 fma f16c avx_vnni, AVX-VNNI",
        "amd64, flags : avx2 fma f16c avx512f avx512bw avx512vl avx512_vnni avx_vnni, AVX-512 VNNI"
    })
    void choosesByWhatTheProcessorHas(String architecture, String cpus, String name) {
        assertThat(CpuFeatures.of(architecture, cpus == null ? "" : cpus).name())
                .isEqualTo(name);
    }
}
