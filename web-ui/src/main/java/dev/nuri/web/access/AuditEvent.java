package dev.nuri.web.access;

import java.util.Locale;

/** What the audit log tells of. */
public enum AuditEvent {
    /** The server began to serve. */
    SERVER_STARTED,
    /** The server was told to end, and ended in order. */
    SERVER_STOPPED,
    /** A request came without a key, or with one that opens nothing. */
    AUTHENTICATION_FAILED,
    /** A known caller asked for what he may not do. */
    ACCESS_FORBIDDEN,
    /** A key was made. */
    KEY_CREATED,
    /** A key was revoked. */
    KEY_REVOKED,
    /** Who may read a document or collection was changed. */
    PERMISSIONS_CHANGED,
    /** What a collection may hold was changed. */
    QUOTA_CHANGED,
    /** Documents were sent, or a place was named to read them from. */
    INGEST_ACCEPTED,
    /** A job was cancelled. */
    JOB_CANCELLED,
    /** A document was deleted. */
    DOCUMENT_DELETED,
    /** A question was refused by the policy. */
    QUESTION_REFUSED,
    /** The index is to be built anew. */
    REINDEX_STARTED;

    /** As it is written, such as {@code key.created}: the first word is what it is about. */
    String written() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
    }
}
