package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IpRange;
import dev.nuri.indexer.NuriException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs are fetched, by address and however it is spelled. Nothing here is connected to. */
class FetchedAddressTest {

    /** What the names of these tests stand for; addresses in numbers are read as the JDK reads them. */
    private static final Map<String, String[]> NAMES = Map.of(
            "public.example", new String[] {"93.184.216.34"},
            "both.example", new String[] {"93.184.216.34", "10.0.0.7"},
            "inside.example", new String[] {"192.168.1.20"},
            "loop.example", new String[] {"127.0.0.1"},
            "metadata.example", new String[] {"169.254.169.254"},
            "six.example", new String[] {"2606:2800:220:1::1"},
            "six-inside.example", new String[] {"fd00::1"},
            "public.example.", new String[] {"93.184.216.34"},
            "localhost", new String[] {"127.0.0.1", "::1"},
            "localhost.", new String[] {"127.0.0.1"});

    @ParameterizedTest
    @ValueSource(
            strings = {
                // This machine and this network.
                "http://127.0.0.1/",
                "http://127.0.0.1:8080/",
                "http://127.1.2.3/",
                "http://127.255.255.255/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://localhost/",
                "http://LOCALHOST/",
                "http://localhost./",
                "http://loop.example/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::]/",
                // Private, shared and local networks.
                "http://10.0.0.1/",
                "http://10.255.255.255/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://192.168.255.255/",
                "http://100.64.0.1/",
                "http://100.127.255.255/",
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.0.1/",
                "http://inside.example/",
                "http://both.example/",
                "http://metadata.example/",
                "http://six-inside.example/",
                "http://[fc00::1]/",
                "http://[fdff:ffff::1]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://[fec0::1]/",
                // Examples, protocols, measurements, many receivers, nothing.
                "http://192.0.0.8/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://198.18.0.1/",
                "http://198.19.255.255/",
                "http://198.51.100.1/",
                "http://203.0.113.1/",
                "http://224.0.0.1/",
                "http://239.255.255.255/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
                "http://[2001::1]/",
                "http://[2001:10::1]/",
                "http://[3fff::1]/",
                "http://[100::1]/",
                "http://[5f00::1]/",
                "http://[4000::1]/",
                // An address of IPv4 inside one of IPv6.
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::127.0.0.1]/",
                "http://[::10.0.0.1]/",
                "http://[64:ff9b::127.0.0.1]/",
                "http://[64:ff9b::a00:1]/",
                "http://[64:ff9b:1::a00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2002:a00:1::1]/",
                "http://[2002:c0a8:101::]/",
                // Odd spellings.
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://0177.0.0.01/",
                "http://127.1/",
                "http://127.0.1/",
                "http://0/",
                "http://127.0.0.1./",
                "http://134744072/",
                "http://8.8.2056/",
                "http://010.8.8.8/",
                "http://0x8.8.8.8/",
                "http://8.8.8.0x8/",
                "http://8.8.8.08/",
                // User names, schemes, ports and what is no URL.
                "http://public.example@127.0.0.1/",
                "http://user:secret@public.example/",
                "http://@public.example/",
                "ftp://public.example/",
                "gopher://public.example/",
                "jar:http://public.example/a.jar!/",
                "dict://public.example/",
                "javascript:alert(1)",
                "http:///",
                "http://public.example:22/",
                "http://public.example:25/",
                "http://public.example:6667/",
                "http://public.example:0/",
                "http://public.example:70000/",
                "http://public.example\\@127.0.0.1/",
                "http://unknown.example/"
            })
    void refused(String url) {
        assertThat(addresses(new AddressPolicy(List.of()), url)).as(url).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://public.example/",
                "https://public.example/",
                "HTTPS://PUBLIC.EXAMPLE/",
                "http://public.example./",
                "http://public.example:8080/a?b=c",
                "https://public.example:8443/",
                "http://six.example/",
                "http://93.184.216.34/",
                "http://8.8.8.8/",
                "http://9.255.255.255/",
                "http://11.0.0.1/",
                "http://100.63.255.255/",
                "http://100.128.0.1/",
                "http://172.15.255.255/",
                "http://172.32.0.1/",
                "http://192.167.255.255/",
                "http://192.169.0.1/",
                "http://223.255.255.255/",
                "http://[2606:4700::1111]/",
                "http://[2a00:1450:4001::1]/",
                "http://[64:ff9b::808:808]/",
                "http://[2002:808:808::1]/",
                "http://[::ffff:8.8.8.8]/"
            })
    void fetched(String url) {
        assertThat(addresses(new AddressPolicy(List.of()), url)).as(url).isNotEmpty();
    }

    @Test
    void rangesOfOnesOwnAreAllowedAndNoOthers() {
        AddressPolicy policy = new AddressPolicy(List.of(IpRange.of("192.168.1.0/24"), IpRange.of("::1")));
        assertThat(addresses(policy, "http://inside.example/")).hasSize(1);
        assertThat(addresses(policy, "http://[::1]/")).hasSize(1);
        assertThat(addresses(policy, "http://192.168.2.1/")).isEmpty();
        assertThat(addresses(policy, "http://both.example/")).isEmpty();
        assertThat(addresses(policy, "http://localhost/")).isEmpty();
    }

    @Test
    void evenThenManyReceiversAndNoneAreRefused() {
        AddressPolicy policy = new AddressPolicy(IpRange.ALL);
        assertThat(addresses(policy, "http://10.0.0.1/")).hasSize(1);
        assertThat(addresses(policy, "http://[fe80::1]/")).hasSize(1);
        assertThat(addresses(policy, "http://224.0.0.1/")).isEmpty();
        assertThat(addresses(policy, "http://[ff02::1]/")).isEmpty();
        assertThat(addresses(policy, "http://0.0.0.0/")).isEmpty();
        assertThat(addresses(policy, "http://[::]/")).isEmpty();
    }

    /** Where a fetch of the URL would connect to; empty when it is refused. */
    private static List<InetAddress> addresses(AddressPolicy policy, String text) {
        try {
            URI url = Targets.resolve(List.of(text)).addresses().getFirst();
            if (WebAddress.refusal(url).isPresent()) {
                return List.of();
            }
            return List.of(new CheckedNames(FetchedAddressTest::lookUp, policy).resolve(bare(url.getHost())));
        } catch (NuriException | UnknownHostException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("secret");
            return List.of();
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        String[] numbers = NAMES.get(host);
        if (numbers == null && !host.matches("[0-9.]+|.*:.*")) {
            throw new UnknownHostException(host);
        }
        String[] literals = numbers == null ? new String[] {host} : numbers;
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] =
                    InetAddress.ofLiteral(literals[i].replace("%25eth0", "").replace("%eth0", ""));
        }
        return addresses;
    }
}
