package dev.nuri.indexer;

import java.net.InetAddress;
import java.util.List;

/**
 * Addresses that begin with the same bits, such as {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param first an address of the range, IPv4 or IPv6
 * @param bits how many of its bits count, from 0 to 32 or 128
 */
public record IpRange(InetAddress first, int bits) {

    /** Every address there is. */
    public static final List<IpRange> ALL = List.of(of("0.0.0.0/0"), of("::/0"));

    public IpRange {
        int all = first.getAddress().length * 8;
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException(
                    "A range of such addresses has 0 to " + all + " bits, got " + bits + ".");
        }
    }

    /**
     * Reads a range, or a single address.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static IpRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int all = first.getAddress().length * 8;
        return new IpRange(first, slash < 0 ? all : Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether the address begins with the bits; one of the other version of the protocol does not. */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if ((((mine[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8)) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
