package dev.nuri.system.architecture.broken.indexer.store;

/** Below its module's root package. */
public final class Hidden {}
