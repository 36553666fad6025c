package dev.nuri.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.opensearch.testcontainers.OpenSearchContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The cluster that most tests share: one node, started when first asked for, as a process, or in a container with
 * {@code -Dtests.opensearch.image=opensearchproject/opensearch:VERSION}; or the one at {@code -Dnuri.opensearch.url}.
 * {@code -Dtests.opensearch.vectors=faiss} has vectors kept by faiss, which the nodes of a process lack.
 */
final class TestNode {

    private static String url;

    private TestNode() {}

    static synchronized String url() {
        if (url == null) {
            String given = System.getProperty("nuri.opensearch.url");
            String image = System.getProperty("tests.opensearch.image", "");
            url = given != null && !given.isEmpty() ? given : image.isEmpty() ? started() : contained(image);
        }
        return url;
    }

    private static String started() {
        try {
            Path folder = Files.createTempDirectory("nuri-opensearch");
            OpenSearchCluster cluster = OpenSearchCluster.start(folder, 1);
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster.url(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contained(String image) {
        OpenSearchContainer<?> container = new OpenSearchContainer<>(
                DockerImageName.parse(image).asCompatibleSubstituteFor("opensearchproject/opensearch"));
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::close));
        return container.getHttpHostAddress();
    }

    /** An index of one shard for a folder of a test. */
    static OpenSearchConfig config(Path folder) {
        String name = "nuri-test-" + folder.getFileName().toString().toLowerCase(Locale.ROOT);
        return new OpenSearchConfig(
                List.of(URI.create(url())),
                name.replaceAll("[^a-z0-9-]", ""),
                null,
                null,
                OpenSearchConfig.Tls.USUAL,
                new OpenSearchConfig.Layout(1, 0, System.getProperty("tests.opensearch.vectors", "lucene")));
    }
}
