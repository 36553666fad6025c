package dev.nuri.indexer;

/**
 * Is told the stages that a piece of work goes through, by whatever does it and on the thread that does it. Told are names,
 * times and sizes, never texts. It is bound to a thread for the time of the work ({@link #CURRENT}); who hands a part of
 * the work to another thread hands it the listener too ({@link #carried}).
 */
public interface StageListener {

    /** The listener of the work at hand; read by {@link #current}. */
    ScopedValue<StageListener> CURRENT = ScopedValue.newInstance();

    /** Listens to nothing. */
    StageListener NONE = new StageListener() {

        private static final Stage STAGE = new Stage() {
            @Override
            public void size(String what, long size) {}

            @Override
            public void close() {}
        };

        @Override
        public Stage begin(String name) {
            return STAGE;
        }

        @Override
        public void took(String name, long startNanos, long endNanos) {}

        @Override
        public String traceparent() {
            return null;
        }

        @Override
        public Runnable carrying(Runnable work) {
            return work;
        }
    };

    /** A stage under way; closed by the thread that began it. */
    interface Stage extends AutoCloseable {

        /** Tells how much there was, such as of {@code passages}. */
        void size(String what, long size);

        /** Ends it; a second time does nothing. */
        @Override
        void close();
    }

    /** A stage begins. Those that this thread begins before it ends are parts of it. */
    Stage begin(String name);

    /** A stage is over that was measured by {@link System#nanoTime}. */
    void took(String name, long startNanos, long endNanos);

    /**
     * What a server is told that does a part of the work: the value of the header {@code traceparent} (W3C Trace Context);
     * null for nothing.
     */
    String traceparent();

    /** The same work as a part of the stage that is under way now, on whatever thread it runs. */
    Runnable carrying(Runnable work);

    /** Who listens to what this thread does. */
    static StageListener current() {
        return CURRENT.isBound() ? CURRENT.get() : NONE;
    }

    /** {@code work} for another thread, with the listener of this one. */
    static Runnable carried(Runnable work) {
        StageListener listener = current();
        return listener.equals(NONE)
                ? work
                : listener.carrying(() -> ScopedValue.where(CURRENT, listener).run(work));
    }
}
