package dev.nuri.indexer.ingest;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What can be told of a URL before its host is looked up. */
final class WebAddress {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern PLAIN_IPV4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");

    /** Ports of services that are not the web's and that a request could be mistaken by: those that browsers refuse. */
    private static final Set<Integer> NOT_THE_WEB = Set.of(
            1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
            109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
            526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
            3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

    private WebAddress() {}

    /** Why a URL is not fetched, as a sentence; empty when nothing speaks against it so far. */
    static Optional<String> refusal(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            return Optional.of("'" + url + "' is not an http or https URL.");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("The URL has a user name or password in it, which Nuri does not send.");
        }
        if (url.getHost() == null) {
            return Optional.of("'" + url + "' names no host.");
        }
        if (isOddlySpelled(url.getHost())) {
            return Optional.of("The host '" + url.getHost() + "' is an address in an unusual spelling: write it as"
                    + " four decimal numbers.");
        }
        if (NOT_THE_WEB.contains(url.getPort()) || url.getPort() == 0 || url.getPort() > 65_535) {
            return Optional.of("Port " + url.getPort() + " is not one of a web server.");
        }
        return Optional.empty();
    }

    /** Scheme, host and port: what robots.txt and the pause between requests are about. */
    static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":"
                + (url.getPort() < 0 ? usual : url.getPort());
    }

    /** A host that ends in a number is an address of IPv4, which has one spelling that nobody reads differently. */
    private static boolean isOddlySpelled(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        return NUMBER.matcher(last).matches() && !PLAIN_IPV4.matcher(host).matches();
    }
}
