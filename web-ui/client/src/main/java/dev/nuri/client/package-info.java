/** Nuri's HTTP API for Java programs: search, answers with checked citations, documents. Start with {@link NuriClient}. */
package dev.nuri.client;
