# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Zustände
findings-state-malicious = bösartiges Paket
findings-state-affected-with-fix = betroffen, Korrektur verfügbar
findings-state-affected-without-fix = betroffen, ohne Korrektur
findings-state-fix-not-released = betroffen, Korrektur noch nicht veröffentlicht
findings-state-will-not-fix = betroffen, wird nicht korrigiert
findings-state-deferred = betroffen, Korrektur aufgeschoben
findings-state-outside-support = außerhalb der Unterstützung
findings-state-undetermined = nicht bestimmt
findings-state-unimportant = laut Hersteller unbedeutend
findings-state-not-affected = nicht betroffen

## Was nicht geprüft wurde
findings-gap-no-source = { $space }: Es ist keine Quelle geladen; { $components ->
    [one] eine Komponente wurde
   *[other] { $components } Komponenten wurden
} nicht geprüft.
    .hint = haerterei advisories update
findings-gap-archive-only = { $space }: Befragt wurde nur das Archiv. Bekannt ist, was sich heute beheben lässt; was nicht, bleibt unbekannt ({ $components ->
    [one] eine Komponente
   *[other] { $components } Komponenten
}).
    .hint = haerterei advisories update
findings-gap-stale = { $source }: Die Daten sind { $days } Tage alt.
    .hint = haerterei advisories update
findings-gap-future = { $source }: Nach der Uhr dieses Rechners stammen die Daten aus der Zukunft.
    .hint = Prüfen Sie die Uhr oder die Angabe bei --now.
findings-gap-changelog = { $package }: Das Änderungsprotokoll reicht nicht bis zur installierten Version zurück; die Liste ist unvollständig.
findings-gap-archive-unavailable = { $space }: Das Archiv ließ sich nicht befragen: { $reason }
    .hint = Nennen Sie mit --mirror einen Spiegelserver oder laden Sie Sicherheitshinweise: haerterei advisories update
findings-gap-not-in-archive = { $space }: { $components ->
    [one] Ein Paket ist
   *[other] { $components } Pakete sind
} nicht im Archiv; das Archiv sagt über sie nichts.
findings-gap-no-release = Der Stand des Systems ist unbekannt; { $components ->
    [one] eine Komponente wurde
   *[other] { $components } Komponenten wurden
} nicht geprüft.
findings-gap-no-version = { $components ->
    [one] Eine Komponente hat keine Version und wurde
   *[other] { $components } Komponenten haben keine Version und wurden
} nicht geprüft.
findings-gap-not-comparable = Die Versionen von { $components ->
    [one] einer Komponente
   *[other] { $components } Komponenten
} lassen sich nicht vergleichen.
findings-gap-not-recognised = { $components ->
    [one] Ein Programm oder Archiv wurde
   *[other] { $components } Programme und Archive wurden
} nicht erkannt.
findings-gap-unknown-files = { $files ->
    [one] Eine Datei hat
   *[other] { $files } Dateien haben
} eine unbekannte Form.
findings-gap-not-read = { $places ->
    [one] Ein Teil des Images ließ
   *[other] { $places } Teile des Images ließen
} sich nicht lesen.
findings-gap-vex-not-asked = Was andere beim Image sagen, ließ sich nicht erfragen: { $reason }
findings-gap-vex-left-out = { $artifacts ->
    [one] Ein Artefakt
   *[other] { $artifacts } Artefakte
} beim Image { $artifacts ->
    [one] wurde
   *[other] wurden
} nicht gelesen: Es sind zu viele, oder sie sind zu groß.
findings-gap-no-malware-scan = Nach Schadprogrammen wurde nicht gesucht.

findings-gap-malware-signatures = Nach Schadsoftware wurde mit Signaturen gesucht, die { $days } Tage alt sind.
    .hint = freshclam
findings-gap-malware-undated = Nach Schadsoftware wurde mit Signaturen gesucht, deren Alter niemand kennt.
findings-gap-malware-not-looked = ClamAV hat { $files ->
    [one] eine Datei
   *[other] { $files } Dateien
} nicht oder nicht ganz geprüft.

