# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

build-cancelled = auf Wunsch angehalten
    .hint = Was bisher geladen und erzeugt wurde, bleibt erhalten; derselbe Aufruf setzt dort fort.
build-package = Paket `{ $package }` ist nicht lesbar
build-other-package = das Verzeichnis des Archivs kündigt { $package } an, die Datei enthält aber { $found }
    .hint = Kein redliches Archiv verwechselt Pakete. Benachrichtigen Sie den Betreiber und verwenden Sie das Paket nicht.
build-path = Pfad { $path } eines Pakets wird abgelehnt: { $reason }
build-unknown-scripts = { $count ->
    [one] ein Paketskript wird nicht erkannt, seine Wirkung ist also unbekannt
   *[other] { $count } Paketskripte werden nicht erkannt, ihre Wirkung ist also unbekannt
}
    .hint = Lesen Sie das Skript (`dpkg-deb --ctrl-tarfile`). Kommt das Image ohne seine Wirkung aus, nennen Sie es mit Digest und Begründung unter `acknowledge: scripts:` im Rezept.
build-unknown-script = { $package }: { $script } (sha256 { $digest })
build-unknown-script-place = Zeile { $line }: { $text }
build-overlap = die Pakete `{ $first }` und `{ $second }` bringen beide { $path } mit (insgesamt { $count ->
    [one] ein Pfad
   *[other] { $count } Pfade
})
    .hint = Lassen Sie einen davon im Rezept weg: `leave-out: - package: … path: … reason: …`.
build-faults = der fertige Dateibaum hat { $count ->
    [one] einen Fehler
   *[other] { $count } Fehler
}; es wurde nichts geschrieben
    .hint = Jede Zeile sagt, was fehlt oder nicht gehärtet ist. Nehmen Sie das fehlende Paket auf, lassen Sie weg, was es braucht, oder begründen Sie die Ausnahme unter `allow:`.
build-outgrown = das Rezept hat sich geändert, seit { $lock } geschrieben wurde: { $changed }
    .hint = `haerterei lock` löst neu auf; festgehaltene Versionen bleiben, wie sie sind.
build-no-lock = unter { $lock } liegt keine Lock-Datei
    .hint = Rufen Sie `haerterei lock` auf oder bauen Sie ohne `--locked`.
build-no-platform = die Lock-Datei nennt keine Pakete für { $platform }
    .hint = Rufen Sie `haerterei lock --platform linux/{ $platform }` auf oder bauen Sie ohne `--locked`.
build-differs = { $count ->
    [one] ein Digest weicht
   *[other] { $count } Digests weichen
} von der Lock-Datei ab: das Image ist nicht, was die Lock-Datei sagt
    .hint = Vergleichen Sie Werkzeugversion, Regeln und Kompressor der Lock-Datei mit `haerterei --version`; bei gleichen Werten darf das nicht vorkommen, bitte melden Sie es.
build-difference = { $platform }: festgehalten { $locked }, neu gebaut { $found }
build-nothing-to-compare = { $lock } nennt kein Ergebnis zum Vergleichen
    .hint = Bauen Sie einmal ohne `--check`; der erste Bau trägt seine Digests in die Lock-Datei ein.
build-file = { $operation }: { $path } geht nicht: { $reason }
build-wrong-deb = { $file } hat SHA-256 { $found }, das Rezept verlangt { $expected }
    .hint = Ist es die gemeinte Datei, tragen Sie ihren Digest unter `debs:` ins Rezept ein.
build-lost = das festgehaltene Paket { $package } liegt weder beim Rezept noch in einem Paketvorrat
    .hint = Nennen Sie den Ordner, in dem es liegt, mit `--package-store`.
build-no-source = { $count ->
    [one] ein Quellpaket liegt
   *[other] { $count } Quellpakete liegen
} in keinem der befragten Archive: { $packages }
    .hint = Sie haben das Archiv seit dem Schreiben der Lock-Datei verlassen, und das Snapshot-Archiv war nicht erreichbar oder hat sie nicht. Exportieren Sie Quellen gleich nach dem Auflösen, oder rufen Sie zuvor `haerterei lock --update` auf.
