package dev.nuri.web.mcp;

import dev.nuri.generator.Answerer;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.Limits;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.rest.CallersNuri;
import dev.nuri.web.rest.Measures;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.Progress;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Search, answers and documents as tools. Each gives a text for the model to read and the same as structured content.
 * What goes wrong is an error of the tool, which the model can read and mend, not of the protocol.
 */
@Singleton
class McpTools {

    static final int MAX_PASSAGES = 50;

    private static final Logger LOG = Logger.getLogger(McpTools.class);
    private static final String ALL = " Leave out for all.";
    private static final String COLLECTION = "Name of a collection, as list_collections gives it." + ALL;
    private static final String LANG = "Only sources in this language, as a BCP 47 tag such as ko or zh-Hans." + ALL;

    private final CallersNuri nuri;
    private final Measures measures;
    private final Limits limits;

    McpTools(CallersNuri nuri, Measures measures, Limits limits) {
        this.nuri = nuri;
        this.measures = measures;
        this.limits = limits;
    }

    @Tool(
            name = "search",
            description = "Finds the passages of the user's documents that best match a query, in any language."
                    + " Passages in other languages than the query's are found too. Returns whole passages with the"
                    + " document, the place in it and the language of each.",
            annotations =
                    @Tool.Annotations(
                            title = "Search the documents",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = FoundPassages.class))
    ToolResponse search(
            @ToolArg(description = "What to look for: words, a phrase in quotation marks, or a question.") String query,
            @ToolArg(description = COLLECTION, required = false) String collection,
            @ToolArg(description = LANG, required = false) String lang,
            @ToolArg(description = "How many passages, 1 to " + MAX_PASSAGES + ".", defaultValue = "10") int k) {
        return answered(() -> {
            if (k < 1 || k > MAX_PASSAGES) {
                throw NuriException.invalid("k is 1 to " + MAX_PASSAGES + ", got " + k + ".");
            }
            SearchBody body = new SearchBody(query, null, collection, lang, null, k, null, null, null);
            FoundPassages found =
                    FoundPassages.of(measures.search(() -> nuri.get().search(body)));
            return response(found.text(), found);
        });
    }

    @Tool(
            name = "ask",
            description = "Answers a question from the user's documents alone, in sentences that each cite the passage"
                    + " they rest on; every citation was checked against its source. Says so when the documents do not"
                    + " answer the question, and shows the nearest passages.",
            annotations =
                    @Tool.Annotations(
                            title = "Ask the documents",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = AnswerView.class))
    ToolResponse ask(
            @ToolArg(description = "A whole question, in any language; it is answered by itself, without the chat.")
                    String question,
            @ToolArg(description = COLLECTION, required = false) String collection,
            @ToolArg(description = LANG, required = false) String lang,
            Cancellation cancellation,
            Progress progress) {
        return answered(() -> {
            AskBody body = new AskBody(question, collection, lang, null, null, null, null);
            AnswerView answer =
                    counted(() -> measures.ask(() -> nuri.get().ask(body, new Told(cancellation, progress))));
            return response(AnswerText.of(answer), answer);
        });
    }

    @Tool(
            name = "read_document",
            description =
                    "Reads the text of a document, or the part around a passage that search or ask named. At most "
                            + DocumentText.MAX_CHARS + " UTF-16 code units at once; next tells where to read on.",
            annotations =
                    @Tool.Annotations(
                            title = "Read a document",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = DocumentText.class))
    ToolResponse readDocument(
            @ToolArg(name = "documentId", description = "Id of the document, as search and ask give it.")
                    String documentId,
            @ToolArg(
                            description =
                                    "Offset of the first UTF-16 code unit to read, such as the start of a passage.",
                            defaultValue = "0")
                    int start,
            @ToolArg(
                            description = "How many UTF-16 code units to read, at most " + DocumentText.MAX_CHARS + ".",
                            defaultValue = "" + DocumentText.MAX_CHARS)
                    int length) {
        return answered(() -> {
            DocumentText text = DocumentText.of(nuri.get().source(documentId), start, length);
            return response(text.readable(), text);
        });
    }

    @Tool(
            name = "list_collections",
            description = "Lists the collections of the user's documents with their sizes and languages.",
            annotations =
                    @Tool.Annotations(
                            title = "List the collections",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = CollectionsView.class))
    ToolResponse listCollections() {
        return answered(() -> {
            CollectionsView collections = nuri.get().collections();
            StringBuilder text = new StringBuilder();
            for (CollectionsView.CollectionView c : collections.collections()) {
                text.append(c.name()).append(": ").append(c.documents()).append(" documents, ");
                text.append(c.passages())
                        .append(" passages, languages ")
                        .append(c.languages().keySet())
                        .append('\n');
            }
            return response(text.isEmpty() ? "There are no documents yet." : text.toString(), collections);
        });
    }

    /** The door cannot tell what a request to this endpoint is for. */
    private AnswerView counted(Supplier<AnswerView> answer) {
        nuri.answering().ifPresent(refusal -> {
            throw new NuriException(ErrorCode.BUSY, refusal.sentence());
        });
        try {
            return answer.get();
        } finally {
            limits.answered();
        }
    }

    private static ToolResponse response(String text, Object structured) {
        return new ToolResponse(false, List.of(new TextContent(text)), structured, null);
    }

    private static ToolResponse answered(Supplier<ToolResponse> work) {
        try {
            return work.get();
        } catch (NuriException e) {
            if (e.code().kind() == ErrorCode.Kind.INTERNAL) {
                LOG.error(e.getMessage(), e);
            }
            return ToolResponse.error(e.getMessage());
        }
    }

    /** Passes cancellation on to the answerer and its stages on to the client. */
    private static final class Told implements Answerer.Listener {

        private final Cancellation cancellation;
        private final Progress progress;
        private int stages;

        private Told(Cancellation cancellation, Progress progress) {
            this.cancellation = cancellation;
            this.progress = progress;
        }

        @Override
        public void phase(String name) {
            stages++;
            if (progress.token().isPresent()) {
                progress.notificationBuilder()
                        .setProgress(stages)
                        .setMessage(name)
                        .build()
                        .sendAndForget();
            }
        }

        @Override
        public boolean cancelled() {
            return cancellation.check().isRequested();
        }
    }
}
