# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

archive-distribution-unknown = Eine Distribution „{ $name }“ ist nicht bekannt.
    .hint = Bekannt sind: { $known }. Eine weitere wird in einer TOML-Datei beschrieben und mit --distribution genannt.
archive-suite-unknown = { $distribution } hat keine Suite „{ $name }“.
    .hint = Bekannt sind: { $known }.
archive-pocket-unknown = { $distribution } hat keinen Bereich „{ $name }“.
archive-architecture-unknown = { $distribution } erscheint nicht für { $architecture }.
archive-distribution-unreadable = Die Beschreibung einer Distribution ist nicht brauchbar: { $reason }
archive-keyring-unreadable = Der Schlüsselbund { $keyring } lässt sich nicht lesen: { $reason }
    .hint = Er muss OpenPGP-Zertifikate enthalten, binär oder als Text.
archive-no-mirror = Für { $suite } ist kein Spiegelserver bekannt.
    .hint = Geben Sie einen in der Konfiguration oder mit --mirror an.
archive-release-unreachable = Die Release-Datei von { $suite } ist von { $mirror } nicht zu bekommen.
    .hint = Geben Sie mit --mirror einen Spiegelserver an, den dieses Netz erreicht, oder bauen Sie mit --offline aus Lock-Datei und gefülltem Zwischenspeicher.
archive-never-seen = { $suite } wurde noch nie geladen, und das Netz darf nicht benutzt werden.
    .hint = Führen Sie den Befehl einmal mit Netz aus oder importieren Sie ein Bündel.
archive-not-signed = Was { $mirror } als Release-Datei von { $suite } liefert, ist nicht signiert.
    .hint = Womöglich hat ein Proxy oder eine Anmeldeseite geantwortet. Sehen Sie nach, was dort steht.
archive-signed-text-outside = Die Release-Datei von { $suite } von { $mirror } enthält Text außerhalb des signierten Teils.
    .hint = Jemand könnte etwas hinzugefügt haben. Nehmen Sie einen anderen Spiegelserver und melden Sie es dem Betreiber.
archive-signature-truncated = Die Release-Datei von { $suite } von { $mirror } bricht vor dem Ende der Signatur ab.
    .hint = Versuchen Sie es noch einmal oder mit einem anderen Spiegelserver.
archive-signature-malformed = Die Signatur der Release-Datei von { $suite } von { $mirror } ist fehlerhaft: { $reason }
archive-signature-tampered = Die Release-Datei von { $suite } von { $mirror } ist nicht das, was { $signer } signiert hat.
    .hint = Sie wurde beschädigt oder verändert. Nehmen Sie einen anderen Spiegelserver, nicht diesen.
archive-signer-unknown = Die Release-Datei von { $suite } von { $mirror } trägt nur Signaturen von Schlüsseln, denen niemand vertraut: { $keys }
    .hint = Hat die Distribution einen neuen Schlüssel, aktualisieren Sie ihr Schlüsselbund-Paket oder dieses Werkzeug. Für ein eigenes Repositorium geben Sie dessen Schlüssel an.
archive-key-expired = Der Schlüssel, mit dem die Release-Datei von { $suite } von { $mirror } signiert ist, ist abgelaufen: { $signer }
    .hint = Aktualisieren Sie das Schlüsselbund-Paket der Distribution oder dieses Werkzeug; einen alten Stand bauen Sie aus der Lock-Datei.
archive-key-revoked = Der Schlüssel, mit dem die Release-Datei von { $suite } von { $mirror } signiert ist, ist widerrufen: { $signer }
    .hint = Nehmen Sie ein Archiv, das mit einem noch gültigen Schlüssel signiert ist.
archive-signature-expired = Die Signatur der Release-Datei von { $suite } von { $mirror } ist abgelaufen: { $signer }
    .hint = Der Spiegelserver wird nicht mehr gepflegt. Nehmen Sie einen anderen.
archive-signature-future = Die Signatur der Release-Datei von { $suite } von { $mirror } stammt aus der Zukunft: { $signer }
    .hint = Prüfen Sie die Uhr dieses Rechners, --now und SOURCE_DATE_EPOCH.
