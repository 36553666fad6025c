package dev.nuri.moe;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's memory. */
final class Memory {
    private static final Path LINUX = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s*(\\d+) kB");
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    private Memory() {}

    /** All there is; of a container, what it may use. */
    static long total() {
        return system().getTotalMemorySize();
    }

    /** What can be had without pushing programs out: the page cache counts where the system says so. */
    static long available() {
        return Math.min(total(), read(LINUX, AVAILABLE).orElse(system().getFreeMemorySize()));
    }

    /** What this process holds, pages of mapped files that are in memory included; 0 where the system does not say. */
    static long resident() {
        return read(PROCESS, RESIDENT).orElse(0);
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    private static OptionalLong read(Path file, Pattern kilobytes) {
        try {
            Matcher line = kilobytes.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) << 10) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // not Linux
        }
    }
}
