package dev.nuri.indexer.ingest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;

/** Who may read what one ingest finds. Thread-safe. */
final class Access {

    /** Of failures: who may read something cannot be told. */
    static final String STAGE = "acl";

    private final AccessRule rule;
    private final Sidecars sidecars = new Sidecars();

    Access(AccessRule rule) {
        this.rule = rule;
    }

    /**
     * What is said of the readers of a source.
     *
     * @param asked what the request says; null when it says nothing
     * @param given what the source's folder says; null when it says nothing
     */
    private record Said(SortedSet<String> asked, SortedSet<String> given) {

        /** What a request says is always set, what a folder says when it is not what it said last time. */
        SourceAccess after(SourceAccess old) {
            if (given != null) {
                return given.equals(old.given()) ? old : new SourceAccess(given, given, Map.of());
            }
            return asked == null ? old.withGiven(null) : new SourceAccess(asked, null, Map.of());
        }
    }

    /**
     * Who may read a source from now on.
     *
     * @param old what was recorded of it; null when it is new
     * @throws NuriException when a sidecar file above it cannot be understood
     */
    SourceAccess of(Found found, SourceRecord old) {
        return said(found).after(old == null ? SourceAccess.EVERYONE : old.access());
    }

    private Said said(Found found) {
        if (found instanceof Found.LocalFile file) {
            SortedSet<String> nearest = sidecars.of(file.path().getParent());
            if (nearest == null && rule instanceof AccessRule.Posix) {
                nearest = PosixReaders.of(file.path());
            }
            if (nearest != null) {
                return new Said(null, nearest);
            }
        }
        return new Said(rule instanceof AccessRule.Principals(SortedSet<String> readers) ? readers : null, null);
    }

    /** Stands for what is said of the readers of a source now: the same in every process. */
    String key(Found found) {
        try {
            Said said = said(found);
            return said.asked() + " " + said.given();
        } catch (NuriException e) {
            return "";
        }
    }

    /** Stands for what the request says. */
    String key() {
        return String.valueOf(rule.said());
    }

    /**
     * Makes sure that what is said of a folder can be understood.
     *
     * @throws NuriException when it cannot
     */
    void check(Path folder) {
        sidecars.of(folder);
    }
}
