<%-- SPDX-FileCopyrightText: 2026 The Härterei developers --%>
<%-- SPDX-License-Identifier: Apache-2.0 --%>
<%@ page contentType="text/plain; charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ page import="java.io.InputStream, java.net.URI, java.net.http.*, java.nio.file.*" %>
<%@ page import="java.security.KeyStore, java.security.cert.*, javax.net.ssl.*" %>
<%
    String upstream = System.getenv("APP_UPSTREAM");
    if (upstream == null) {
        response.setStatus(503);
        out.print("APP_UPSTREAM is not set");
        return;
    }
    // The authorities of the image, and those mounted at run time.
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    usual.init((KeyStore) null);
    int number = 0;
    for (X509Certificate authority : ((X509TrustManager) usual.getTrustManagers()[0]).getAcceptedIssuers()) {
        trusted.setCertificateEntry("image-" + number++, authority);
    }
    Path own = Path.of(java.util.Objects.requireNonNullElse(System.getenv("APP_CA_FILE"), "/etc/app/ca.pem"));
    if (Files.isReadable(own)) {
        try (InputStream pem = Files.newInputStream(own)) {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("own-" + number++, authority);
            }
        }
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(upstream)).build(), HttpResponse.BodyHandlers.ofString());
        out.print("upstream answers " + answer.statusCode() + ": " + answer.body().strip());
    } catch (SSLException problem) {
        response.setStatus(502);
        out.print("upstream is not trusted");
    }
%>
