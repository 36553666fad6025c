package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;

/** Exit codes of the product contract. */
final class Exit {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NO_RESULT = 3;
    static final int PARTIAL = 4;

    private Exit() {}

    static int of(NuriException e) {
        return e.code() == ErrorCode.INVALID_INPUT ? USAGE : FAILED;
    }
}
