package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that a platform of this machine offers.
 *
 * @param id its OpenCL identity
 * @param name for people
 * @param memoryBytes of its global memory
 * @param isProcessor whether it is the machine's own processor
 * @param hasDoubles whether its kernels may compute in double precision
 */
record ClHardware(MemorySegment id, String name, long memoryBytes, boolean isProcessor, boolean hasDoubles) {
    private static final long EVERY_TYPE = 0xFFFFFFFFL;
    private static final long PROCESSOR = 2;
    private static final int TYPE = 0x1000;
    private static final int GLOBAL_MEMORY = 0x101F;
    private static final int DOUBLES = 0x1032;
    private static final int NAME = 0x102B;
    private static final int AVAILABLE = 0x1027;
    private static final int LONGEST = 4096;

    /** All usable devices, processors last. */
    static List<ClHardware> all(Cl cl) {
        List<ClHardware> out = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            cl.call(ClFunction.GET_PLATFORMS, 0, MemorySegment.NULL, count);
            int platforms = count.get(JAVA_INT, 0);
            MemorySegment found = arena.allocate(ADDRESS, Math.max(1, platforms));
            if (platforms > 0) {
                cl.call(ClFunction.GET_PLATFORMS, platforms, found, MemorySegment.NULL);
            }
            for (int i = 0; i < platforms; i++) {
                addDevices(cl, arena, found.getAtIndex(ADDRESS, i), out);
            }
        }
        out.sort((a, b) -> Boolean.compare(a.isProcessor, b.isProcessor));
        return out;
    }

    private static void addDevices(Cl cl, Arena arena, MemorySegment platform, List<ClHardware> out) {
        MemorySegment count = arena.allocate(JAVA_INT);
        if (cl.status(ClFunction.GET_DEVICES, platform, EVERY_TYPE, 0, MemorySegment.NULL, count) != 0) {
            return; // a platform without devices says so by an error
        }
        int devices = count.get(JAVA_INT, 0);
        MemorySegment ids = arena.allocate(ADDRESS, devices);
        cl.call(ClFunction.GET_DEVICES, platform, EVERY_TYPE, devices, ids, MemorySegment.NULL);
        for (int i = 0; i < devices; i++) {
            MemorySegment id = ids.getAtIndex(ADDRESS, i);
            if (info(cl, arena, id, AVAILABLE).get(JAVA_INT, 0) != 0) {
                out.add(new ClHardware(
                        id,
                        info(cl, arena, id, NAME).getString(0),
                        info(cl, arena, id, GLOBAL_MEMORY).get(JAVA_LONG, 0),
                        (info(cl, arena, id, TYPE).get(JAVA_LONG, 0) & PROCESSOR) != 0,
                        info(cl, arena, id, DOUBLES).get(JAVA_LONG, 0) != 0));
            }
        }
    }

    /** What a device says of itself; zero where it does not know the question. */
    private static MemorySegment info(Cl cl, Arena arena, MemorySegment device, int what) {
        MemorySegment out = arena.allocate(LONGEST, Long.BYTES);
        cl.status(ClFunction.DEVICE_INFO, device, what, (long) LONGEST, out, MemorySegment.NULL);
        return out;
    }
}
