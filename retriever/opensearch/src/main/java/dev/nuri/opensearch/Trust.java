package dev.nuri.opensearch;

import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.OpenSearchConfig.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;

/** Whose certificates count, and which is shown. */
final class Trust {

    private Trust() {}

    /**
     * Trusts certificates, and what their holders have signed, for the names in them; shows one where a node asks for it.
     *
     * @throws NuriException INVALID_INPUT when a file of {@code tls} cannot be read
     */
    static TlsStrategy strategy(Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    tls.clientFile() == null ? null : shown(tls.clientFile(), tls.clientPassword()),
                    tls.caFile() == null ? null : trusted(tls.caFile()),
                    null);
            return ClientTlsStrategyBuilder.create()
                    .setSslContext(context)
                    // The client's own default leaves names to the JDK, which an asynchronous connection does not ask.
                    .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                    .setHostnameVerifier(new DefaultHostnameVerifier())
                    .buildAsync();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static TrustManager[] trusted(Path file) {
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
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw NuriException.invalid("The certificates in " + file + " (nuri.opensearch.ca-file) cannot be read: "
                    + NuriException.reason(e) + ".");
        }
    }

    private static KeyManager[] shown(Path file, String password) {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, secret);
            if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
                throw NuriException.invalid("There is no key in " + file + " (nuri.opensearch.client-file).");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, secret);
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw NuriException.invalid("The key in " + file + " (nuri.opensearch.client-file) cannot be read: "
                    + NuriException.reason(e) + "; it must be PKCS#12, with the password in"
                    + " nuri.opensearch.client-password-file.");
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a store that was read tells what it holds", e);
        }
    }

    /** Whether it was the other end that refused. */
    static boolean isByNode(String refusal) {
        return refusal.contains("Received fatal alert");
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
