package dev.nuri.web.client;

import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.BackupBody;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.CheckView;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.ContentView;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.api.DocumentsView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.api.QuotaBody;
import dev.nuri.web.api.QuotaView;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import dev.nuri.web.api.StatusView;
import java.util.function.Consumer;

/**
 * Nuri as a command sees it. Every method throws {@link dev.nuri.indexer.NuriException} with a sentence for the user.
 */
public interface NuriClient extends AutoCloseable {

    /** Searches. */
    SearchView search(SearchBody body);

    /** Answers a question. */
    AnswerView ask(AskBody body);

    /**
     * Indexes and waits for the end.
     *
     * @param progress told now and then
     */
    IngestView index(IngestBody body, Consumer<ProgressView> progress);

    /** What is indexed and how Nuri is set up. */
    StatusView status();

    /** The collections, with what each may hold. */
    CollectionsView collections();

    /** What a collection may hold and what of it is taken; without a quota, nothing is counted. */
    QuotaView quota(String collection);

    /** Sets what a collection may hold. */
    QuotaView setQuota(String collection, QuotaBody limits);

    /**
     * A page of the list of documents.
     *
     * @param collection null for all
     * @param offset 0-based, at least 0
     * @param limit 1 to 1,000
     */
    DocumentsView documents(String collection, int offset, int limit);

    /** A document without its text. */
    DocumentView document(String id);

    /** A document's text with its passages. */
    ContentView content(String id);

    /** Deletes a document; indexing its source again brings it back. */
    void delete(String id);

    /**
     * A page of what could not be indexed.
     *
     * @param collection null for all
     * @param offset 0-based, at least 0
     * @param limit 1 to 1,000
     */
    FailuresView failures(String collection, int offset, int limit);

    /**
     * Writes the data folder into one file.
     *
     * @param body with absolute paths
     */
    BackupView backup(BackupBody body);

    /** Checks index, originals and jobs. */
    CheckView check();

    @Override
    void close();
}
