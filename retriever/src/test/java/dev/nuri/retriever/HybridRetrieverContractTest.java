package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;

class HybridRetrieverContractTest extends RetrieverContract {

    @Override
    Embedder embedder() {
        return new HashingEmbedder("th", "xx");
    }
}
