// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Speaks TLS with itself: a client that trusts the authority of the trial gets an answer, one that has
 * the trust store of the image alone refuses it.
 */
public class TlsSocket {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        SSLContext trial = context(keys(folder), anchors(folder.resolve("authority.crt")));
        try (SSLServerSocket server =
                (SSLServerSocket) trial.getServerSocketFactory().createServerSocket(8443)) {
            Thread.ofPlatform().daemon().start(() -> answer(server));
            System.out.println("with the authority: " + ask(trial));
            try {
                ask(SSLContext.getDefault());
                throw new IllegalStateException("a stranger was trusted");
            } catch (SSLException expected) {
                System.out.println("without the authority: refused");
            }
        }
        System.out.println("trusted authorities: " + (trusted() > 100 ? "more than 100" : "few"));
    }

    private static void answer(SSLServerSocket server) {
        while (true) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.getOutputStream().write("answered".getBytes());
            } catch (java.io.IOException refused) {
                // The client that does not trust the server ends the handshake.
            }
        }
    }

    private static String ask(SSLContext context) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", 8443)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new String(socket.getInputStream().readAllBytes()) + " over "
                    + socket.getSession().getProtocol();
        }
    }

    private static SSLContext context(KeyManagerFactory keys, TrustManagerFactory trust)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManagerFactory keys(Path folder) throws Exception {
        String text = Files.readString(folder.resolve("tls.key")).replaceAll("-----[A-Z ]+-----|\\s", "");
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(encoded);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0],
                new Certificate[] {certificate(folder.resolve("tls.crt"))});
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private static TrustManagerFactory anchors(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate(file));
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static Certificate certificate(Path file) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static int trusted() throws Exception {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers().length;
    }
}
