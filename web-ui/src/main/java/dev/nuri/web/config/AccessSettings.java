package dev.nuri.web.config;

import dev.nuri.web.access.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Who may call, and how much.
 *
 * @param auth how a caller is known
 * @param open whether a server that asks nobody may listen beyond this machine
 * @param keyFile holds the key by which commands ask a server, or null
 * @param rates how many requests
 * @param idle after which a connection on which nothing moves is closed
 * @param stall over which a body must bring 1 KiB a second
 * @param auditBytes of one file of the audit log
 * @param auditFiles of it that are kept, at least 2
 * @param oidc whose tokens are taken; null unless {@link #auth} says so
 */
public record AccessSettings(
        Auth auth,
        boolean open,
        Path keyFile,
        Limits.Rates rates,
        Duration idle,
        Duration stall,
        long auditBytes,
        int auditFiles,
        Oidc oidc) {

    /** How a caller is known. */
    public enum Auth {
        /** He is not: whoever reaches the server may do everything. */
        NONE,
        /** By a key. */
        KEYS,
        /** By a token of an OpenID provider, or a key. */
        OIDC
    }

    /**
     * An OpenID provider.
     *
     * @param issuer its address; its keys are found from there
     * @param audience that a token must name
     * @param userClaim whose value becomes {@code user:NAME}
     * @param groupsClaim whose values become {@code group:NAME}
     * @param writers groups that may write
     * @param admins groups that may do everything
     */
    public record Oidc(
            URI issuer,
            String audience,
            String userClaim,
            String groupsClaim,
            Set<String> writers,
            Set<String> admins) {}
}
