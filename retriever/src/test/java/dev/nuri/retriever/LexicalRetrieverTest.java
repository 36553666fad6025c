package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;

class LexicalRetrieverTest extends RetrieverContract {

    @Override
    Embedder embedder() {
        return null;
    }
}
