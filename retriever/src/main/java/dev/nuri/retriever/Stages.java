package dev.nuri.retriever;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.dense.DenseLeg;
import dev.nuri.retriever.lexical.LexicalLeg;
import dev.nuri.retriever.query.QueryUnderstanding;
import dev.nuri.retriever.rerank.ModelRanking;
import dev.nuri.retriever.spell.Speller;

/** What every search goes through; shared by all of them. */
record Stages(
        QueryUnderstanding understanding,
        LexicalLeg lexical,
        DenseLeg dense,
        ModelRanking reranking,
        Speller speller,
        LanguageAnalyzers analyzers,
        SearchCache cache) {}
