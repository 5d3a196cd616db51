# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

packages-changelog-damaged = Das Änderungsprotokoll lässt sich nicht entpacken: { $error }.
packages-changelog-empty = Das Änderungsprotokoll enthält keinen Eintrag.
packages-changelog-too-large = Das Änderungsprotokoll ist größer als { $limit } Byte.
packages-deb-archive = Die Paketdatei ist bei Byte { $offset } fehlerhaft: { $what }.
packages-deb-bomb = „{ $member }“ des Pakets entpackt sich auf mehr als das { $limit }-Fache seiner Größe.
    .hint = Kein redliches Paket tut das. Bitte prüfen, woher das Paket stammt.
packages-deb-compression = „{ $member }“ des Pakets ist mit einem nicht unterstützten Verfahren komprimiert.
    .hint = Unterstützt werden gzip, xz, zstd und unkomprimiert; das Paket mit „dpkg-deb -Zxz“ neu bauen.
packages-deb-control = Die Steuerdatei des Pakets ist fehlerhaft.
packages-deb-damaged = „{ $member }“ des Pakets ist beschädigt: { $error }.
    .hint = Das Paket erneut laden und seine Prüfsumme mit der des Archivs vergleichen.
packages-deb-duplicate = Das Paket enthält „{ $member }“ doppelt.
    .hint = Werkzeuge könnten verschiedene davon lesen. Bitte prüfen, woher das Paket stammt.
packages-deb-entry = Die Datei { $path } des Pakets wird abgelehnt: { $what }.
packages-deb-field = In der Steuerdatei des Pakets fehlt ein gültiges Feld „{ $field }“.
packages-deb-format = Das Paket hat das Format „{ $version }“; unterstützt wird nur Format 2.
packages-deb-line = Zeile { $line } der Steuerdatei „{ $file }“ des Pakets ist fehlerhaft.
packages-deb-misplaced = Im Paket steht „{ $member }“ an der Stelle von „{ $expected }“.
packages-deb-missing = Im Paket fehlt „{ $member }“.
packages-deb-not-a-package = Die Datei ist kein Debian-Paket.
packages-deb-read = Die Paketdatei lässt sich nicht lesen: { $error }.
packages-deb-tar = „{ $member }“ des Pakets lässt sich nicht lesen.
packages-deb-too-large = „{ $member }“ des Pakets ist größer als { $limit } Byte.
packages-deb-truncated = Die Paketdatei endet vorzeitig bei Byte { $offset }.
    .hint = Das Paket erneut laden.
packages-deb822-duplicate = Zeile { $line }: Das Feld „{ $field }“ steht doppelt in einem Absatz.
packages-deb822-name = „{ $name }“ ist kein zulässiger Feldname.
packages-deb822-no-field = Zeile { $line } ist weder ein Feld noch dessen Fortsetzung: „{ $text }“.
packages-deb822-not-utf8 = Zeile { $line } ist kein UTF-8.
packages-deb822-nothing-to-continue = Zeile { $line } ist eingerückt, setzt aber kein Feld fort.
packages-deb822-too-many-fields = Zeile { $line }: Der Absatz hat mehr als { $limit } Felder.
packages-deb822-value = Der Wert des Feldes „{ $name }“ lässt sich nicht als Steuerdaten schreiben.
packages-dpkg-malformed = Die Datenbank der installierten Pakete ist fehlerhaft.
packages-dpkg-missing-field = Beim installierten Paket in Zeile { $line } fehlt ein gültiges Feld „{ $field }“.
packages-dpkg-version = Das installierte Paket „{ $package }“ hat eine fehlerhafte Version.
packages-relation-not-provided = „{ $relation }“ darf nicht in einem Feld „Provides“ stehen.
packages-relation-unexpected = In einer Paketbeziehung steht „{ $found }“, erwartet wurde: { $expected }.
    .hint = Eine Beziehung schreibt man als „name“ oder mit Version als „name (>= 1.0)“.
packages-relation-version = Die Beziehung zum Paket „{ $package }“ nennt keine gültige Version.
