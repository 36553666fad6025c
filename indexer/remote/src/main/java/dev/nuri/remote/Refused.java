package dev.nuri.remote;

import dev.nuri.indexer.NuriException;

/** The server answered that it does not take this input, which it may in smaller parts. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    /** What to tell the user where smaller parts do not help. */
    private final transient NuriException told;

    Refused(NuriException told) {
        super(told);
        this.told = told;
    }

    NuriException told() {
        return told;
    }
}
