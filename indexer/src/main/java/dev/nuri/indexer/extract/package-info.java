/**
 * Bytes to documents. {@link dev.nuri.indexer.extract.ParserPool} hands each file to a forked JVM; in it
 * {@link dev.nuri.indexer.extract.DocumentReader} finds the format by content and lets the format's reader write
 * blocks into a {@link dev.nuri.indexer.extract.TextBuilder}; documents and failures travel back one by one in the
 * frames of {@link dev.nuri.indexer.extract.Frames}.
 */
package dev.nuri.indexer.extract;