## Beweise und Indizien
findings-proof-removed = { $path } hat die Schicht { $layer } entfernt; im Image ist die Datei nicht.
findings-proof-nothing-left = Von den { $listed } Pfaden von { $package } sind { $present } im Image, und alle dienen der Dokumentation.
findings-proof-thing-absent = Nichts im Image ist { $thing } (gesucht: { $files }).
findings-proof-archives = { $archives ->
    [one] In einem Archiv und denen darin wurde nachgesehen.
   *[other] In { $archives } Archiven und denen darin wurde nachgesehen.
}
findings-proof-symbols-absent = Keine von { $files } Bibliotheken des Pakets bietet { $symbols } an.
findings-proof-fix-named = Das Änderungsprotokoll von { $package } nennt die Korrektur bei Version { $version }: { $line }
findings-invalid-other-files = Dateien von { $package } unter anderem Namen oder an anderer Stelle.
findings-invalid-thing-comes = Wenn { $thing } ins Image kommt oder eingehängt wird.
findings-indication-not-linked = Kein Programm im Image bindet { $path } ein ({ $files ->
    [one] eine Bibliothek
   *[other] { $files } Bibliotheken
} des Pakets).
findings-indication-not-reached = Nichts, was das Image startet, erreicht { $path } ({ $files ->
    [one] eine Bibliothek
   *[other] { $files } Bibliotheken
} des Pakets).
findings-indication-symbol-unused = Niemand im Image braucht { $symbols } aus { $path }.
findings-trap-dlopen = { $path } lädt Bibliotheken nach Namen.
findings-trap-jni = { $path }: Java lädt native Bibliotheken nach Namen.
findings-trap-service-loader = { $path } führt Dienste auf, die Java selbst findet.
findings-trap-reflection = { $path }: Klassen lassen sich über Namen finden, die nur Text sind.
findings-trap-nss = { $path } wird von der C-Bibliothek geladen, um Namen aufzulösen.
findings-trap-pam = { $path } wird geladen, um Passwörter zu prüfen.
findings-trap-gconv = { $path } wird geladen, um Zeichensätze umzuwandeln.
findings-trap-php = { $path } wird von PHP geladen.
findings-trap-ctypes = { $path }: Python kann Bibliotheken nach Namen laden.
findings-trap-copy = { $path } ist dasselbe noch einmal.
findings-trap-mount = Unter { $path } wird etwas eingehängt, wenn das Image läuft.
findings-trap-static = { $path } trägt seine Bibliotheken in sich.
findings-trap-shell = { $path } kann jedes Programm starten.
findings-trap-unknown = Was { $path } lädt, ist nicht bekannt.
progress-proofs = Beweise werden gesucht

## Schweregrade
findings-level-none = keiner
findings-level-low = niedrig
findings-level-medium = mittel
findings-level-high = hoch
findings-level-critical = kritisch

## Kriterien
findings-fails-findings = { $rule }: { $findings ->
    [one] ein Befund
   *[other] { $findings } Befunde
} ({ $names })
findings-fails-unknown = { $rule }: nicht bekannt, weil nicht zu allem eine Quelle gefragt werden konnte ({ $spaces })
    .hint = Laden Sie mit `haerterei advisories` eine Quelle dafür, oder beschränken Sie die Regel mit `:known` auf das, was bekannt ist.
findings-fails-coverage = { $rule }: { $gaps ->
    [one] eines wurde nicht geprüft
   *[other] { $gaps } Dinge wurden nicht geprüft
}
findings-fails-outdated = { $rule }: { $packages ->
    [one] ein Paket ist
   *[other] { $packages } Pakete sind
} älter als das neueste der Version ({ $names })
findings-fails-outdated-unknown = { $rule }: nicht bekannt, weil kein Archiv gefragt wurde
findings-fails-decisions = { $rule }: { $notices ->
    [one] eine Bewertung ist
   *[other] { $notices } Bewertungen sind
} abgelaufen, unbenutzt, aus der Zukunft oder im Widerspruch

## Worauf beruht, dass ein Befund geschlossen ist
findings-rests-on-content = Das beruht auf den Dateien des Images.
findings-rests-on-records = Das beruht auf dem, was das Image über seine eigenen Pakete sagt; wer es gebaut hat, konnte hineinschreiben, was er wollte.
findings-rests-on-named = Das beruht auf einem Dokument, das der Aufruf nennt.
findings-rests-on-signature = Das beruht auf der Signatur mit einem Schlüssel, dem Sie vertrauen.
findings-rests-on-author = Das beruht auf dem Namen, den das Dokument als Urheber angibt; niemand hat ihn geprüft.