archive-key-unacceptable = Auf den Schlüssel, mit dem die Release-Datei von { $suite } von { $mirror } signiert ist, ist kein Verlass: { $signer } ({ $reason })
archive-release-unreadable = Die Release-Datei von { $suite } von { $mirror } ist signiert, lässt sich aber nicht lesen: { $reason }
archive-other-suite = { $mirror } liefert für { $suite } die Release-Datei von { $found }.
    .hint = Die Signatur stimmt, die Suite nicht. Nehmen Sie einen anderen Spiegelserver.
archive-release-expired = Die Release-Datei von { $suite } galt bis { $until }; beurteilt wird sie zum Zeitpunkt { $at }.
    .hint = Der Spiegelserver wird nicht mehr gepflegt, oder jemand hält neuere Pakete zurück. Nehmen Sie einen anderen. Ein Spiegel, der in ein abgeschottetes Netz getragen wurde, lässt sich in der Konfiguration zulassen.
archive-release-expired-accepted = Die Release-Datei von { $suite } galt bis { $until } und wurde trotzdem zugelassen.
archive-release-rolled-back = Die Release-Datei von { $suite } ist vom { $date }, aber eine vom { $seen } wurde schon gesehen.
    .hint = Der Spiegelserver hinkt hinterher, oder jemand hält neuere Pakete zurück. Versuchen Sie es mit einem anderen oder später.
archive-release-stale = { $days ->
    [one] Die neueste Release-Datei von { $suite } ist { $days } Tag alt (vom { $date }); es können Aktualisierungen fehlen.
   *[other] Die neueste Release-Datei von { $suite } ist { $days } Tage alt (vom { $date }); es können Aktualisierungen fehlen.
}
archive-valid-until-missing = Die Release-Datei von { $suite } sagt nicht, wie lange sie gilt; das sollte sie.
archive-mirror-failed = Ein Spiegelserver von { $suite } wurde übergangen: { $reason }
archive-no-index = { $suite } hat in der Komponente „{ $component }“ keine Pakete für { $architecture }.
    .hint = Prüfen Sie Komponenten und Architekturen im Rezept.
archive-index-unreachable = Ein Paketverzeichnis ist nicht zu bekommen.
    .hint = Versuchen Sie es noch einmal oder mit einem anderen Spiegelserver; dieser wird vielleicht gerade aktualisiert.
archive-index-unreadable = Das Paketverzeichnis { $path } von { $suite } lässt sich nicht lesen: { $reason }
archive-unsafe-path = Das Paketverzeichnis nennt für { $name } die Datei „{ $path }“, die außerhalb des Archivs liegt.
archive-package-gone = { $name } { $version } ist nicht mehr im Archiv.
    .hint = Heben Sie die Festlegung mit „haerterei lock --update { $name }“ auf, oder geben Sie Zugang zum Snapshot-Archiv der Distribution, zu einer Paketablage oder einem Bündel, das es noch hat.
archive-package-unreachable = Ein Paket ist nicht zu bekommen.
    .hint = Versuchen Sie es noch einmal oder mit einem anderen Spiegelserver.
archive-cache-failed = Der Zwischenspeicher versagte beim Lesen des Archivs.
archive-cancelled = Abgebrochen.

archive-unsolvable = Keine Auswahl von Paketen erfüllt, was verlangt ist.
archive-unsolvable-asked = Verlangt ist: { $text }
archive-unsolvable-needs = { $from } braucht { $text }.
archive-unsolvable-nobody = { $from } braucht { $text }, und nichts Verfügbares erfüllt das.
archive-unsolvable-nobody-asked = Nichts Verfügbares erfüllt { $text }.
archive-unsolvable-conflict = { $from } verträgt sich nicht mit { $to } ({ $text }).
archive-unsolvable-excluded = { $name } wird zugleich verlangt und ausgeschlossen.
archive-unsolvable-version = Verlangt ist { $asked }; verfügbar ist { $name } { $version } aus { $suite }.
archive-unsolvable-unknown = Ein Paket { $name } gibt es nicht.
archive-unsolvable-unknown-near = Ein Paket { $name } gibt es nicht. Ähnliche Namen: { $near }

progress-archive-releases = Archive werden geprüft
