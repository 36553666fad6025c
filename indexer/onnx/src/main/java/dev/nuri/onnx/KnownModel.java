package dev.nuri.onnx;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What makers say of how their model is to be used, for models whose folders often do not; docs/decisions.md names
 * the sources.
 *
 * @param name the last part of its repository's name, in lower case
 * @param queryPrefix put before a query
 * @param passagePrefix put before a passage
 * @param pooling how tokens' vectors become one
 * @param window tokens
 * @param languages primary language subtags; empty for any
 */
public record KnownModel(
        String name, String queryPrefix, String passagePrefix, Pooling pooling, int window, Set<String> languages) {

    private static final String SEARCH = "Represent this sentence for searching relevant passages: ";
    private static final String SEARCH_ZH = "为这个句子生成表示以用于检索相关文章：";
    private static final String WEB_SEARCH =
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ";
    private static final Set<String> ANY = Set.of();
    private static final Set<String> ENGLISH = Set.of("en");
    private static final Set<String> CHINESE = Set.of("zh");
    private static final Set<String> GRANITE =
            Set.of("en", "de", "es", "fr", "ja", "pt", "ar", "cs", "it", "ko", "nl", "zh");

    private static final List<KnownModel> ALL = List.of(
            e5("multilingual-e5-small", ANY),
            e5("multilingual-e5-base", ANY),
            e5("multilingual-e5-large", ANY),
            new KnownModel("multilingual-e5-large-instruct", WEB_SEARCH, "", Pooling.MEAN, 512, ANY),
            e5("e5-small-v2", ENGLISH),
            e5("e5-base-v2", ENGLISH),
            e5("e5-large-v2", ENGLISH),
            cls("bge-m3", "", 8192, ANY),
            cls("bge-small-en-v1.5", SEARCH, 512, ENGLISH),
            cls("bge-base-en-v1.5", SEARCH, 512, ENGLISH),
            cls("bge-large-en-v1.5", SEARCH, 512, ENGLISH),
            cls("bge-small-zh-v1.5", SEARCH_ZH, 512, CHINESE),
            cls("bge-base-zh-v1.5", SEARCH_ZH, 512, CHINESE),
            cls("bge-large-zh-v1.5", SEARCH_ZH, 512, CHINESE),
            cls("granite-embedding-107m-multilingual", "", 512, GRANITE),
            cls("granite-embedding-278m-multilingual", "", 512, GRANITE),
            new KnownModel(
                    "embeddinggemma-300m",
                    "task: search result | query: ",
                    "title: none | text: ",
                    Pooling.MEAN,
                    2048,
                    ANY),
            cls("snowflake-arctic-embed-m-v2.0", "query: ", 8192, ANY),
            cls("snowflake-arctic-embed-l-v2.0", "query: ", 8192, ANY),
            cls("gte-multilingual-base", "", 8192, ANY));

    private static KnownModel e5(String name, Set<String> languages) {
        return new KnownModel(name, "query: ", "passage: ", Pooling.MEAN, 512, languages);
    }

    private static KnownModel cls(String name, String queryPrefix, int window, Set<String> languages) {
        return new KnownModel(name, queryPrefix, "", Pooling.CLS, window, languages);
    }

    /** The one that a name, such as that of a folder or a repository, holds; the longest where several do. */
    public static Optional<KnownModel> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(model -> lower.contains(model.name))
                .max(Comparator.comparingInt(model -> model.name.length()));
    }
}
