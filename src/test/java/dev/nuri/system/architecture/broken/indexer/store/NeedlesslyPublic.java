package dev.nuri.system.architecture.broken.indexer.store;

/** Public, though nothing outside its package uses it. */
public final class NeedlesslyPublic {}
