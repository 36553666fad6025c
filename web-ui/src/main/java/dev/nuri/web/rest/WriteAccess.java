package dev.nuri.web.rest;

import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.Caller;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.CurrentCaller;
import dev.nuri.web.api.IngestBody;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Objects;

/** What the caller of the request at hand may change; its route's verb he has already. */
@Singleton
class WriteAccess {

    private final CurrentCaller caller;

    WriteAccess(CurrentCaller caller) {
        this.caller = caller;
    }

    /** His name. */
    String name() {
        return caller.get().name();
    }

    /**
     * Whether he may see and cancel a job.
     *
     * @param owner who began it; null for a job from before callers had names
     */
    boolean mayFollow(String owner) {
        Caller who = caller.get();
        return who.may(Verb.ADMIN) || who.name().equals(owner);
    }

    /**
     * A collection that he may write to.
     *
     * @param name null for the default
     * @throws Forbidden when he may not
     */
    String collection(String name) {
        String checked = IngestRequest.collectionName(name == null || name.isEmpty() ? null : name);
        if (!caller.get().mayWrite(checked)) {
            throw new Forbidden("This key may not write to the collection '" + checked + "'.");
        }
        return checked;
    }

    /**
     * Checks that he may delete a document; for who may not, it is not there.
     *
     * @param collection that it is in
     */
    void document(String id, String collection) {
        if (!caller.get().mayWrite(collection)) {
            throw NuriException.notFound("There is no document '" + id + "'.");
        }
    }

    /**
     * Checks what is to be read: files of the server's machine are not his to read, unless he may do everything.
     *
     * @throws Forbidden when he may not
     */
    void targets(IngestBody body) {
        boolean paths = body.path() != null
                || (body.targets() != null
                        && body.targets().stream()
                                .filter(Objects::nonNull)
                                .anyMatch(target -> !IngestBody.isUrl(target)));
        if (paths && !caller.get().may(Verb.ADMIN)) {
            throw new Forbidden(
                    "Reading files of the server's machine needs the verb admin; send them to /api/documents instead.");
        }
    }

    /** How many targets of which kind, for the audit log: an address may hold a secret. */
    static String kinds(Collection<String> targets) {
        long addresses = targets.stream().filter(IngestBody::isUrl).count();
        return addresses + " addresses, " + (targets.size() - addresses) + " paths";
    }
}
