package dev.nuri.opensearch;

import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;

/** Whose certificates count. */
final class Trust {

    private Trust() {}

    /**
     * Trusts certificates, and what their holders have signed, for the names in them.
     *
     * @param file certificates in PEM; null for those this machine trusts
     */
    static TlsStrategy strategy(Path file) {
        try {
            return ClientTlsStrategyBuilder.create()
                    .setSslContext(file == null ? SSLContext.getDefault() : in(file))
                    // The client's own default leaves names to the JDK, which an asynchronous connection does not ask.
                    .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                    .setHostnameVerifier(new DefaultHostnameVerifier())
                    .buildAsync();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static SSLContext in(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw NuriException.invalid("There is no certificate in " + file + " (nuri.opensearch.ca-file).");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw NuriException.invalid("The certificates in " + file + " (nuri.opensearch.ca-file) cannot be read: "
                    + NuriException.reason(e) + ".");
        }
    }

    /** Why a certificate was refused, if that is what went wrong; null otherwise. */
    static String refusal(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SSLHandshakeException || at instanceof SSLPeerUnverifiedException) {
                return NuriException.reason(at);
            }
        }
        return null;
    }
}
