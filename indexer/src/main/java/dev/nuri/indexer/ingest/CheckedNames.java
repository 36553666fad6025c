package dev.nuri.indexer.ingest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks hosts up and lets nothing through that the policy refuses. The client connects to the very addresses that were
 * checked here: a name that means another machine the next time gains nothing.
 */
final class CheckedNames implements DnsResolver {

    private final Lookup lookup;
    private final AddressPolicy policy;

    /** How a name becomes addresses. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** A host that may not be fetched from. */
    static final class RefusedHost extends UnknownHostException {
        private static final long serialVersionUID = 1;

        RefusedHost(String sentence) {
            super(sentence);
        }
    }

    CheckedNames(Lookup lookup, AddressPolicy policy) {
        this.lookup = lookup;
        this.policy = policy;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookup.addresses(host);
        if (addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : addresses) {
            Optional<String> refusal = policy.refusal(address);
            if (refusal.isPresent()) {
                throw new RefusedHost("The host " + host + " is at " + address.getHostAddress() + ", which stands for "
                        + refusal.get() + "; nuri.fetch.private allows such addresses.");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
