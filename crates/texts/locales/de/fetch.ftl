# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

fetch-offline = { $count ->
    [one] Im Zwischenspeicher fehlt etwas, und das Netz darf nicht benutzt werden.
   *[other] Im Zwischenspeicher fehlen { $count } Dateien, und das Netz darf nicht benutzt werden.
}
    .hint = Den Befehl einmal ohne --offline ausführen oder das Fehlende als Bündel mitbringen.
fetch-offline-wanted = Es fehlt: { $wanted }
fetch-gone = { $url } gibt es auf dem Server nicht.
fetch-unauthorized = Der Server verweigert den Zugriff auf { $url } (Status { $status }).
    .hint = Benutzername und Passwort für diesen Rechner in einer netrc-Datei oder in der auth.conf von apt hinterlegen.
fetch-proxy-authentication = Der Proxy verlangt für { $url } Benutzername und Passwort.
    .hint = Beides in die Adresse des Proxys schreiben (http://name:passwort@proxy:port) oder als Zugangsdaten für den Proxy hinterlegen.
fetch-busy = Der Server für { $url } ist überlastet (Status { $status }).
    .hint = Später noch einmal versuchen oder einen anderen Spiegel angeben.
fetch-status = { $url } antwortet mit Status { $status }.
fetch-unknown-host = Der Rechner in { $url } ist nicht bekannt: { $reason }
    .hint = Namen und DNS-Einstellungen prüfen. Hinter einem Proxy diesen in den Einstellungen angeben.
fetch-unreachable = Keine Verbindung zu { $url }: { $reason }
    .hint = Prüfen, ob das Netz diese Verbindung erlaubt, oder einen erlaubten Spiegel oder Proxy angeben.
fetch-timeout-connection = Zu { $url } kam rechtzeitig keine Verbindung zustande.
    .hint = Prüfen, ob das Netz diese Verbindung erlaubt, oder einen erlaubten Spiegel oder Proxy angeben.
fetch-timeout-answer = { $url } hat nicht rechtzeitig geantwortet.
    .hint = Später noch einmal versuchen oder einen anderen Spiegel angeben.
fetch-timeout-bytes = { $url } sendet nicht weiter.
    .hint = Den Befehl wiederholen: Er macht dort weiter, wo er stehen blieb. Oder einen anderen Spiegel angeben.
fetch-too-slow = { $url } sendet zu langsam.
    .hint = Den Befehl wiederholen: Er macht dort weiter, wo er stehen blieb. Oder einen anderen Spiegel angeben.
fetch-unknown-authority = Das Zertifikat von { $url } stammt von einer Zertifizierungsstelle, der hier nicht vertraut wird.
    .hint = Betreibt die eigene Organisation eine Zertifizierungsstelle, deren Zertifikat (PEM) in den Einstellungen angeben. Wenn nicht, liest womöglich jemand mit.
fetch-tls = Zu { $url } kam keine sichere Verbindung zustande: { $reason }
fetch-interrupted = Die Verbindung zu { $url } ist abgebrochen: { $reason }
    .hint = Den Befehl wiederholen: Ein Download macht dort weiter, wo er stehen blieb.
fetch-too-large = { $url } ist größer als die erlaubten { $limit } Bytes.
fetch-wrong-size = { $url } hat { $found } Bytes; angekündigt waren { $expected }.
    .hint = Der Spiegel ist veraltet oder unvollständig, oder ein Proxy antwortet an seiner Stelle. Einen anderen Spiegel angeben oder später noch einmal versuchen.
fetch-wrong-content = { $url } ist nicht das Angekündigte: erwartet { $expected }, erhalten { $found }. Nichts davon wurde behalten.
    .hint = Der Spiegel ist beschädigt oder veraltet, oder jemand hat die Datei verändert. Einen anderen Spiegel angeben.
fetch-redirect-too-many = { $url } leitet zu oft weiter, zuletzt nach { $target }.
fetch-redirect-downgrade = { $url } leitet nach { $target } weiter, von einer sicheren auf eine unsichere Verbindung; dem wurde nicht gefolgt.
fetch-redirect-elsewhere = { $url } leitet an eine Adresse weiter, der nicht gefolgt werden kann: { $target }
fetch-unsupported = Das Protokoll von { $url } wird nicht unterstützt; möglich sind http, https und file.
fetch-file = { $url } lässt sich nicht lesen.
fetch-write = Was hereinkommt, lässt sich nicht nach { $path } schreiben: { $reason }
    .hint = Geben Sie Platz frei, oder wählen Sie mit HAERTEREI_HOME einen Ordner auf einem anderen Datenträger. Was schon da ist, bleibt und wird fortgesetzt.
fetch-invalid-certificate = Zertifikat { $number } der Einstellungen ist kein Zertifikat in PEM-Form.
    .hint = Die Datei muss Zeilen enthalten, die mit -----BEGIN CERTIFICATE----- beginnen. DER-Dateien lassen sich mit `openssl x509 -inform der` umwandeln.
fetch-invalid-proxy = Der Proxy { $proxy } lässt sich nicht benutzen: { $reason }
    .hint = Die Adresse eines Proxys beginnt mit http://, https://, socks5:// oder socks5h:// und nennt einen Rechner.
fetch-setup = Der Netzzugriff ließ sich nicht einrichten: { $reason }
fetch-no-candidates = Für { $name } ist keine Adresse bekannt.
    .hint = Einen Spiegel als Option oder in haerterei.toml angeben.
fetch-all-failed = Keine der { $count } Adressen hat { $name } geliefert.
fetch-cancelled = Angehalten. Was geladen wurde, bleibt; der nächste Aufruf macht damit weiter.
progress-downloads = Lade herunter
progress-download = Download
