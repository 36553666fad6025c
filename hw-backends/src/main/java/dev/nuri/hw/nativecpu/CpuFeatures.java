package dev.nuri.hw.nativecpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The instruction set the kernels are compiled for.
 *
 * @param name in words
 * @param flags for the compiler
 */
record CpuFeatures(String name, List<String> flags) {
    private static final CpuFeatures PLAIN = new CpuFeatures("plain C", List.of());
    private static final CpuFeatures NEON = new CpuFeatures("NEON", List.of());
    private static final List<String> AVX2_FLAGS = List.of("-mavx2", "-mfma", "-mf16c");
    private static final CpuFeatures AVX2 = new CpuFeatures("AVX2", AVX2_FLAGS);
    private static final CpuFeatures AVX_VNNI =
            new CpuFeatures("AVX-VNNI", List.of("-mavx2", "-mfma", "-mf16c", "-mavxvnni"));
    private static final CpuFeatures AVX512 = new CpuFeatures(
            "AVX-512 VNNI",
            List.of("-mavx2", "-mfma", "-mf16c", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512vnni"));

    /** Everything kernels are compiled for, the plainest first. */
    static final List<CpuFeatures> X86 = List.of(PLAIN, AVX2, AVX_VNNI, AVX512);

    /** Those of this machine; plain C where they cannot be told. */
    static CpuFeatures ofThisMachine() {
        try {
            Path cpus = Path.of("/proc/cpuinfo");
            String text = Files.isReadable(cpus) ? new String(Files.readAllBytes(cpus), StandardCharsets.UTF_8) : "";
            return of(System.getProperty("os.arch"), text);
        } catch (IOException e) {
            return PLAIN;
        }
    }

    /**
     * @param architecture as Java names it
     * @param cpus what the kernel says about the processors
     */
    static CpuFeatures of(String architecture, String cpus) {
        if (architecture.equals("aarch64")) {
            return NEON; // part of the architecture
        }
        Set<String> found = cpus.lines()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line ->
                        Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .orElse(Set.of());
        if (!found.containsAll(List.of("avx2", "fma", "f16c"))) {
            return PLAIN;
        }
        if (found.containsAll(List.of("avx512f", "avx512bw", "avx512vl", "avx512_vnni"))) {
            return AVX512;
        }
        return found.contains("avx_vnni") ? AVX_VNNI : AVX2;
    }
}
