package dev.nuri.web.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller.Verb;
import java.time.Instant;
import java.util.Set;

/**
 * A key as it is kept: everything but the secret.
 *
 * @param id names it; a part of what is sent
 * @param name for people
 * @param salt random, base64
 * @param hash SHA-256 of the salt and the secret, base64
 * @param grant what it allows
 * @param created when it was made
 * @param expires when it ends to be valid; null for never
 * @param revoked when it was revoked; null when it was not
 */
public record ApiKey(
        String id,
        String name,
        String salt,
        String hash,
        Grant grant,
        Instant created,
        Instant expires,
        Instant revoked) {

    /** Whether it opens the door, and if not why. */
    public enum State {
        VALID,
        EXPIRED,
        REVOKED
    }

    /**
     * What a key allows.
     *
     * @param verbs kinds of requests
     * @param collections that may be read, and with the verb written; null for all
     * @param principals who the bearer is; null when he may read every document of those collections
     */
    public record Grant(Set<Verb> verbs, Set<String> collections, Set<String> principals) {

        public Grant {
            verbs = Set.copyOf(verbs);
            collections = collections == null ? null : Set.copyOf(collections);
            principals = principals == null ? null : Set.copyOf(principals);
        }
    }

    /** What it is worth at a time. */
    public State state(Instant now) {
        if (revoked != null) {
            return State.REVOKED;
        }
        return expires != null && !now.isBefore(expires) ? State.EXPIRED : State.VALID;
    }

    ApiKey revokedAt(Instant now) {
        return new ApiKey(id, name, salt, hash, grant, created, expires, revoked == null ? now : revoked);
    }

    /** Whoever sends it. */
    @JsonIgnore
    Caller caller() {
        return new Caller(label(), new Viewer(grant.principals(), grant.collections()), grant.verbs());
    }

    /** Its name and what tells it from others of that name. */
    @JsonIgnore
    public String label() {
        return name + " (" + id + ")";
    }
}
