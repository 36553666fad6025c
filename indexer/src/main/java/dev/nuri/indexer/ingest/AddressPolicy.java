package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IpRange;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses may be fetched from: those of the public internet, and the others that the deployer allows. Whoever
 * can have Nuri fetch an address could otherwise reach what only this machine can.
 */
final class AddressPolicy {

    /** What IANA's registries keep from the public internet, and what to call it. */
    private static final Map<IpRange, String> SPECIAL = new LinkedHashMap<>();

    static {
        List.of(
                        "0.0.0.0/8 this network",
                        "10.0.0.0/8 a private network",
                        "100.64.0.0/10 a provider's own network",
                        "127.0.0.0/8 this machine",
                        "169.254.0.0/16 the local link",
                        "172.16.0.0/12 a private network",
                        "192.0.0.0/24 protocols",
                        "192.0.2.0/24 examples",
                        "192.88.99.0/24 relays of IPv6",
                        "192.168.0.0/16 a private network",
                        "198.18.0.0/15 measurements",
                        "198.51.100.0/24 examples",
                        "203.0.113.0/24 examples",
                        "224.0.0.0/4 many receivers",
                        "240.0.0.0/4 nothing yet",
                        "::1 this machine",
                        "fc00::/7 a private network",
                        "fe80::/10 the local link",
                        "fec0::/10 a private network",
                        "ff00::/8 many receivers",
                        "2001::/23 protocols",
                        "2001:db8::/32 examples",
                        "3fff::/20 examples")
                .forEach(line -> {
                    int space = line.indexOf(' ');
                    SPECIAL.put(IpRange.of(line.substring(0, space)), line.substring(space + 1));
                });
    }

    /** All of IPv6 that is given out for the public internet. */
    private static final IpRange GLOBAL_6 = IpRange.of("2000::/3");
    /** Prefixes of IPv6 that carry an address of IPv4, and where in them it is. */
    private static final Map<IpRange, Integer> CARRIERS =
            Map.of(IpRange.of("64:ff9b::/96"), 12, IpRange.of("2002::/16"), 2, IpRange.of("::/96"), 12);

    /** Never allowed: no single receiver, or none at all. */
    private static final List<IpRange> NEVER =
            List.of(IpRange.of("224.0.0.0/4"), IpRange.of("ff00::/8"), IpRange.of("0.0.0.0/8"), IpRange.of("::/128"));

    private final List<IpRange> allowed;

    AddressPolicy(List<IpRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** What an address that must not be fetched from stands for; empty when it may be. */
    Optional<String> refusal(InetAddress address) {
        if (NEVER.stream().anyMatch(range -> range.contains(address))) {
            return Optional.of(SPECIAL.entrySet().stream()
                    .filter(special -> special.getKey().contains(address))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("no machine"));
        }
        if (allowed.stream().anyMatch(range -> range.contains(address))) {
            return Optional.empty();
        }
        return special(address);
    }

    private Optional<String> special(InetAddress address) {
        for (Map.Entry<IpRange, String> special : SPECIAL.entrySet()) {
            if (special.getKey().contains(address)) {
                return Optional.of(special.getValue());
            }
        }
        if (address instanceof Inet4Address) {
            return Optional.empty();
        }
        for (Map.Entry<IpRange, Integer> carrier : CARRIERS.entrySet()) {
            if (carrier.getKey().contains(address)) {
                return refusal(carried((Inet6Address) address, carrier.getValue()));
            }
        }
        return GLOBAL_6.contains(address) ? Optional.empty() : Optional.of("no part of the public internet");
    }

    private static InetAddress carried(Inet6Address address, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
