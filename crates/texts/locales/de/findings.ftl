# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Bewertungen und Risikoentscheidungen
findings-decisions-too-large = Das Dokument ist größer als { $mebibytes } MiB.
findings-decisions-too-many = Es sind mehr als { $limit } Bewertungen.
findings-decisions-malformed = { $line ->
    [0] Das Dokument lässt sich nicht lesen: { $problem }
   *[other] Das Dokument lässt sich nicht lesen, Zeile { $line }: { $problem }
}
    .hint = Welche Form Bewertungen haben, zeigt `haerterei schema decisions`.
findings-decisions-version = Bewertungen der Version { $version } werden nicht gelesen, nur solche der Version 1.
findings-decisions-same-name = Zwei Bewertungen heißen „{ $id }“.
    .hint = Andere beziehen sich auf den Namen; geben Sie jeder ihren eigenen.
findings-decisions-not-appendable = An den Text dieses Dokuments lässt sich nichts anfügen, ohne ihn neu zu schreiben.
    .hint = Schreiben Sie `decisions:` und `risk-decisions:` als Listen mit einem Eintrag unter dem anderen, oder fügen Sie den Eintrag von Hand an.
findings-decision-no-name = Eine Bewertung hat keinen Namen (`id`).
findings-decision-no-weakness = Die Bewertung „{ $id }“ nennt keine Schwachstelle.
findings-decision-no-reason = Die Bewertung „{ $id }“ sagt nicht, warum.
    .hint = Nennen Sie `justification`, `circumstance` oder `statement`; eine Risikoentscheidung braucht `reason`.
findings-decision-needless-reason = Die Bewertung „{ $id }“ begründet, warum die Schwachstelle nicht zutrifft, hat aber einen anderen Status.
    .hint = `justification` und `circumstance` gehören nur zu `status: not_affected`.
findings-decision-no-action = Laut der Bewertung „{ $id }“ trifft die Schwachstelle zu, aber nicht, was zu tun ist.
    .hint = Schreiben Sie es in `statement`; VEX verlangt es.
findings-decision-no-evidence = Die Bewertung „{ $id }“ behauptet einen Beweis oder ein Indiz und belegt nichts.
    .hint = Halten Sie unter `evidence` fest, was gefunden wurde, oder nennen Sie es `opinion`.
findings-decision-no-expiry = Die Bewertung „{ $id }“ hat kein Ende.
    .hint = Nur ein Beweis (`proof`) gilt ohne; setzen Sie `expires`.
findings-decision-backwards = Die Bewertung „{ $id }“ endet, bevor sie beginnt.
findings-decision-nobody = Die Bewertung „{ $id }“ sagt nicht, wer entscheidet.
    .hint = Nennen Sie Rolle und Organisation.
findings-decision-too-long = Ein Text in der Bewertung „{ $id }“ ist zu lang.
findings-notice-expired = Die Bewertung „{ $id }“ ist am { $expires } abgelaufen; was sie geschlossen hat, ist wieder offen.
    .hint = Bewerten Sie neu, oder entfernen Sie sie.
findings-notice-future = Die Bewertung „{ $id }“ trägt ein Datum, das noch nicht gekommen ist; sie zählt nicht.
    .hint = Prüfen Sie ihr Datum und die Uhr.
findings-notice-contradicts = Die Bewertung „{ $id }“ widerspricht einer anderen über dasselbe; keine von beiden zählt.
    .hint = Entfernen Sie eine davon.
findings-notice-unused = Die Bewertung „{ $id }“ betrifft nichts, was gefunden wurde.
    .hint = Entfernen Sie sie, oder berichtigen Sie, was sie betrifft.
findings-notice-risk-expired = Die Risikoentscheidung „{ $id }“ ist am { $expires } abgelaufen; das Risiko trägt niemand mehr.
    .hint = Entscheiden Sie neu, oder beseitigen Sie die Schwachstelle.
findings-notice-risk-unused = Die Risikoentscheidung „{ $id }“ trägt nichts, was gefunden wurde.
    .hint = Entfernen Sie sie, oder berichtigen Sie, was sie betrifft.

## Was Formate von VEX nicht sagen können
findings-lost-component-is-absent = CycloneDX kann nicht sagen, dass die ganze Komponente fehlt, nur der Code.
findings-lost-who-controls-it = CycloneDX kann nicht sagen, dass kein Angreifer den Code steuert; „requires_environment“ kommt dem am nächsten.
findings-lost-it-is-built-in = CycloneDX kann nicht sagen, dass der Schutz zum Produkt gehört.
findings-lost-what-the-attack-needs = OpenVEX und CSAF können nicht sagen, was einem Angriff fehlt; das steht nur im Text.
findings-lost-what-protects = OpenVEX und CSAF können nicht sagen, was schützt; das steht nur im Text.

## VEX
findings-vex-too-large = Das VEX-Dokument ist größer als { $mebibytes } MiB.
findings-vex-too-many = Das VEX-Dokument enthält mehr als { $limit } Werte oder Aussagen.
findings-vex-json = Das VEX-Dokument ist kein gültiges JSON: { $problem }
findings-vex-unknown = Das Dokument ist weder OpenVEX noch CSAF noch CycloneDX.
    .hint = OpenVEX hat den Schlüssel `@context`, CSAF `document.csaf_version`, CycloneDX `bomFormat`.
findings-vex-version = { $format } in der Version „{ $version }“ wird nicht gelesen, nur OpenVEX 0, CSAF 2.0 und 2.1 und CycloneDX 1.4 bis 1.7.
findings-vex-missing = Im VEX-Dokument fehlt „{ $place }“ oder hat die falsche Form.
findings-vex-io = Das VEX-Dokument lässt sich nicht lesen: { $problem }
findings-vex-unnameable = „{ $id }“ lässt sich in diesem Format nicht benennen.
findings-vex-problem-status = { $place }: Der Status ist unbekannt; die Aussage zählt nicht.
findings-vex-problem-no-reason = { $place }: Eine Schwachstelle soll nicht zutreffen, ein Grund fehlt; die Aussage zählt nicht.
findings-vex-problem-justification = { $place }: Die Begründung ist unbekannt und zählt nicht.
findings-vex-problem-no-weakness = { $place }: Es ist keine Schwachstelle genannt; die Aussage zählt nicht.
findings-vex-problem-no-product = { $place }: Es ist kein Produkt genannt, das sich finden ließe; die Aussage zählt nicht.
findings-vex-problem-unknown-product = { $place }: Welches Produkt das ist, sagt das Dokument nicht.
findings-vex-problem-contradiction = { $place }: Das Dokument sagt zweierlei über dieses Produkt; nichts davon zählt.
findings-vex-problem-date = { $place }: Das ist kein Datum.
findings-vex-problem-draft = Das Dokument ist nicht endgültig ({ $place }); seine Aussagen zählen nicht.

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
