package dev.nuri.retriever;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A search.
 *
 * @param query what the user typed: 1 to {@value #MAX_QUERY_CHARS} code units with at least one letter, digit or emoji;
 *     an unpaired surrogate is replaced by U+FFFD. Syntax: {@code "two words"} ranks passages with the phrase higher,
 *     {@code +word} and {@code -word} (or a phrase in marks) demand and exclude, {@code title:word} looks in title and
 *     headings, {@code lang:ko type:pdf collection:name} filter; everything else is text
 * @param like id of a passage: finds passages of other documents that are like it, near in meaning and by its most
 *     telling words; then the query is empty. Null for a search by a query
 * @param collection only this collection; null for all
 * @param lang only passages in this language, {@code zh} standing for {@code zh-Hans} and {@code zh-Hant} alike; null
 *     for all
 * @param filters field ({@code lang}, {@code type}, {@code collection}, {@code document}) to accepted values, 1 to
 *     {@value #MAX_FILTER_VALUES} each; values of one field are alternatives, fields are joined by "and"
 * @param k hits wanted, 1 to {@value #MAX_K}
 * @param perDocument hits of one document at most, at least 1; {@link #ANY_NUMBER} for all of them. What is left out is
 *     found by searching within the document ({@link #DOCUMENT_FILTER})
 * @param cursor continues after an earlier page, as given by {@link Hits#cursor()}; null for the first page. It belongs
 *     to the query, filters, limit per document and legs it came from; {@code k} and {@code explain} may change between pages
 * @param explain whether hits say how each leg ranked them
 * @param legs which legs to run; both, but for measuring one alone
 */
public record SearchRequest(
        String query,
        String like,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        int k,
        int perDocument,
        String cursor,
        boolean explain,
        Legs legs) {

    public static final int MAX_QUERY_CHARS = 10_000;
    public static final int MAX_K = 1_000;
    public static final int MAX_FILTER_VALUES = 32;

    /** Of {@link #perDocument}: every passage is a hit of its own. */
    public static final int ANY_NUMBER = Integer.MAX_VALUE;

    /** Filters, and facets of the same names. */
    public static final String LANG_FILTER = "lang";

    public static final String TYPE_FILTER = "type";
    public static final String COLLECTION_FILTER = "collection";
    public static final String DOCUMENT_FILTER = "document";

    private static final Set<String> FILTERS = Set.of(LANG_FILTER, TYPE_FILTER, COLLECTION_FILTER, DOCUMENT_FILTER);

    /** Which retrieval legs take part. */
    public enum Legs {
        LEXICAL,
        DENSE,
        HYBRID
    }

    public SearchRequest {
        query = like == null ? checkedQuery(query == null ? "" : query) : withoutQuery(query);
        collection = collection == null ? null : IngestRequest.collectionName(collection);
        lang = lang == null ? null : languageTag(lang);
        filters = checkedFilters(filters == null ? Map.of() : filters);
        legs = legs == null ? Legs.HYBRID : legs;
        if (k < 1 || k > MAX_K) {
            throw NuriException.invalid("k must be 1 to " + MAX_K + ", got " + k + ".");
        }
        if (perDocument < 1) {
            throw NuriException.invalid("perDocument must be at least 1, got " + perDocument + ".");
        }
    }

    /** A search by a query, with as many hits of a document as there are. */
    public SearchRequest(
            String query,
            String collection,
            String lang,
            Map<String, List<String>> filters,
            int k,
            String cursor,
            boolean explain,
            Legs legs) {
        this(query, null, collection, lang, filters, k, ANY_NUMBER, cursor, explain, legs);
    }

    /** A first page of hits over everything. */
    public static SearchRequest of(String query, int k) {
        return new SearchRequest(query, null, null, Map.of(), k, null, false, Legs.HYBRID);
    }

    /** The same for another number of hits. */
    public SearchRequest withK(int other) {
        return new SearchRequest(query, like, collection, lang, filters, other, perDocument, cursor, explain, legs);
    }

    private static String withoutQuery(String query) {
        if (query != null && !query.isBlank()) {
            throw NuriException.invalid("A search is either by query or by like: leave one of them out.");
        }
        return "";
    }

    private static String checkedQuery(String query) {
        if (query.isBlank()) {
            throw NuriException.invalid("The query is empty: type at least one word.");
        }
        if (query.length() > MAX_QUERY_CHARS) {
            throw NuriException.invalid(
                    "A query has at most " + MAX_QUERY_CHARS + " characters, got " + query.length() + ".");
        }
        if (!canBeFound(query)) {
            throw NuriException.invalid("The query has no letter, digit or emoji to look for: type at least one word.");
        }
        return wellFormed(query);
    }

    /** Whether a text has anything to look for. */
    public static boolean canBeFound(CharSequence text) {
        return text.codePoints().anyMatch(SearchRequest::canBeFound);
    }

    private static boolean canBeFound(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isLetterOrDigit(codePoint)
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER
                || Character.isEmojiPresentation(codePoint)
                || (type == Character.OTHER_SYMBOL && Character.isExtendedPictographic(codePoint));
    }

    private static Map<String, List<String>> checkedFilters(Map<String, List<String>> filters) {
        Map<String, List<String>> checked = new TreeMap<>();
        filters.forEach((field, values) -> {
            if (field == null || !FILTERS.contains(field)) {
                throw NuriException.invalid(
                        "A filter is one of lang, type, collection and document, got '" + field + "'.");
            }
            if (values == null || values.isEmpty() || values.size() > MAX_FILTER_VALUES) {
                throw NuriException.invalid("The filter '" + field + "' takes 1 to " + MAX_FILTER_VALUES
                        + " values, got " + (values == null ? 0 : values.size()) + ".");
            }
            checked.put(field, checkedValues(field, values));
        });
        return Map.copyOf(checked);
    }

    private static List<String> checkedValues(String field, List<String> values) {
        List<String> checked = new ArrayList<>();
        for (String value : values) {
            if (value == null || value.isEmpty()) {
                throw NuriException.invalid("The filter '" + field + "' has an empty value.");
            }
            checked.add(field.equals(LANG_FILTER) ? languageTag(value) : wellFormed(value));
        }
        return List.copyOf(checked);
    }

    /** The tag in its usual case: {@code ZH-hant} becomes {@code zh-Hant}. */
    private static String languageTag(String tag) {
        try {
            return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw new NuriException(
                    ErrorCode.INVALID_INPUT, "A language is a tag such as ko or zh-Hant, got '" + tag + "'.", e);
        }
    }

    private static String wellFormed(String s) {
        StringBuilder out = null;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(s) : out;
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out == null ? s : out.toString();
    }
}
