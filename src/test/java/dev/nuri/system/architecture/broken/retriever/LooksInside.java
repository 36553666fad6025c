package dev.nuri.system.architecture.broken.retriever;

import dev.nuri.system.architecture.broken.indexer.store.Hidden;
import jdk.incubator.vector.FloatVector;

/** Uses what another module keeps to itself, and the Vector API. */
public final class LooksInside {
    Hidden forbidden;
    FloatVector alsoForbidden;
}
