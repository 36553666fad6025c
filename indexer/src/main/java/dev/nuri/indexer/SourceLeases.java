package dev.nuri.indexer;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who of several processes that write to one store may change which sources. Sources fall into parts by collection and
 * URI; only who holds the lease of a part changes the documents and records of its sources. The lease of a process that
 * dies ends by itself (Gray and Cheriton, Leases, SOSP 1989). Thread-safe.
 *
 * <p>Work that several processes do together, such as indexing a folder, is done part by part: who takes a part for it
 * begins a round, and says what it covered when all is done. A round that began after somebody came to the same work and
 * covered the same need not be done again.
 */
public interface SourceLeases {

    /** Those of a store that one process writes to. */
    SourceLeases ALONE = new SourceLeases() {
        @Override
        public int parts() {
            return 1;
        }

        @Override
        public Lease take(int part) {
            return Lease.ALONE;
        }

        @Override
        public Map<Integer, Lease> tryTake(Collection<Integer> parts, String work) {
            return parts.stream().collect(Collectors.toMap(part -> part, _ -> Lease.ALONE));
        }

        @Override
        public List<Round> rounds(String work) {
            return Collections.nCopies(parts(), Round.NONE);
        }
    };

    /** Into how many parts sources fall; 1 where one process writes alone. */
    int parts();

    /** The part of a source, from 0. */
    default int partOf(String collection, String uri) {
        int hash = (collection + "\n" + uri).hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), parts());
    }

    /**
     * Takes the lease of a part, for as long as it takes another process to let go.
     *
     * @throws NuriException BUSY when another process keeps it for a minute, or this thread is interrupted
     */
    Lease take(int part);

    /**
     * Takes the leases of those parts that no other process holds, each as a new round of a piece of work.
     *
     * @param work any name that stands for it; null for a change that is nobody else's to do
     * @return leases by part, of some of {@code parts}
     */
    Map<Integer, Lease> tryTake(Collection<Integer> parts, String work);

    /** The last rounds of a piece of work, of each part in order. */
    List<Round> rounds(String work);

    /**
     * How often a part was taken for a piece of work.
     *
     * @param begun the number of the last round that was begun; 0 when none was
     * @param done the number of the last round that was done
     * @param covered what that said
     */
    record Round(long begun, long done, String covered) {

        /** Nobody has done anything. */
        public static final Round NONE = new Round(0, 0, "");
    }

    /** Held until closed; a process may hold the same lease several times. */
    interface Lease extends AutoCloseable {

        /** Where nobody else writes. */
        Lease ALONE = new Lease() {
            @Override
            public void done(String covered) {
                // Nobody else could do it again.
            }

            @Override
            public void close() {
                // Nobody else waits for it.
            }
        };

        /**
         * All of the work is written that the lease was taken for; whoever takes it next finds it durable.
         *
         * @param covered the same whenever the same was to be done
         */
        void done(String covered);

        @Override
        void close();
    }
}
