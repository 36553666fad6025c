package dev.nuri.indexer.extract;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Has the kernel refuse this process, and every program it starts, sockets of any kind: no connection, no listening, no
 * name server, no service of this machine. It cannot be taken back.
 */
final class NetworkFilter {

    private static final int NO_NEW_PRIVILEGES = 38; // PR_SET_NO_NEW_PRIVS
    private static final int SET_MODE_FILTER = 1;
    private static final int ALL_THREADS = 1; // SECCOMP_FILTER_FLAG_TSYNC
    private static final int IO_URING_SETUP = 425;
    private static final int FIRST_X32_CALL = 0x40000000;

    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7FFF0000;
    private static final int REFUSE = 0x00050000 | 13; // with EACCES

    /** What a rule looks at: offsets in the kernel's {@code seccomp_data}. */
    private static final int CALL_NUMBER = 0;

    private static final int MACHINE = 4;

    private NetworkFilter() {}

    /** Refuses sockets from now on, in threads that run already too. */
    static void install(SystemCalls calls) throws IOException {
        long[] program = program(calls.machine());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rules = arena.allocateFrom(ValueLayout.JAVA_LONG, program);
            MemorySegment head = arena.allocate(16, 8); // struct sock_fprog: count, then address
            head.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
            head.set(ValueLayout.ADDRESS, 8, rules);
            calls.call(calls.machine().prctl(), NO_NEW_PRIVILEGES, 1);
            calls.call(calls.machine().seccomp(), SET_MODE_FILTER, ALL_THREADS, head.address());
        }
    }

    /** Calls by another machine's or ABI's numbers are refused too, since they would mean others. */
    private static long[] program(SystemCalls.Machine machine) {
        return new long[] {
            rule(LOAD, 0, 0, MACHINE),
            rule(IF_EQUAL, 0, 5, machine.audit()),
            rule(LOAD, 0, 0, CALL_NUMBER),
            rule(IF_AT_LEAST, 3, 0, FIRST_X32_CALL),
            rule(IF_EQUAL, 2, 0, machine.socket()),
            rule(IF_EQUAL, 1, 0, IO_URING_SETUP),
            rule(RETURN, 0, 0, ALLOW),
            rule(RETURN, 0, 0, REFUSE)
        };
    }

    /** A {@code struct sock_filter}: code, how many rules to skip when true and when false, operand. */
    private static long rule(int code, int skipIfTrue, int skipIfFalse, int operand) {
        return code | ((long) skipIfTrue << 16) | ((long) skipIfFalse << 24) | ((long) operand << 32);
    }
}
