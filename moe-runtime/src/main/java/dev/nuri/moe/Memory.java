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

    private Memory() {}

    /** All there is; of a container, what it may use. */
    static long total() {
        return system().getTotalMemorySize();
    }

    /** What can be had without pushing programs out: the page cache counts where the system says so. */
    static long available() {
        return Math.min(total(), linux().orElse(system().getFreeMemorySize()));
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    private static OptionalLong linux() {
        try {
            Matcher line = AVAILABLE.matcher(Files.readString(LINUX, StandardCharsets.US_ASCII));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) << 10) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // not Linux
        }
    }
}