build-too-large = das Image hat komprimiert { $size } Bytes; erlaubt sind { $limit }
build-device-node = { $path } ist ein Gerät oder eine Pipe
build-privileged-file = { $path } hat ein Setuid- oder Setgid-Bit
build-world-writable = { $path } ist für alle schreibbar
build-undeclared-writable = { $path } ist für den Benutzer des Images schreibbar und nicht unter `writable-paths` genannt
build-runs-as-root = das Image liefe als root
    .hint = Geben Sie einen anderen Benutzer an oder die Begründung unter `allow: root:`.
build-shell-without-reason = das Image enthält eine Shell ({ $paths }), und das Rezept nennt keinen Grund
    .hint = Lassen Sie das Paket weg oder begründen Sie es unter `allow: shell:`.
build-package-manager-without-reason = das Image enthält eine Paketverwaltung ({ $paths }), und das Rezept nennt keinen Grund
    .hint = Lassen Sie das Paket weg oder begründen Sie es unter `allow: package-manager:`.
build-required-left-out = { $path } liegt { $package } bei, wurde aber nach der Regel `{ $rule }` weggelassen
build-template-absent = ein Skript von { $package } kopiert { $path }, das kein Paket des Images mitbringt
build-other-tool = die Lock-Datei stammt von Version { $locked } dieses Werkzeugs ({ $rules }), dies ist { $own } ({ $own-rules }): die Digests können abweichen
build-lost-pin = die festgehaltene Version { $version } von { $package } ist nicht mehr im Archiv; es wurde eine andere genommen
    .hint = Um sie zu behalten, bauen Sie mit `--locked`: das Paket kommt dann aus dem Snapshot-Archiv oder einem Paketvorrat.
build-copyright-missing = zum Paket { $package } liegt keine Lizenzdatei (copyright) im Image
    .hint = Wer das Image weitergibt, schuldet den Lizenztext. Vielleicht lässt das Rezept die Datei weg, oder der Dokumentationsordner des Pakets ist ein Verweis auf ein Paket, das nicht im Image ist.
progress-build-analyse = Pakete lesen
progress-build-layers = Schichten schreiben
build-base-without-platform = { $base } ist kein Image für Linux auf einer Architektur, die Pakete kennen
build-base-platform = das Basis-Image { $base } gibt es nicht für { $platform }, nur für { $known }
    .hint = Bauen Sie die Basis auch dafür, oder nennen Sie die Plattformen mit `--platform`.
build-base-changed = das Basis-Image { $base } ist nicht mehr das, auf dem { $lock } beruht ({ $platform }: festgehalten { $locked }, gefunden { $found })
    .hint = Bauen Sie ohne `--locked`, um mit der jetzigen Basis weiterzumachen, oder stellen Sie den festgehaltenen Stand der Basis wieder her.
build-base-digest = das Basis-Image { $base } hat den Digest { $found }, das Rezept verlangt { $wanted }
    .hint = Prüfen Sie, was sich an der Basis geändert hat, und tragen Sie dann den neuen Digest unter `from: digest:` ein, oder überlassen Sie ihn der Lock-Datei.
build-base-distribution = das Basis-Image { $base } ist laut `os-release` { $found }, das Rezept nennt { $wanted }
    .hint = Pakete zweier Distributionen passen nicht zusammen: Lassen Sie `distribution` weg oder wählen Sie eine andere Basis.
build-base-packages = die Paketliste des Basis-Images { $base } ist nicht lesbar
build-base-version = { $place }: Verlangt ist { $wanted }, aber { $base } bringt Version { $version } mit, und eine Basis bleibt, wie sie ist.
    .hint = Bauen Sie die Basis mit der nötigen Version neu und dann dieses Image darauf.
build-upon-base = was das Rezept verlangt, passt nicht zu dem, was { $base } mitbringt
    .hint = Eine Basis behält ihre Versionen. Ist sie älter als das Archiv, rufen Sie `haerterei lock --update` für ihr Rezept auf, bei einer Variante für dieses, und bauen Sie sie neu.
build-no-variant = das Rezept hat keine Variante `{ $name }`; es gibt: { $known }
build-variant-not-locked = { $lock } nennt für die Variante `{ $name }` keine Pakete oder andere, als das Rezept verlangt
    .hint = Rufen Sie `haerterei lock --variant { $name }` auf oder bauen Sie ohne `--locked`.
progress-build-base = Basis-Image wird gelesen
