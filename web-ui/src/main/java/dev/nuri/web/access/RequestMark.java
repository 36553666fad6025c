package dev.nuri.web.access;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** The id of a request and its caller's name, as log lines and the audit log show them. Decides nothing. */
public final class RequestMark {

    /** Header it comes in and goes out by. */
    public static final String HEADER = "X-Request-Id";

    private static final String REQUEST = "request";
    private static final String CALLER = "caller";
    private static final String FROM = "from";
    private static final String TRACE = "trace";

    /** The request as a line of the log begins with it; a line that no request leaves has none, and no empty brackets. */
    private static final String LABEL = "label";

    /** Nothing that could forge a line of a log, or fill it. */
    private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestMark() {}

    /** The id that a client gave when it is a good one, else a new one. */
    public static String id(String given) {
        return given != null && GOOD.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }

    /**
     * Marks what is logged from here on.
     *
     * @param from address of the other end
     */
    public static void enter(String request, String from) {
        MDC.put(REQUEST, request);
        MDC.put(LABEL, "[" + request + "] ");
        MDC.put(FROM, from);
    }

    /** Marks who it is. */
    public static void enter(Caller caller) {
        MDC.put(CALLER, caller.name());
    }

    /** Marks what trace it is a part of: the value of a header {@code traceparent}. */
    public static void enterTrace(String traceparent) {
        MDC.put(TRACE, traceparent);
    }

    /** What trace it is a part of; null for none. */
    public static String trace() {
        return text(TRACE);
    }

    /** Its id; null outside requests. */
    public static String request() {
        return text(REQUEST);
    }

    static String from() {
        return text(FROM);
    }

    /** Who it is; whoever gave a command when it is none. */
    static String caller() {
        String caller = text(CALLER);
        return caller == null ? "command" : caller;
    }

    private static String text(String key) {
        Object value = MDC.get(key);
        return value == null ? null : value.toString();
    }

    /** The same work with the same marks, on whatever thread it runs. */
    public static Runnable carried(Runnable work) {
        Map<String, Object> marks = new HashMap<>();
        for (String key : new String[] {REQUEST, LABEL, CALLER, FROM, TRACE}) {
            if (MDC.get(key) != null) {
                marks.put(key, MDC.get(key));
            }
        }
        return () -> {
            marks.forEach(MDC::put);
            work.run();
        };
    }
}
