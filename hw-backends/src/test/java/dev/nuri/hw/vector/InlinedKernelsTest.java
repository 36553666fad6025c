package dev.nuri.hw.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Where the compiler does not inline a vector call (the method has grown too large, or it does not know the vector's
 * class) every vector is an object and the kernel five to ten times slower, without a word. The inlining log has the
 * word: of the second compiler alone, because the first never inlines these calls.
 */
class InlinedKernelsTest {

    /** A kernel that cannot be inlined falls out each time; one that is compiled before its profile is known, now and then. */
    private static final int RUNS = 3;

    @Test
    void vectorCallsOfTheKernelsAreInlined() throws Exception {
        Assumptions.assumeTrue(Dot.bits() >= 256, "skipped: vectors are too short for packed weights here");
        List<String> log = log();
        assertThat(log).as("the kernels were compiled").anyMatch(line -> line.contains("ShortVector"));
        for (String kernel : List.of("IntegerProducts::floats", "Tiles::four", "Panel::store")) {
            assertThat(log).anyMatch(line -> line.contains(kernel));
        }
        List<String> fellOut = log.stream().filter(InlinedKernelsTest::fellOut).toList();
        for (int again = 1; !fellOut.isEmpty() && again < RUNS; again++) {
            fellOut = log().stream().filter(InlinedKernelsTest::fellOut).toList();
        }
        assertThat(fellOut).isEmpty();
    }

    @Test
    void aKernelThatBoxesIsCaught() throws Exception {
        assertThat(log("boxing")).anyMatch(InlinedKernelsTest::fellOut);
    }

    private static boolean fellOut(String line) {
        boolean vector = line.contains("jdk.internal.vm.vector.VectorSupport::")
                || (line.contains("jdk.incubator.vector.") && line.contains("virtual call"));
        return line.contains("NodeCountInliningCutoff") || (vector && !line.contains("succeeded"));
    }

    private static List<String> log(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:-TieredCompilation",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=PrintInlining,dev.nuri.hw.vector.*::*",
                "-XX:CompileCommand=PrintCompilation,dev.nuri.hw.vector.*::*",
                "-cp",
                System.getProperty("java.class.path"),
                HotKernels.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            List<String> lines = new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor()).as("%s", lines).isZero();
            return lines;
        }
    }
}
