# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

# Labels.
command-label-error = Fehler
command-label-note = Hinweis
command-label-warning = Warnung
command-label-cause = Ursache
command-label-hint = Hinweis
command-see-help = Mehr dazu zeigt `--help`.
command-fault-of-the-program =
    Das ist ein Fehler von haerterei, nicht Ihrer Eingabe: { $what } ({ $place }).
    Bitte melden Sie ihn zusammen mit dem Aufruf, der dazu geführt hat.

# Errors.
command-cannot-print = Die Standardausgabe lässt sich nicht beschreiben
command-cannot-read = `{ $file }` lässt sich nicht lesen
command-document = „{ $file }“ lässt sich nicht als SBOM lesen
    .hint = Gelesen werden CycloneDX 1.2 bis 1.7 (JSON, XML) und SPDX 2.2, 2.3 und 3.0 (JSON). Zu einem Image schreibt eine solche Datei: haerterei sbom IMAGE --format cyclonedx-json --output DATEI
command-not-attachable = der Nachweis lässt sich nicht neben `{ $image }` legen, das weder in einem OCI-Layout noch in einer Registry liegt
    .hint = Kopieren Sie das Image in ein Layout und nennen Sie es als `oci:ORDNER:TAG`, oder schreiben Sie den Nachweis mit `--output` in eine Datei.
command-cannot-write = `{ $file }` lässt sich nicht schreiben
command-malformed-credentials = Die Zugangsdaten in `{ $file }` sind nicht zu verstehen
command-distribution = Die in `{ $file }` beschriebene Distribution ist nicht verwendbar
command-exists = `{ $file }` gibt es schon
    .hint = Entfernen Sie die Datei oder nennen Sie einen anderen Ordner.
command-no-cache-folder = Es gibt keinen Ordner für den Cache, weil `HOME` nicht gesetzt ist
    .hint = Nennen Sie einen mit `--cache DIR` oder setzen Sie `HAERTEREI_HOME`.
command-malformed-epoch = `SOURCE_DATE_EPOCH` ist `{ $value }` und damit keine Zahl von Sekunden
    .hint = Heben Sie die Variable auf oder geben Sie die Zeit mit `--now` an.
command-cannot-show = Das Ergebnis lässt sich in diesem Format nicht zeigen
command-cancelled = Die Arbeit wurde abgebrochen
command-configuration-unreadable = Die Konfiguration `{ $file }` lässt sich nicht lesen
command-configuration-syntax = { $file }:{ $line }:{ $column }: Das ist kein TOML: { $reason }
command-configuration-unknown-key = { $file }:{ $line }:{ $column }: Den Schlüssel `{ $key }` gibt es nicht
    .hint = `haerterei schema configuration` zeigt, was in der Datei stehen darf.
command-configuration-misspelt-key = { $file }:{ $line }:{ $column }: Den Schlüssel `{ $key }` gibt es nicht; gemeint ist wohl `{ $meant }`
    .hint = `haerterei schema configuration` zeigt, was in der Datei stehen darf.
command-configuration-known-keys = Es gibt diese Schlüssel: { $keys }
command-configuration-value = { $file }:{ $line }:{ $column }: Der Wert von `{ $key }` passt nicht: { $reason }
    .hint = `haerterei schema configuration` zeigt, was in der Datei stehen darf.
command-cache-damaged = { $damaged } von { $checked } Dateien im Cache waren beschädigt und wurden entfernt: { $digests }
    .hint = Verloren ist nichts: Was wieder gebraucht wird, wird neu geholt oder neu erzeugt. Tritt das öfter auf, prüfen Sie den Datenträger.
command-path-not-in-image = `{ $path }` kommt in keiner Schicht dieses Images vor
command-malformed-path = `{ $path }` ist kein Pfad in einem Image

# What commands say.
command-init-written = `{ $file }` ist angelegt. Gebaut wird mit `haerterei build { $file }`.
command-man-written = { $pages } Handbuchseiten stehen in `{ $folder }`.
command-unknown-source = Eine Quelle von Sicherheitshinweisen namens `{ $name }` gibt es nicht; bekannt sind: { $known }
    .hint = Quellen stehen in haerterei.toml, in der Tabelle `advisories.sources`.
command-advisories-renewed = { $name }: { $rows } Einträge
command-advisories-unchanged = { $name }: unverändert, { $rows } Einträge
command-advisories-anew = Der Index war beschädigt; er enthält jetzt nur, was dieser Aufruf übernommen hat.
command-advisories-imported =
    { $sources ->
        [one] Index vom { $created } mit einer Quelle übernommen.
       *[other] Index vom { $created } mit { $sources } Quellen übernommen.
    }
command-advisories-exported = Exportiert, ohne Signatur: { $output } ({ $digest })
command-advisories-exported-signed = Exportiert: { $output } ({ $digest }), signiert mit { $key }
command-advisories-head = Index { $generation } vom { $created }, { $size }, dazu { $cold } Beschreibungen
command-advisories-made-here = Auf dieser Maschine erzeugt
command-advisories-signed = Übernommen aus { $file }, signiert mit { $key }
command-advisories-unsigned = Übernommen aus { $file }; nicht signiert: niemand bürgt dafür
command-advisories-source = Quelle
command-advisories-data = Stand
command-advisories-age = Abgerufen
command-advisories-advisories = Hinweise
command-advisories-rows = Einträge
command-advisories-licence = Lizenz
command-advisories-days =
    { $days ->
        [0] heute
        [one] vor einem Tag
       *[other] vor { $days } Tagen
    }
command-advisories-shrunk = Übernommen, obwohl sie geschrumpft war: { $reason }
command-cache-folder = Cache: { $folder }
command-cache-folder-read-only = Cache: { $folder } (nur lesbar)
command-cache-column-part = Bereich
command-cache-column-files = Dateien
command-cache-column-size = Größe
command-cache-blobs = Inhalte (Pakete, Indizes, Schichten)
command-cache-memo = Gemerkte Ergebnisse
command-cache-pointers = Zuletzt gesehene Archivstände
command-cache-partial = Angefangene Downloads
command-cache-temporary = Gerade im Entstehen
command-cache-laid-out = Für Probeläufe entpackte Schichten
command-cache-in-use = Ein Probelauf ist im Gange: Seine Schichten bleiben.
command-cache-discarded =
    { $layers ->
        [one] Eine für Probeläufe entpackte Schicht entfernt, { $size }.
       *[other] { $layers } für Probeläufe entpackte Schichten entfernt, { $size }.
    }
command-cache-all = Gesamt
command-cache-cleaned =
    { $files ->
        [one] Eine Datei entfernt, { $size }; { $left } bleiben.
       *[other] { $files } Dateien entfernt, { $size }; { $left } bleiben.
    }
command-cache-sound =
    { $checked ->
        [one] Eine Datei geprüft, sie ist unversehrt.
       *[other] { $checked } Dateien geprüft, alle sind unversehrt.
    }
progress-cache-verify = Cache prüfen
progress-inspect = Schichten lesen

# Inspect.
command-inspect-image = Image
command-inspect-digest = Digest
command-inspect-title = Titel
command-inspect-version = Version
command-inspect-platform = Plattform
command-inspect-other-platforms = { $platform } (außerdem: { $others })
command-inspect-distribution = Distribution
command-inspect-created = Erstellt
command-inspect-vendor = Anbieter
command-inspect-licences = Lizenzen
command-inspect-size = Größe
command-inspect-sizes = { $stored } gespeichert, { $unpacked } entpackt, { $wasted } verschwendet, { $paths } Pfade
command-inspect-user = Benutzer
command-inspect-no-user = nicht angegeben, also root
command-inspect-entrypoint = Entrypoint
command-inspect-command = Kommando
command-inspect-working-folder = Arbeitsordner
command-inspect-ports = Ports
command-inspect-volumes = Volumes
command-inspect-stop-signal = Stoppsignal
command-inspect-environment = Umgebung
command-inspect-layers = Schichten
command-inspect-stored = Gespeichert
command-inspect-unpacked = Entpackt
command-inspect-files = Dateien
command-inspect-wasted = Verschwendet
command-inspect-history = Entstanden durch (laut Image)
command-inspect-packages = Pakete
command-inspect-package = Paket
command-inspect-architecture = Architektur
command-inspect-source = Quelle
command-inspect-users = Benutzer
command-inspect-user-name = Name
command-inspect-home = Home
command-inspect-shell = Shell
command-inspect-shell-there = ausführbar
command-inspect-privileged = Dateien mit Setuid, Setgid oder Capabilities
command-inspect-writable = Pfade, in die alle oder der Benutzer des Images schreiben dürfen
command-inspect-mode = Rechte
command-inspect-why = Als
command-inspect-path = Pfad
command-inspect-why-setuid = Setuid
command-inspect-why-setgid = Setgid
command-inspect-why-capabilities = Capabilities
command-inspect-why-everyone = alle
command-inspect-why-owner = Eigentümer
command-inspect-why-group = Gruppe
command-inspect-more =
    { $count ->
        [one] … und ein weiterer; `--format json` zeigt alle.
       *[other] … und { $count } weitere; `--format json` zeigt alle.
    }
command-inspect-labels = Annotationen und Labels, laut Image
command-inspect-claims = Konfiguration, laut Image
command-inspect-value = Wert
command-inspect-meaning = Bedeutung
command-inspect-default = { $value } (Vorgabe)
command-inspect-example = etwa { $value }
command-inspect-required = (erforderlich)
command-inspect-writable-paths = Beschreibbare Pfade
command-inspect-configuration-files = Konfigurationsdateien
command-inspect-outgoing-connections = Ausgehende Verbindungen
command-inspect-replaced-settings = Einstellungen ohne Wirkung
command-inspect-not-read = Nicht gelesen und deshalb oben nicht enthalten
command-inspect-target = Zeigt auf
command-inspect-state = Zustand
command-inspect-deleted = von einer späteren Schicht gelöscht
command-inspect-event = Was die Schicht tut
command-inspect-event-put = legt an
command-inspect-event-deleted = löscht

# Sbom.
command-sbom-system = System
command-sbom-support-regular = regulär unterstützt
command-sbom-support-long-term = in der Langzeitunterstützung
command-sbom-support-ended = nicht mehr unterstützt
command-sbom-accounts = { $files }: { $owned } gehören zu Komponenten, { $components } sind selbst welche, { $configuration } Konfiguration, { $data } Daten, { $database } Paketverwaltung, { $unknown } unbekannt
command-sbom-system-packages = Pakete des Systems
command-sbom-language-packages = Pakete von Programmiersprachen
command-sbom-others = Programme, Archive und Modelle ohne Paket
command-sbom-removed = In einer Schicht enthalten und von einer späteren entfernt
command-sbom-unknown-files = Dateien, die niemandem gehören und deren Form unbekannt ist
command-sbom-damaged = Beschädigt
command-sbom-not-looked-into = Nicht hineingesehen
command-sbom-type = Typ
command-sbom-kind = Art
command-sbom-more-licences = { $shown } … und { $count } weitere
command-sbom-licence = Lizenz
command-sbom-belongs-to = Gehört zu
command-sbom-put-by = Aus Schicht
command-sbom-removed-by = Entfernt in
command-sbom-kind-program = Programm
command-sbom-kind-executable = ausführbar
command-sbom-kind-archive = Archiv
command-sbom-kind-model = Modell

## register
command-register-new = { $digest }: neu
command-register-known = { $digest }: bekannt, unverändert
command-register-renewed = { $digest }: bekannt, jetzt mit anderen Paketen
command-register-added = { $images ->
    [1] 1 Inventar
   *[other] { $images } Inventare
} aufgenommen
command-register-no-index = Es gibt keinen Index der Sicherheitshinweise, deshalb wurde nichts abgeglichen; die Inventare warten darauf.
command-register-no-image = { $image } ist kein Image und bleibt weg.
command-register-claimed = { $image } lässt sich nicht lesen: { $reason } Es zählt, was andere über den Inhalt sagen; geprüft hat das niemand.
command-register-other-index = Der Index der Sicherheitshinweise ist inzwischen ein anderer; „haerterei register changes“ gleicht alles neu ab.
command-register-not-applied = Nachweise, Archiv und Schadsoftware sind Sache von „haerterei scan“; hier werden sie nicht betrachtet.
command-register-documents = { $images ->
    [one] Ein Image ist
   *[other] { $images } Images sind
} nur aus einem Dokument bekannt und mit * markiert.
command-register-closed-in = { $images }; erledigt in { $count }
command-register-removed = { $digest }: entfernt
command-register-index = Abgeglichen mit Index { $digest }
command-register-never-matched = Noch nie abgeglichen: Über Schwachstellen ist nichts bekannt.
command-register-empty = Das Register enthält kein Image.
command-register-open = Offen
command-register-fixable = Behebbar
command-register-exploited = Ausgenutzt
command-register-closed = Erledigt
command-register-unknown = Ungeprüft
command-register-no-generation = Eine neuere Generation gibt es nicht.
command-register-generation = Generation { $number } (Index { $digest }, { $matched }): { $appeared } hinzugekommen, { $changed } geändert, { $gone } entfallen
command-register-change = Änderung
command-register-component = Komponente
command-register-before = Vorher
command-register-after = Nachher
command-register-appeared = neu
command-register-changed = geändert
command-register-gone = entfallen
command-register-known-of-it = Bekannt ist
command-register-not-asked-in = { $count } von { $images } Images haben Pakete, über die nichts bekannt ist („haerterei register list --format json“ sagt mehr).
command-register-nowhere = { $images ->
    [one] Im einzigen Image heißt nichts so.
   *[other] In keinem von { $images } Images heißt etwas so.
}
command-register-was-removed = { $package }, von einer späteren Schicht entfernt
command-register-more = { $shown } und { $rest } weitere
command-register-images = Images
command-register-packages = Verschiedene Pakete
command-register-components = Verschiedene Komponenten
command-register-pending = Noch nicht abgeglichen
command-register-findings = Befunde der Komponenten
command-register-generations = Generationen

## scan
command-scan-index = Index
command-scan-findings = Befunde
command-scan-summary = { $open } offen, davon { $fixable } mit Korrektur, { $exploited } bekanntermaßen ausgenutzt; { $closed } geschlossen (davon { $proved } bewiesen), { $apart } gesondert, { $borne } getragen
command-scan-not-looked-at = Nicht geprüft
command-scan-nothing = Nichts, woran sich heute etwas tun ließe.
command-scan-nothing-known = Nichts ist bekannt, woran sich heute etwas tun ließe; was nicht geprüft wurde, steht oben.
command-scan-weakness = Schwachstelle
command-scan-score = Schweregrad
command-scan-state = Zustand
command-scan-fixed-in = Behoben in
command-scan-components = Komponenten
command-scan-is-exploited = ausgenutzt
command-scan-is-disputed = strittig
command-scan-is-borne = getragen
command-scan-outdated = Älter als das Neueste in der Suite: { $sources ->
    [one] ein Quellpaket
   *[other] { $sources } Quellpakete
}
command-scan-source = Quellpaket
command-scan-installed = Installiert
command-scan-newest = Neueste
command-scan-suite = Suite
command-scan-changelog = Änderungsprotokoll dazwischen
command-scan-changelog-complete = { $weaknesses ->
    [0] nennt keine CVE
    [one] nennt eine CVE
   *[other] nennt { $weaknesses } CVEs
}
command-scan-changelog-incomplete = { $weaknesses ->
    [0] gekürzt; nennt keine CVE
    [one] gekürzt; nennt eine CVE
   *[other] gekürzt; nennt { $weaknesses } CVEs
}
command-scan-changelog-none = nicht zur Hand
command-scan-support-limits = Von der Distribution nicht unterstützt wie der Rest der Version
command-scan-support = Unterstützung
command-scan-support-ended = beendet
command-scan-support-limited = eingeschränkt
command-scan-reason = Grund
command-scan-is-outdated = { $source } { $installed } ist älter als { $newest } in { $suite }; Änderungsprotokoll dazwischen: { $reach }
command-scan-is-limited = { $source }: Unterstützung { $support }: { $reason }
command-scan-rule-outdated = Ein Paket ist älter als das neueste seiner Version der Distribution
command-scan-rule-support-ended = Die Distribution pflegt dieses Paket nicht mehr
command-scan-rule-support-limited = Die Distribution pflegt dieses Paket nur eingeschränkt
command-scan-rest = Außerdem offen, ohne dass ein Update hilft (--all zeigt sie)
command-scan-to-do = Was zu tun ist
command-scan-upgrade = Aktualisieren
command-scan-upgrade-to = Auf
command-scan-from-to = Von → auf
command-scan-mends = Behebt
command-scan-worst = Höchster
command-scan-among-them = Darunter
command-scan-more-upgrades = { $packages ->
    [one] Ein weiteres Paket lässt sich aktualisieren (--all zeigt es).
   *[other] { $packages } weitere Pakete lassen sich aktualisieren (--all zeigt sie).
}
command-scan-urgent = Ausgenutzt, strittig oder bösartig, und kein Update hilft
command-scan-all = Offen
command-scan-apart = Gesondert: in Paketen von Sprachen, die die Distribution liefert, und in entfernten Dateien
command-scan-most-in = Die meisten in
command-scan-notices = Bewertungen
command-scan-none-open = Keine.
command-scan-fails = Nicht bestanden nach { $policy }{ $borne ->
    [0] {""}
    [one] ; ein weiterer Befund wird getragen
   *[other] ; { $borne } weitere Befunde werden getragen
}
command-scan-passes = Bestanden nach { $policy }{ $borne ->
    [0] {""}
    [one] ; ein Befund wird getragen
   *[other] ; { $borne } Befunde werden getragen
}
command-scan-fails-label = nicht bestanden
command-scan-solution = { $package } auf { $version } aktualisieren
command-scan-purl = Package-URL
command-scan-exploited-since = Bekanntermaßen ausgenutzt seit
command-scan-likelihood = Wahrscheinlichkeit der Ausnutzung
command-scan-places = Wo
command-scan-in-layer = Schicht { $layer }
command-scan-borne-by = Getragen durch
command-scan-disputed-by = Strittig zwischen
command-scan-claimed-by = Behauptet, ohne Vertrauen
command-scan-indications = Indizien
command-scan-aliases = Andere Namen
command-scan-published = Veröffentlicht
command-scan-said-by = Quellen
command-scan-rated-by = Schweregrade
command-scan-decided = Bewertet
command-scan-read-on = Zum Weiterlesen
command-scan-details = Einzelheiten
command-scan-system = System
command-scan-sources = Was gefragt wurde
command-scan-space = Version oder Ökosystem
command-scan-feed = Quelle
command-scan-data-of = Datenstand
command-scan-made-by = haerterei { $version }, { $time }
command-scan-tile-open = offen
command-scan-tile-fixable = mit Korrektur
command-scan-tile-exploited = ausgenutzt
command-scan-tile-borne = getragen
command-scan-tile-apart = gesondert
command-scan-tile-closed = geschlossen
command-scan-filter-fixable = nur mit Korrektur
command-scan-filter-exploited = nur ausgenutzte
command-scan-filter-high = nur hohe und kritische
command-scan-filter-failing = nur nicht bestandene
command-scan-filter-borne = ohne getragene
command-scan-filter-unimportant = ohne unbedeutende
command-scan-export-borne = { $findings ->
    [one] Einen Befund trägt jemand; er bleibt offen und steht nicht in der Liste.
   *[other] { $findings } Befunde trägt jemand; sie bleiben offen und stehen nicht in der Liste.
}
command-scan-export-no-end = Die Liste von Grype kennt kein Ende; bis wann eine Bewertung gilt, steht in Kommentaren. Schreiben Sie sie mit jeder Prüfung neu.
command-scan-export-harbor = Die Liste von Harbor kennt weder Pakete noch Gründe: Sie übergeht eine CVE überall im Projekt. Sie endet mit der ersten ihrer Bewertungen.
command-scan-export-too-much = In einem anderen Paket dieses Images sind diese offen, und Harbor übergeht sie auch dort: { $names }
command-scan-export-no-cve = { $findings ->
    [one] Eine Schwachstelle hat keine CVE und steht nicht in der Liste.
   *[other] { $findings } Schwachstellen haben keine CVE und stehen nicht in der Liste.
}
command-scan-closed = Geschlossen, mit Begründung
command-scan-by-decision = Bewertet ({ $id }) durch { $who }
command-scan-by-vex = Laut { $who } in { $document }
command-scan-by-proof = Bewiesen ({ $rule })
command-scan-by-source = Laut Quelle { $source }
command-scan-and-more = und { $count } weitere
command-scan-proposals = Vorschläge: Indizien, die jemand bestätigen kann; sie schließen nichts
command-scan-proposals-more = Bei { $count } offenen Befunden spricht ein Indiz dafür, dass sie nicht zutreffen (--all zeigt sie; jemand muss sie bestätigen).
command-scan-claims = Von anderen behauptet, denen niemand vertraut; das schließt nichts
command-scan-claims-more = Zu { $findings ->
    [one] einem offenen Befund
   *[other] { $findings } offenen Befunden
} sagen andere etwas, denen niemand vertraut (--all zeigt es; wem vertraut wird, steht in haerterei.toml).
command-scan-disputes = Gleich Vertraute sagen Verschiedenes; es bleibt offen
command-scan-on-records = { $findings ->
    [one] Ein Befund ist
   *[other] { $findings } Befunde sind
} geschlossen durch das, was das Image über seine eigenen Pakete sagt (Dateilisten, Änderungsprotokolle). Wer es gebaut hat, konnte hineinschreiben, was er wollte; --doubt-records lässt sie offen.
command-scan-on-author = { $findings ->
    [one] Ein Befund ist
   *[other] { $findings } Befunde sind
} geschlossen, weil haerterei.toml einem Urheber dem Namen nach glaubt; wer es geschrieben hat, ist nicht geprüft.
command-scan-vex = VEX von anderen
command-scan-vex-of = { $document } von { $author }
command-scan-vex-named = im Aufruf genannt
command-scan-vex-named-wrong = im Aufruf genannt, obwohl keiner der vertrauten Schlüssel es signiert hat oder es danach geändert wurde
command-scan-vex-verified = signiert mit dem vertrauten Schlüssel { $key }
command-scan-vex-author = dem Namen des Urhebers nach geglaubt, nicht signiert
command-scan-vex-author-not-checked = dem Namen des Urhebers nach geglaubt; signiert, aber es gibt keinen Schlüssel, um das zu prüfen
command-scan-vex-claim = nicht signiert, und niemand vertraut dem Urheber: zählt nicht
command-scan-vex-not-checked = signiert, aber es gibt keinen Schlüssel, um das zu prüfen, und niemand vertraut dem Urheber: zählt nicht
command-scan-vex-wrong = keiner der vertrauten Schlüssel hat es signiert, oder es wurde danach geändert: zählt nicht
command-scan-vex-speaks = { $of ->
    [0] zu dem, was hier gefunden wurde, sagt es nichts
    [one] spricht von einem Befund
   *[other] spricht von { $of } Befunden
}
command-scan-vex-other-image = gilt einem anderen Image ({ $about }) und wird nicht gehört
command-scan-vex-problems = { $problems ->
    [one] Eines darin ist falsch (--all zeigt es).
   *[other] { $problems } Dinge darin sind falsch (--all zeigt sie).
}
command-scan-vex-more = { $more ->
    [one] Ein weiteres Dokument (--all zeigt es).
   *[other] { $more } weitere Dokumente (--all zeigt sie).
}
command-scan-wrong-if = Falsch, wenn: { $what }
command-scan-again = Nachprüfen: { $command }
command-scan-base = Basis-Image
command-scan-base-claimed = Das Image behauptet, auf { $name } ({ $digest }) aufzubauen.
command-scan-base-known = { $layers ->
    [one] Die unterste Schicht ist die
   *[other] Die untersten { $layers } Schichten sind die
} von { $name }.
command-scan-base-unknown = Keines der als Basis genannten oder bekannten Images liegt unter diesem; was aus der Basis stammt, ist nicht bekannt.
command-scan-base-of = Aus der Basis: { $open } offen, davon { $fixable } mit Korrektur, { $exploited } bekanntermaßen ausgenutzt. Eine neuere Basis behebt sie.
command-scan-base-own = Darüber: { $open } offen, davon { $fixable } mit Korrektur, { $exploited } bekanntermaßen ausgenutzt.
command-scan-base-other = Auf { $name } gingen { $goes }, blieben { $stays } und kämen { $comes }:
command-scan-base-goes = {"  "}- { $package }: { $weaknesses }
command-scan-base-stays = {"  "}= { $package }: { $weaknesses }
command-scan-base-comes = {"  "}+ { $package }: { $weaknesses }
command-scan-malware = { $engine }, Signaturen { $signatures } vom { $date }: { $files } Dateien in { $layers } Schichten geprüft, { $hits } Funde.
command-scan-malware-hit = { $signature } in { $path } (Schicht { $layer })
command-scan-malware-removed = { $signature } in { $path } (Schicht { $layer }, von einer späteren entfernt)
command-scan-malware-not-looked = { $path } (Schicht { $layer }) wurde nicht oder nicht ganz geprüft: { $reason }

## decide, vex
command-decide-id = Name
command-decide-says = Sagt
command-decide-until = Bis
command-decide-expired = abgelaufen
command-decide-by = Von
command-decide-all = alle
command-decide-sound = Alle Bewertungen gelten.
command-decide-added = { $id } steht in { $file }.
command-decide-unless = es sei denn: { $what }
command-decide-nothing-proposed = Es gibt kein Indiz, das sich bestätigen ließe.
command-vex-said = { $statements ->
    [one] Eine Aussage wurde geschrieben.
   *[other] { $statements } Aussagen wurden geschrieben.
}
command-not-a-report = { $file } ist kein Bericht eines Scans.
    .hint = `haerterei scan IMAGE --format json` gibt einen aus.
command-nothing-to-decide = Der Bericht enthält keinen Befund zu { $weakness } in einer solchen Komponente.
    .hint = Prüfen Sie die Namen, oder lassen Sie --from-scan weg, um im Voraus zu bewerten.
command-nothing-to-confirm = Nicht für jede dieser Komponenten gibt es ein Indiz, dass { $weakness } nicht zutrifft.
    .hint = `haerterei decide propose` zeigt, was sich bestätigen lässt; grenzen Sie mit --component ein, oder bewerten Sie mit --status.
command-no-digest = { $image } hat keinen Digest; über Komponenten in diesem Image lässt sich nichts aussagen.
    .hint = Mit `--products component` gilt die Aussage den Komponenten, wo auch immer sie sind.
command-no-serial-number = { $file } hat keine Seriennummer, auf die andere verweisen könnten.
    .hint = `haerterei sbom IMAGE --format cyclonedx` schreibt eine.
command-no-files = { $image } ist ein Inventar: Dateien, in denen sich Schadsoftware suchen ließe, gibt es darin nicht.
    .hint = Nennen Sie das Image.
command-no-base-claimed = { $image } sagt nicht, auf welchem Image es aufbaut.
    .hint = Nennen Sie die Basis: `--base registry.example/base/java:21`.
command-no-clamav = Es gibt kein ClamAV, das nach Schadsoftware suchen könnte.
    .hint = Installieren Sie das Debian-Paket `clamav-daemon` oder `clamav`, oder lassen Sie --malware weg.

## sbom: Dokumente und ihre Prüfung
command-sbom-gap = { $field } (TR-03183-2, { $section }): fehlt oder ist falsch bei { $missing } von { $all }
command-check-head = { $guideline } { $version } zu { $format } { $format-version }: { $components ->
    [one] eine Komponente
   *[other] { $components } Komponenten
}, davon { $logical } logisch (keine Dateien, für sie werden weniger Felder verlangt)
command-check-section = Abschnitt
command-check-level = Stufe
command-check-there = Da
command-check-missing = Fehlt
command-check-wrong = Falsch
command-check-field = Feld
command-check-required = Pflicht
command-check-additional = falls vorhanden
command-check-optional = freiwillig
command-check-complete = Alle Pflichtfelder sind da. Ob stimmt, was darin steht, zeigt ein Dokument nicht.
command-check-incomplete = Pflichtfelder fehlen oder sind falsch.

## diff
command-diff-head = { $before } → { $after }: { $changed } geändert, { $came } hinzugekommen, { $went } entfallen, { $unchanged } unverändert
command-diff-changed = Geändert
command-diff-came = Hinzugekommen
command-diff-went = Entfallen
command-diff-name = Name
command-diff-what = Was
command-diff-before = Vorher
command-diff-after = Nachher
command-diff-version = Version
command-diff-licence = Lizenz
command-diff-place = Ort
command-diff-content = Inhalt

# Help: headings and common parts.
help-heading-usage = Aufruf
help-heading-commands = Befehle
help-heading-arguments = Argumente
help-heading-options = Optionen
help-heading-global-options = Allgemeine Optionen
help-heading-examples = Beispiele
help-values = Werte: { $values }
help-default = Vorgabe: { $value }
help-variable = Umgebungsvariable: { $variable }

# Help: the program.
help =
    Gehärtete, reproduzierbare Container-Images samt Nachweisen

    Baut schlanke Basis-Images aus den signierten Paketen von Debian und Ubuntu: ohne
    Container-Dienst, ohne Root-Rechte, ohne ein einziges Paketskript auszuführen und überall mit
    demselben Digest.

    Ergebnisse gehen auf die Standardausgabe, alles andere auf die Fehlerausgabe. Exit-Codes:
    0 erledigt und in Ordnung; 1 das Ergebnis ist negativ; 2 Aufruf oder Eingabe sind falsch;
    3 die Umgebung hat versagt (Netz, Datenträger).
help-examples =
    {"  "}haerterei init                           ein Rezept für den Anfang anlegen
    {"  "}haerterei build recipe.yaml              es nach ./out bauen
    {"  "}haerterei inspect oci:out/tomcat         nachsehen, was darin ist

help-option-lang = Sprache der Ausgabe; sonst entscheidet die Locale
help-option-quiet =
    Weniger ausgeben (wiederholbar)

    Einmal: nur Warnungen und Fehler. Zweimal: nur Fehler.
help-option-verbose = Auch die einzelnen Schritte nennen
help-option-no-progress = Keinen Fortschritt anzeigen
help-option-color =
    Wann Farben verwendet werden

    `auto` verwendet sie, wenn jemand zusieht und `NO_COLOR` nicht gesetzt ist. Keine Farbe trägt
    für sich allein eine Bedeutung.
help-option-cache =
    Ordner des Caches

    Sonst `$HAERTEREI_HOME/cache`, dann `$XDG_CACHE_HOME/haerterei`, dann `~/.cache/haerterei`.
    In `haerterei.toml`: `cache`.
help-option-config =
    Konfigurationsdatei

    Sonst die nächste `haerterei.toml` vom Arbeitsordner aufwärts.
help-option-now =
    Zeitpunkt dieses Aufrufs, etwa 2026-11-22T12:00:00Z

    Sonst `SOURCE_DATE_EPOCH`, dann die Systemzeit.
help-option-offline =
    Das Netz nicht verwenden

    In `haerterei.toml`: `offline`.
help-option-proxy =
    Proxy für alle Verbindungen (http, https, socks5, socks5h)

    Sonst `http_proxy`, `https_proxy` und `all_proxy`. In `haerterei.toml`: `proxy`.
help-option-no-proxy =
    Rechner, die ohne Proxy erreicht werden, durch Kommas getrennt

    Sonst die Variable `no_proxy`. In `haerterei.toml`: `no-proxy`.
help-option-ca-certificates =
    PEM-Datei mit CAs, denen bei Verbindungen vertraut wird (wiederholbar)

    Sie gelten neben den eingebauten und nur für Verbindungen; CAs in Images stehen im Rezept. In
    der Variablen werden mehrere Dateien durch Doppelpunkte getrennt. In `haerterei.toml`:
    `ca-certificates`.
help-option-distributions =
    TOML-Datei, die eine weitere Distribution beschreibt (wiederholbar)

    Ihre Archive, Suites, Teile und Schlüssel; ein Rezept nennt sie dann als `distribution`. Heißt
    sie wie eine eingebaute, so ersetzt sie diese. In der Variablen werden mehrere Dateien durch
    Doppelpunkte getrennt. In `haerterei.toml`: `distributions`.
help-option-threads =
    Anzahl der Threads

    Sonst einer je Rechenkern. Kein Ergebnis hängt davon ab. In `haerterei.toml`: `threads`.
help-option-help = Hilfe anzeigen (kürzer mit `-h`)
help-option-version = Version anzeigen (kürzer mit `-V`)

# Help: build.
help-build =
    Ein Image aus einem Rezept bauen

    Löst das Rezept gegen die signierten Archive der Distribution auf oder nimmt, was in der
    Lock-Datei daneben steht, und schreibt ein Image: jedes Paket geprüft, kein Skript ausgeführt,
    jede Datei begründet. Der erste Bau legt `recipe.lock` an, spätere halten sich daran. Der
    Bericht sagt, was das Image ist und warum.
help-build-examples =
    {"  "}haerterei build recipe.yaml
    {"  "}haerterei build recipe.yaml --output oci:images/tomcat --output docker-archive:tomcat.tar
    {"  "}haerterei build recipe.yaml --locked --offline
    {"  "}haerterei build recipe.yaml --check           neu bauen und mit der Lock-Datei vergleichen
    {"  "}haerterei build recipe.yaml --mirror debian=https://mirror.example/debian
help-build-recipe = Das Rezept, eine YAML-Datei
help-build-output =
    Wohin das Image geschrieben wird (wiederholbar)

    `oci:DIR`, `oci-archive:FILE`, `docker-archive:FILE` oder `RECHNER/REPOSITORY` in einer
    Registry, auf Wunsch mit `:TAG`. Sonst `oci:out/NAME`.
help-build-platform =
    Zu bauende Plattform, etwa linux/arm64 (wiederholbar)

    Sonst alle Architekturen des Rezepts.
help-build-variant =
    Zu bauende Variante: ein Name, `runtime` oder `all` (mehrfach möglich)

    Ohne Angabe wird das Rezept selbst gebaut, die Variante `runtime`. Die anderen setzen darauf
    auf und teilen dessen Schichten.
help-build-locked = Nur die Lock-Datei verwenden; passt sie nicht mehr zum Rezept, abbrechen
help-build-check =
    Neu bauen und mit der Lock-Datei vergleichen; kein Image schreiben

    Der Befehl für die zweite Stelle, die nachbaut: Exit-Code 0, wenn alle Digests gleich sind,
    1, wenn einer abweicht.
help-build-mirror =
    Spiegel einer Distribution oder Suite, etwa debian=URL (wiederholbar)

    `debian=https://mirror.example/debian` oder `trixie-security=https://...`. Der zuerst genannte
    wird zuerst versucht, dann die aus `haerterei.toml` (`mirrors`), die des apt auf diesem Rechner
    und der eingebaute. In Rezept, Lock-Datei und Image kommt davon nichts.
help-build-package-store =
    Ordner mit selbst aufbewahrten Paketen

    Dort wird gesucht, was in der Lock-Datei steht und das Archiv verlassen hat. In
    `haerterei.toml`: `package-store`.
help-build-compression =
    Wie Schichten komprimiert werden

    `gzip` liest jeder, `zstd` ist kleiner. Sonst entscheidet das Rezept. In `haerterei.toml`:
    `compression`.
help-build-tag =
    Tag des Images in seiner Ausgabe (wiederholbar)

    Sonst die Version des Images.
help-build-format = Wie der Bericht gezeigt wird

# Help: lock.
help-lock =
    Ein Rezept neu auflösen und zeigen, was sich geändert hat

    Behält bei, was die Lock-Datei neben dem Rezept festhält, solange `--update` es nicht anhebt.
    Zeigt für jedes angehobene Paket die alte und die neue Version sowie CVE-Nummern und
    Dringlichkeit aus dem Changelog dazwischen.
help-lock-examples =
    {"  "}haerterei lock recipe.yaml
    {"  "}haerterei lock recipe.yaml --update                alle Pakete
    {"  "}haerterei lock recipe.yaml --update openssl zlib1g
    {"  "}haerterei lock export recipe.yaml --output oci-archive:packages.tar
help-lock-recipe = Das Rezept, eine YAML-Datei
help-lock-update =
    Festgehaltene Versionen anheben: die der genannten Pakete oder alle

    Das Rezept steht davor.
help-lock-variant = Variante, die mit aufgelöst wird, oder `all` (mehrfach möglich)
help-lock-mirror = Spiegel einer Distribution oder Suite, etwa debian=URL (wiederholbar)
help-lock-package-store = Ordner mit selbst aufbewahrten Paketen
help-lock-format = Wie die Änderungen gezeigt werden
help-lock-export =
    Alles, was eine Lock-Datei nennt, in ein OCI-Layout schreiben

    Was ein Bau jenseits der Netztrennung braucht: Pakete, Indizes mit ihren Signaturen und mit
    `--sources` die Quellpakete, die anbieten muss, wer ein Image veröffentlicht.
help-lock-export-examples =
    {"  "}haerterei lock export recipe.yaml --output oci:bundle
    {"  "}haerterei lock export recipe.yaml --output oci-archive:bundle.tar --sources
help-lock-export-recipe = Das Rezept, dessen Lock-Datei exportiert wird
help-lock-export-output = Wohin: `oci:DIR` oder `oci-archive:FILE`
help-lock-export-sources = Die zugehörigen Quellpakete mitnehmen
help-lock-export-mirror = Spiegel einer Distribution oder Suite, etwa debian=URL (wiederholbar)
help-lock-export-package-store = Ordner mit selbst aufbewahrten Paketen

# Help: inspect.
help-inspect =
    Zeigen, was ein Image ist, Schicht für Schicht, Pfad für Pfad

    Liest jedes Image, eigene wie fremde: Konfiguration, Schichten und ihre Größen, Pakete,
    Benutzer, Setuid-Dateien, beschreibbare Pfade, verschwendete Bytes. Nichts aus dem Image wird
    ausgeführt.
help-inspect-examples =
    {"  "}haerterei inspect oci:out/tomcat
    {"  "}haerterei inspect image.tar --platform linux/arm64 --format json
    {"  "}haerterei inspect oci:out/tomcat --path /etc/passwd      woher kommt die Datei?
help-inspect-image =
    Das Image

    `RECHNER/REPOSITORY[:TAG][@DIGEST]` in einer Registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:TAG]`, `dir:ROOTFS` oder einfach ein Pfad, der an seinem Inhalt erkannt
    wird.
help-inspect-format = Wie das Image gezeigt wird
help-inspect-platform =
    Plattform, die gezeigt wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-inspect-path = Zeigen, woher dieser Pfad kommt

help-sbom =
    Alles zeigen, was in einem Image steckt

    Pakete des Systems und der Programmiersprachen, auch in Archiven in Archiven; Programme, die
    keine Paketverwaltung hingelegt hat; was eine spätere Schicht entfernt hat; und zu wem jede
    Datei gehört. Schichten werden einmal gelesen und gemerkt. Nichts aus dem Image wird ausgeführt.
help-sbom-examples =
    {"  "}haerterei sbom oci:out/tomcat
    {"  "}haerterei sbom image.tar --platform linux/arm64
    {"  "}haerterei sbom dir:/srv/root --format json --output inventar.json
help-sbom-image =
    Das Image

    `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `dir:ROOTFS`,
    einfach ein Pfad, der an seinem Inhalt erkannt wird, oder `HOST/NAME[:TAG][@DIGEST]` in einer
    Registry.
help-sbom-format = Wie das Inventar gezeigt wird
help-sbom-output = In diese Datei schreiben statt auf die Standardausgabe
help-sbom-platform =
    Plattform, die gezeigt wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-sbom-no-cache = Jede Schicht neu lesen und nichts merken
help-sbom-profile =
    Auch schreiben, was eine Richtlinie verlangt

    Mit `tr-03183-2` enthält das Dokument jedes Feld der BSI TR-03183-2, das sich aus dem Image
    ergibt; was fehlt, steht auf der Standardfehlerausgabe. CycloneDX wird dann in der Version 1.7
    geschrieben, die als einzige ursprüngliche und ermittelte Lizenzen fasst.
help-sbom-creator =
    Wer das Dokument erstellt: eine E-Mail-Adresse, oder eine URL, wo es keine gibt

    Auch als `NAME <ADRESSE>`.
help-sbom-check =
    Sagen, welche Felder der BSI TR-03183-2 ein Dokument hat

    Liest CycloneDX 1.2 bis 1.7 in JSON und XML sowie SPDX 2.2, 2.3 und 3.0 in JSON, von jedem
    Programm. Endet mit dem Exit-Code 1, wenn ein Pflichtfeld fehlt oder falsch ist.
help-sbom-check-examples =
    {"  "}haerterei sbom check app.cdx.json
    {"  "}haerterei sbom check app.spdx.json --format json
help-sbom-check-file = Das Dokument
help-sbom-check-format = Wie das Ergebnis gezeigt wird

help-scan =
    Die bekannten Schwachstellen eines Images zeigen

    Die eines Images oder eines beliebigen Inventars (CycloneDX oder SPDX als JSON). Zuerst steht,
    was nicht geprüft wurde. Jede Schwachstelle hat einen Zustand; eigene Bewertungen und VEX von
    anderen ändern ihn, eine Risikoentscheidung nicht.
help-scan-examples =
    {"  "}haerterei scan oci:out/tomcat
    {"  "}haerterei scan app.cdx.json --archive --mirror debian=https://mirror.example/debian
    {"  "}haerterei scan app.cdx.json --decisions bewertungen.yaml
    {"  "}haerterei scan registry.example/app:1.2 --vex app.openvex.json --format json
    {"  "}haerterei scan oci:out/app --format table --format sarif=app.sarif --format html=app.html
    {"  "}haerterei scan oci:out/app --fail-on kev,fixable:high
    {"  "}haerterei scan oci:out/app --decisions bewertungen.yaml --export trivyignore=.trivyignore.yaml
help-scan-image =
    Das Image oder eine Datei mit seinem Inventar

    `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `dir:ROOTFS`,
    einfach ein Pfad, der an seinem Inhalt erkannt wird, oder `HOST/NAME[:TAG][@DIGEST]` in einer
    Registry.
help-scan-decisions =
    Eigene Bewertungen, wie `schema decisions` sie beschreibt

    Mehrfach möglich.
help-scan-vex =
    Was andere sagen, denen man vertraut: OpenVEX, CSAF oder CycloneDX

    Mehrfach möglich. Wo zwei sich widersprechen, bleibt der Befund offen und sagt es. Auch als
    in-toto-Aussage, in einem Umschlag (DSSE) oder einem Bundle von Sigstore. Von einem Ordner wird
    alles gelesen, was auf `.json` endet.

    Was beim Image in seinem Layout oder seiner Registry liegt, wird ohne das gefunden. Es zählt, wenn
    die Tabelle `vex` von haerterei.toml dem Schlüssel, der es signiert hat, oder dem Urheber vertraut.
help-scan-doubt-records =
    Nichts durch das schließen, was das Image über seine eigenen Pakete sagt

    Eine Korrektur, die das Änderungsprotokoll eines Pakets nennt, und eine Dateiliste, von der nichts
    da ist, schließen Befunde. Wer das Image gebaut hat, konnte beides selbst schreiben. Hiermit sind
    sie Vorschläge.

    Auch `doubt-records = true` in der Tabelle `scan` von haerterei.toml.
help-scan-platform =
    Plattform, die geprüft wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-scan-format =
    Wie die Befunde gezeigt werden, und in welcher Datei

    `FORMAT` oder `FORMAT=DATEI`; mehrfach möglich, sodass eine Prüfung eine Tabelle für Menschen und
    Dateien für Programme ergibt. Ohne Datei geht es nach `--output`, sonst auf die Standardausgabe.
    Eine Datei wird ganz geschrieben oder gar nicht.
help-scan-output = Was keine eigene Datei hat, dorthin schreiben statt auf die Standardausgabe
help-scan-export =
    Schreiben, was geschlossen ist, für ein Werkzeug, das kein VEX liest

    `WERKZEUG` oder `WERKZEUG=DATEI`. Was sich in der Form eines Werkzeugs nicht sagen lässt, steht
    auf der Standardfehlerausgabe. Was jemand trägt, bleibt offen und steht nicht darin.
help-scan-fail-on =
    Mit Exitcode 1 enden, wenn ein Befund so ist

    Regeln, durch Kommas getrennt; eine, die zutrifft, genügt. Eine Regel sind Wörter, durch
    Doppelpunkte getrennt, die alle zutreffen müssen: `kev,fixable:high,age:30d`.

    `any` (jeder); `low`, `medium`, `high`, `critical` (mindestens), `unknown` (niemand bewertet ihn);
    `kev` (bekanntermaßen ausgenutzt); `fixable`, `unfixed`; `affected`, `disputed` und die Zustände
    `malicious`, `affected-with-fix`, `affected-without-fix`, `fix-not-released`, `will-not-fix`,
    `deferred`, `outside-support`, `undetermined`, `unimportant`; `age:30d` (länger veröffentlicht, oder
    niemand sagt, wann); `epss:0.1` oder `epss:10%` (mindestens so wahrscheinlich). `borne` nimmt hinzu,
    was jemand trägt, `apart`, was gesondert steht. Allein stehen `coverage` (etwas wurde nicht geprüft,
    das Schwachstellen verbergen kann), `malware` (niemand hat danach gesucht), `outdated` (ein Paket
    ist älter als das neueste der Version) und `decisions` (eine Bewertung ist abgelaufen, unbenutzt,
    aus der Zukunft oder im Widerspruch).

    Wo zu einer Version oder einem Ökosystem keine Quelle gefragt werden konnte, kann keine Regel
    gelten, und wo nur das Archiv gefragt wurde, keine außer über das, was `fixable` ist: Das gilt als
    nicht bestanden, außer die Regel sagt `known`.

    Ohne sie gilt `fail-on` aus der Tabelle `scan` in haerterei.toml.
help-scan-severity-from =
    Wessen Schweregrad zählt, der erste zuerst

    Namen von Quellen oder Bewertenden (`debian,nvd`), durch Kommas getrennt. Es zählt der erste, der
    etwas sagt; `any` ist das Schlimmste, was irgendwer sagt, und das zählt auch ohne diese Angabe.
help-scan-all = Auch zeigen, woran sich heute nichts tun lässt
help-scan-archive =
    Das Archiv der Distribution auch dann befragen, wenn eine andere Quelle für die Version da ist

    Ist für eine Version von Debian oder Ubuntu keine andere Quelle geladen, wird das Archiv ohnehin
    befragt: welches Paket älter ist als das neueste in seinen Suites und welche CVEs das
    Änderungsprotokoll auf dem Weg nennt. Es weiß, was sich heute beheben lässt, und nichts von dem,
    was sich nicht beheben lässt.
help-scan-no-archive = Das Archiv der Distribution nie befragen
help-scan-mirror = Spiegel einer Distribution oder Suite, etwa debian=URL (wiederholbar)
help-scan-no-cache = Jede Schicht neu lesen und nichts merken

help-scan-base =
    Das Image, auf dem dieses aufbaut, oder eines, auf dem es aufbauen könnte

    Sind seine Schichten die untersten, werden Befunde der Basis von den eigenen getrennt. Andernfalls
    sagt der Bericht, welche gingen, blieben und kämen. `claimed` steht für die Basis, die das Image
    selbst nennt, `known` für die nächste unter den Images, die hier schon geprüft wurden. Mehrfach möglich: worauf es aufbaut, und worauf es könnte.
help-scan-malware =
    ClamAV in jeder Datei jeder Schicht nach Schadsoftware suchen lassen

    Auch in Dateien, die eine spätere Schicht entfernt hat. Gefragt wird der Dienst, wenn er antwortet,
    sonst läuft `clamscan`. Kann niemand suchen, sagt es der Bericht, und der Exit-Code ist 3.
help-scan-clamd = Socket des Dienstes von ClamAV
help-scan-signatures = Ordner mit Signaturen für ClamAV; mit ihnen läuft `clamscan`

help-decide =
    Festhalten, ob eine Schwachstelle zutrifft, und wer das sagt

    Fügt einer Datei, die nach Git gehört, eine Bewertung an; was darin steht, bleibt, wie es ist. Was
    auf einer Einschätzung beruht, muss enden (--expires).
help-decide-examples =
    {"  "}haerterei decide bewertungen.yaml --weakness CVE-2023-45853 --component pkg:deb/debian/zlib1g --status not_affected --justification vulnerable_code_not_present --role "Image-Verantwortliche" --organisation "Musterbehörde" --expires 2027-05-31
    {"  "}haerterei decide bewertungen.yaml --from-scan bericht.json --confirm --weakness CVE-2024-0001 --role "Image-Verantwortliche" --organisation "Musterbehörde" --expires 2027-05-31
    {"  "}haerterei decide risk bewertungen.yaml --weakness CVE-2005-2541 --reason "Niemand entpackt hier Archive." --until 2027-05-31 --role "Betriebsleitung" --organisation "Musterbehörde"
    {"  "}haerterei decide check bewertungen.yaml --against oci:out/tomcat
help-decide-file = Die Datei, als YAML oder JSON; fehlt sie, wird sie angelegt
help-decide-status =
    Ob sie zutrifft

    `not_affected`, `affected`, `fixed` oder `under_investigation`.
help-decide-justification =
    Warum sie nicht zutrifft, in den Wörtern von OpenVEX und CSAF

    `component_not_present`, `vulnerable_code_not_present`, `vulnerable_code_not_in_execute_path`,
    `vulnerable_code_cannot_be_controlled_by_adversary` oder `inline_mitigations_already_exist`.
help-decide-circumstance =
    Dasselbe in den Wörtern von CycloneDX, wo sie mehr sagen

    `code_not_present`, `code_not_reachable`, `requires_configuration`, `requires_dependency`,
    `requires_environment`, `protected_by_compiler`, `protected_at_runtime`,
    `protected_at_perimeter` oder `protected_by_mitigating_control`.
help-decide-statement = Warum sie nicht zutrifft, oder was zu tun ist, wo sie es tut, als Satz
help-decide-evidence =
    Was gefunden wurde

    Mehrfach möglich.
help-decide-repeat =
    Wie man den Beleg wiederfindet

    Mehrfach möglich; der erste gilt dem ersten Beleg.
help-decide-invalidated-by =
    Was die Bewertung ungültig machen würde

    Mehrfach möglich.
help-decide-confirm =
    Die Indizien des Berichts bestätigen

    Die Bewertung ist dann keine Einschätzung, sondern ein bestätigtes Indiz mit seinen Belegen.
help-decide-expires = Der letzte Tag, an dem sie gilt
help-decide-weakness =
    Die Schwachstelle, unter einem ihrer Namen

    Mehrfach möglich.
help-decide-component =
    Die Komponente als Package-URL; was sie offenlässt, ist beliebig

    `pkg:deb/debian/zlib1g` ist jede Version davon, `pkg:deb/debian/linux?arch=source` jedes aus einer
    Quelle gebaute Paket. Mehrfach möglich. Sonst die des Berichts, andernfalls alle.
help-decide-image =
    Das Image, mit Digest oder einem Namen mit `*`

    Mehrfach möglich. Sonst das des Berichts, andernfalls alle.
help-decide-from-scan =
    Was nicht gesagt wird, diesem Bericht entnehmen

    Was `scan --format json` geschrieben hat. Komponenten und Image sind dann die seiner Befunde.
help-decide-role = Die Rolle, die entscheidet, etwa „Image-Verantwortliche“
help-decide-organisation = Die Organisation, die entscheidet
help-decide-name = Die Person, wo das gewünscht ist
help-decide-decided = Der Tag der Entscheidung; sonst heute
help-decide-id = Wie die Entscheidung heißt; sonst nach Schwachstelle und Komponente
help-decide-dry-run = Zeigen, was angefügt würde, und nichts anfügen

help-decide-risk =
    Festhalten, wer eine zutreffende Schwachstelle trägt, warum und bis wann

    Das ändert keinen Zustand: Der Befund bleibt offen und zeigt, wer ihn trägt.
help-decide-risk-examples =
    {"  "}haerterei decide risk bewertungen.yaml --weakness CVE-2005-2541 --reason "Niemand entpackt hier Archive." --measure "Das Wurzeldateisystem ist schreibgeschützt." --until 2027-05-31 --role "Betriebsleitung" --organisation "Musterbehörde"
help-decide-risk-file = Die Datei, als YAML oder JSON; fehlt sie, wird sie angelegt
help-decide-risk-reason = Warum sie getragen wird
help-decide-risk-measure = Was stattdessen getan wird
help-decide-risk-until = Der letzte Tag, an dem sie getragen wird
help-decide-risk-weakness =
    Die Schwachstelle, unter einem ihrer Namen

    Mehrfach möglich.
help-decide-risk-component =
    Die Komponente als Package-URL; was sie offenlässt, ist beliebig

    `pkg:deb/debian/zlib1g` ist jede Version davon, `pkg:deb/debian/linux?arch=source` jedes aus einer
    Quelle gebaute Paket. Mehrfach möglich. Sonst die des Berichts, andernfalls alle.
help-decide-risk-image =
    Das Image, mit Digest oder einem Namen mit `*`

    Mehrfach möglich. Sonst das des Berichts, andernfalls alle.
help-decide-risk-from-scan =
    Was nicht gesagt wird, diesem Bericht entnehmen

    Was `scan --format json` geschrieben hat. Komponenten und Image sind dann die seiner Befunde.
help-decide-risk-role = Die Rolle, die entscheidet, etwa „Image-Verantwortliche“
help-decide-risk-organisation = Die Organisation, die entscheidet
help-decide-risk-name = Die Person, wo das gewünscht ist
help-decide-risk-decided = Der Tag der Entscheidung; sonst heute
help-decide-risk-id = Wie die Entscheidung heißt; sonst nach Schwachstelle und Komponente
help-decide-risk-dry-run = Zeigen, was angefügt würde, und nichts anfügen

help-decide-propose =
    Zeigen, zu welchen Befunden es ein Indiz gibt, das sich bestätigen ließe

    Mit den Belegen, dem, was es ungültig machen würde, und dem Aufruf, der es bestätigt. Schreibt
    nichts.
help-decide-propose-examples =
    {"  "}haerterei decide propose bericht.json
    {"  "}haerterei decide propose oci:out/tomcat --decisions bewertungen.yaml
help-decide-propose-image = Das Image, sein Inventar oder der Bericht eines Scans
help-decide-propose-decisions =
    Bewertungen, die es schon gibt

    Mehrfach möglich.
help-decide-propose-platform =
    Plattform, die betrachtet wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-decide-list = Zeigen, was entschieden wurde, von wem und bis wann
help-decide-list-examples =
    {"  "}haerterei decide list bewertungen.yaml
help-decide-list-files = Dateien mit Bewertungen
help-decide-list-format = Wie die Bewertungen gezeigt werden
help-decide-check =
    Sagen, welche Bewertungen nicht mehr gelten, sich widersprechen oder nichts betreffen

    Endet mit dem Exit-Code 1, wenn es welche gibt. Was nichts betrifft, zeigt nur ein Image
    (--against).
help-decide-check-examples =
    {"  "}haerterei decide check bewertungen.yaml
    {"  "}haerterei decide check bewertungen.yaml --against oci:out/tomcat
help-decide-check-files = Dateien mit Bewertungen
help-decide-check-against = Das Image, sein Inventar oder der Bericht eines Scans
help-decide-check-platform =
    Plattform, die betrachtet wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-decide-check-format = Wie das Ergebnis gezeigt wird

help-vex =
    Anderen sagen, was entschieden und bewiesen wurde, als OpenVEX, CSAF oder CycloneDX

    Eine Aussage für jede Schwachstelle, die hier bewertet wurde oder nachweislich nicht zutrifft. Die
    Zeit ist die des Aufrufs, sodass dieselben Bewertungen dieselben Bytes ergeben.
help-vex-examples =
    {"  "}haerterei vex registry.example/base/tomcat:10 --decisions bewertungen.yaml --author "Musterbehörde" --namespace https://sicherheit.example.org --attach
    {"  "}haerterei vex bericht.json --format csaf --author "Musterbehörde" --namespace https://sicherheit.example.org --output tomcat.csaf.json
help-vex-image = Das Image, sein Inventar oder der Bericht eines Scans
help-vex-decisions =
    Eigene Bewertungen, wie `schema decisions` sie beschreibt

    Mehrfach möglich.
help-vex-vex =
    Was andere sagen, denen man vertraut: OpenVEX, CSAF oder CycloneDX

    Mehrfach möglich. Weitergegeben wird es nur mit --include-trusted.
help-vex-platform =
    Plattform, die betrachtet wird, etwa linux/arm64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-vex-format =
    Das Format

    `csaf` ist CSAF 2.0. Trivy und Grype lesen beide OpenVEX und CSAF; VEX in CycloneDX liest Grype
    nicht, Trivy nur mit --sbom.
help-vex-author = Wer es sagt: die Organisation
help-vex-namespace = Eine URL dieser Organisation, unter der ihre Dokumente ihre Namen haben
help-vex-category = Was sie für das Image ist, in den Wörtern von CSAF
help-vex-products =
    Wovon Aussagen handeln

    `in-image`: von der Komponente in diesem Image. `component`: von der Komponente, wo auch immer sie
    ist, was mehr sagt, als entschieden wurde; für Werkzeuge, die das Image in einer Datei sehen und
    keinen Namen von ihm kennen.
help-vex-sbom = CycloneDX-Inventar des Images, das andere haben und auf das verwiesen wird
help-vex-include-trusted = Auch weitergeben, was andere sagen, denen man vertraut, mit ihren Namen
help-vex-output = Die Datei; sonst die Standardausgabe
help-vex-attach =
    Es neben das Image legen, in dessen Layout oder Registry

    OpenVEX und CycloneDX als unsignierte in-toto-Aussage, CSAF, wie es ist. Dasselbe noch einmal
    anzuhängen ändert nichts.

help-register =
    Viele Images im Blick behalten und sagen, was sich für welches ändert

    Das Register enthält die Inventare von Images unter ihren Digests: in einer eigenen Datei
    oder in einer PostgreSQL-Datenbank. Befunde stehen darin je Komponente; deshalb sind zehntausend
    Images im Nu neu abgeglichen, wenn der Index der Sicherheitshinweise ein anderer ist.
help-register-register =
    Das Register: eine Datei oder postgresql://NUTZER@RECHNER/DATENBANK

    Ohne Angabe `location` in der Tabelle `register` von haerterei.toml, sonst eine Datei im
    Datenordner des Nutzers. Ein Kennwort gehört in die Variable oder die Datei, nicht in die
    Befehlszeile. Ein Server auf einem anderen Rechner wird nur über TLS angesprochen.
help-register-scope =
    Worin Namen gelten: ein Standort, ein Team, eine Stufe

    Aufgenommene Images erhalten ihn, Listen zeigen nur solche, die ihn haben.
help-register-add =
    Images oder Inventare beliebiger Herkunft aufnehmen

    Alle Plattformen eines Images, sofern keine genannt ist. Was bekannt ist, wird nicht noch einmal
    gelesen. Neue Pakete werden sofort abgeglichen; alle, wenn der Index ein anderer ist als zuletzt.
    Lässt sich ein Image nicht lesen, zählt ein Inventar, das jemand daneben abgelegt hat.
help-register-add-examples =
    {"  "}haerterei register add oci:out/tomcat registry.example/app:1.2
    {"  "}haerterei register add app.cdx.json --name registry.example/app:1.2
help-register-add-images = Die Images oder Dateien mit Inventaren (CycloneDX oder SPDX als JSON)
help-register-add-name = Wie es heißen soll, statt wie es gefunden wurde
help-register-add-platform = Nur diese Plattform, etwa linux/arm64
help-register-add-no-cache = Jede Schicht neu lesen und nichts merken
help-register-list =
    Images mit dem auflisten, was in ihnen offen ist

    Mit Bewertungen und VEX zählt als erledigt, was sie schließen. Gespeichert werden sie nicht.
    Nachweise, Archiv und Schadsoftware betrachtet nur `scan`, Image für Image.
help-register-list-examples =
    {"  "}haerterei register list
    {"  "}haerterei register list registry.example/app:1.2 --decisions decisions.yaml
    {"  "}haerterei register list --scope production --format json
help-register-list-images = Nur diese Images: Namen oder Anfänge von Digests
help-register-list-decisions =
    Eigene Bewertungen in der Form, die `schema decisions` beschreibt

    Kann mehrfach angegeben werden.
help-register-list-vex =
    Was andere sagen, denen man vertraut: OpenVEX, CSAF oder CycloneDX

    Kann mehrfach angegeben werden.
help-register-list-format = Wie die Liste gezeigt wird
help-register-find =
    Zeigen, welche Images eine Schwachstelle oder ein Paket haben

    Eine Schwachstelle ist mit jedem ihrer Namen gemeint, ein Paket mit seinem eigenen, dem seiner
    Quelle oder mit Gruppe und Name; eine Version steht hinter @, und * für Beliebiges. Es zählt, was
    die Quellen sagen: Bewertungen und VEX werden nicht gefragt. Neu abgeglichen wird nichts, das tut
    `register changes`.
help-register-find-examples =
    {"  "}haerterei register find CVE-2021-44228
    {"  "}haerterei register find log4j-core
    {"  "}haerterei register find 'org.apache.logging.log4j:*@2.14.*' --format json
help-register-find-words = Namen von Schwachstellen oder Paketen
help-register-find-format = Wie das Gefundene gezeigt wird
help-register-changes =
    Zeigen, welche Befunde in welchen Images hinzugekommen, geändert oder entfallen sind, und warum

    Ist der Index ein anderer als zuletzt, wird vorher alles neu abgeglichen. Mit Bewertungen und VEX
    steht dabei, in wie vielen Images sie einen Befund erledigen.
help-register-changes-examples =
    {"  "}haerterei advisories update && haerterei register changes
    {"  "}haerterei register changes --since 2026-11-20 --format json
    {"  "}haerterei register changes --since 12 --image registry.example/app:1.2
help-register-changes-since =
    Nach welcher Generation: Nummer, Anfang des Digests, Tag oder Zeitpunkt

    Ohne Angabe das, was sich mit der neuesten Generation geändert hat.
help-register-changes-image = Nur was dieses Image betrifft
help-register-changes-decisions =
    Eigene Bewertungen in der Form, die `schema decisions` beschreibt

    Kann mehrfach angegeben werden.
help-register-changes-vex =
    Was andere sagen, denen man vertraut: OpenVEX, CSAF oder CycloneDX

    Kann mehrfach angegeben werden.
help-register-changes-format = Wie die Änderungen gezeigt werden
help-register-remove = Images entfernen, samt dem, was nur sie hatten
help-register-remove-images = Die Images: Namen oder Anfänge von Digests
help-register-status = Zeigen, was das Register enthält, und prüfen, ob es heil ist
help-register-status-format = Wie es gezeigt wird
help-register-rebuild =
    Das Register aus Images und Inventaren neu aufbauen

    Was hier nicht genannt ist, enthält es danach nicht mehr. Was über frühere Generationen bekannt
    war, bleibt, ebenso die Namen anderer für Images, die es noch gibt.
help-register-rebuild-examples =
    {"  "}haerterei register rebuild --from oci:/srv/images
    {"  "}haerterei register rebuild --from registry.example/team/app oci:/srv/images app.cdx.json
help-register-rebuild-from =
    Woraus: Layouts und Repositorys mit allen ihren Tags, Images, Dateien mit Inventaren

    Lässt sich ein Image nicht lesen, zählt ein Inventar, das jemand daneben abgelegt hat.

    Kann mehrfach angegeben werden.
help-register-dump =
    Alle Fakten schreiben, je Zeile ein JSON-Dokument

    In einer Reihenfolge, die von nichts sonst abhängt: Zwei Register, die dasselbe wissen,
    schreiben dasselbe.

help-diff =
    Zeigen, was hinzukam, entfiel und sich änderte

    Vergleicht Images oder Dokumente in CycloneDX, SPDX oder unserer eigenen Form, in jeder Mischung.
help-diff-examples =
    {"  "}haerterei diff --inventory oci:out/tomcat registry.example/tomcat:11
    {"  "}haerterei diff --inventory vorher.cdx.json nachher.cdx.json --exit-code
help-diff-inventory = Inventare vergleichen
help-diff-before = Wie es war: ein Image oder eine Datei mit einem Inventar
help-diff-after = Wie es ist: ein Image oder eine Datei mit einem Inventar
help-diff-platform = Plattform von Images, die verglichen wird, etwa linux/arm64
help-diff-exit-code = Mit dem Exit-Code 1 enden, wenn sich etwas unterscheidet
help-diff-format = Wie das Ergebnis gezeigt wird

help-advisories =
    Bekannte Schwachstellen übernehmen

    Aus den offiziellen Quellen wird auf dieser Maschine ein Index, den der Abgleich ganz ohne Netz
    liest. Über einen Air Gap geht er als eine signierte Datei.
help-advisories-update =
    Quellen abrufen und übernehmen, was sich geändert hat

    Ohne Namen: alle Quellen aus haerterei.toml, sonst die offiziellen. Eine Quelle, die
    unvollständig, fehlerhaft, aus der Zukunft oder viel kleiner als zuvor ist, wird abgelehnt; ihr
    bisheriger Stand bleibt, die übrigen werden übernommen.
help-advisories-update-examples =
    {"  "}haerterei advisories update
    {"  "}haerterei advisories update debian maven kev
help-advisories-update-sources = Namen der Quellen, die abgerufen werden
help-advisories-update-accept-shrunk = Quellen, die viel verloren haben, aus diesem Grund übernehmen
help-advisories-status =
    Zeigen, woraus der Index besteht: Alter, Quelle, Lizenz, Umfang
help-advisories-status-format = Wie es gezeigt wird
help-advisories-import =
    Einen exportierten Index oder Dateien von Quellen übernehmen

    Ein exportierter Index tritt an die Stelle des vorhandenen, nachdem seine Signatur und jeder
    Digest geprüft sind. Dateien und Ordner von Quellen (unkomprimiert, gz, xz oder zst) werden
    übernommen wie bei `update`.
help-advisories-import-examples =
    {"  "}haerterei advisories import index.tar --trust oeffentlich.pem
    {"  "}haerterei advisories import --source debian=data.json.gz --source alpine=secdb/
help-advisories-import-file = Der exportierte Index: eine Datei oder oci:ORDNER
help-advisories-import-sources = Datei oder Ordner einer Quelle, mit deren Namen
help-advisories-import-trust = Datei mit einem öffentlichen Schlüssel (PEM), dessen Signatur gilt
help-advisories-import-allow-unsigned = Einen Index übernehmen, für den niemand bürgt
help-advisories-import-allow-older = Einen Index übernehmen, der älter ist als der vorhandene
help-advisories-import-accept-shrunk = Quellen, die viel verloren haben, aus diesem Grund übernehmen
help-advisories-export =
    Den Index in eine Datei oder ein OCI-Layout schreiben

    Die Datei ist ein OCI-Archiv. Mit einem Schlüssel geht ein signierter Umschlag (DSSE) über das
    Manifest mit; das Manifest nennt alles Übrige beim Digest.
help-advisories-export-examples =
    {"  "}openssl genpkey -algorithm ED25519 -out schluessel.pem
    {"  "}haerterei advisories export --output index.tar --key schluessel.pem
help-advisories-export-output = Wohin geschrieben wird: eine Datei oder oci:ORDNER
help-advisories-export-key = Datei mit dem privaten Schlüssel (PEM, PKCS #8; ECDSA über P-256 oder Ed25519), der signiert

help-trial =
    Ein Image gehärtet laufen lassen und festhalten, ob es sein Laufzeitprofil einhält

    Startet das Image in einer Sandbox von runc oder crun: schreibgeschützt, ohne Capabilities, mit
    eigenem Netz, unter drei Benutzerkennungen. Fragt, was Laufzeitprofil oder Plan verlangen,
    beendet es und misst dabei. Braucht root und eine der beiden Laufzeitumgebungen.
help-trial-examples =
    {"  "}haerterei trial oci:out/tomcat
    {"  "}haerterei trial oci:out/tomcat --plan trial.yaml --output trial.json
    {"  "}haerterei trial fremd.tar --identity high-uid --watch
help-trial-image =
    Das Image

    `RECHNER/REPOSITORY[:TAG][@DIGEST]` in einer Registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:TAG]`, `dir:ROOTFS` oder einfach ein Pfad, der an seinem Inhalt erkannt
    wird.
help-trial-plan =
    Was eingehängt, gestartet und gefragt wird

    Sonst: ein Lauf des Laufzeitprofils, seine Proben, dann das Ende. docs/trial.de.md erklärt Pläne.
help-trial-contract =
    Ein Laufzeitprofil, das an die Stelle des eigenen tritt
help-trial-platform =
    Plattform, die erprobt wird, etwa linux/amd64

    Sonst die dieses Rechners, wenn das Image sie hat, andernfalls die einzige oder erste.
help-trial-identity =
    Unter welcher Kennung; mehrfach möglich

    Sonst unter allen: dem Benutzer, den das Image angibt, einer hohen Benutzerkennung mit Gruppe 0
    und einer hohen Benutzerkennung mit hoher Gruppe.
help-trial-fixture = Eine Beigabe des Plans, etwa shop=target/shop.war
help-trial-memory = Arbeitsspeicher eines Laufs, etwa 512M
help-trial-time-limit = Dauer eines Laufs vom Start bis zum Ende, etwa 5min
help-trial-runtime = Laufzeitumgebungen, der Reihe nach; sonst runc und crun
help-trial-watch = Das Protokoll zeigen, während es entsteht
help-trial-keep =
    Die Bundles liegen lassen

    Gibt die Zeile aus, die jedes davon noch einmal startet.
help-trial-attach =
    Den Nachweis neben das Image legen, als Statement über dessen Manifest

    Das Image muss in einem OCI-Layout oder einer Registry liegen. Das Statement ist nicht signiert.
help-trial-output = Den Nachweis in diese Datei schreiben, als in-toto-Statement
help-trial-format = Wie der Nachweis gezeigt wird

# Help: the rest.
help-recipe =
    Mit Rezepten arbeiten
help-recipe-show =
    Ein Rezept zeigen, wie es gilt: samt dem, was es erweitert, und der Hausdatei
help-recipe-show-recipe = Das Rezept, eine YAML-Datei
help-recipe-show-format = Wie das Rezept gezeigt wird
help-init =
    Ein kommentiertes Rezept für den Anfang anlegen

    Ein vorhandenes Rezept bleibt unangetastet.
help-init-folder = Ordner für `recipe.yaml`
help-schema =
    Ein JSON-Schema ausgeben

    Für die Dateien, die Menschen schreiben (Editoren ergänzen damit), und für das, was
    `--format json` ausgibt.
help-schema-name = Welches Schema
help-cache =
    Den Cache pflegen

    Alles darin darf jederzeit gelöscht werden; was wieder gebraucht wird, wird neu geholt oder
    erzeugt.
help-cache-status = Zeigen, wie groß der Cache ist
help-cache-status-format = Wie es gezeigt wird
help-cache-clean =
    Den Cache verkleinern

    Entfernt, was am längsten nicht verwendet wurde. Für Probeläufe entpackte Schichten gehen zuerst,
    wenn keiner im Gange ist; vom Rest bleibt immer, was in den letzten zwei Tagen verwendet wurde.
help-cache-clean-keep =
    Größe, die bleiben darf, etwa 500M oder 20G

    Sonst geht alles, was in den letzten zwei Tagen nicht verwendet wurde.
help-cache-verify =
    Jede Datei im Cache gegen ihren Digest prüfen

    Beschädigte werden entfernt. Exit-Code 1, wenn es welche gab.
help-completions =
    Vervollständigungen für eine Shell ausgeben
help-completions-examples =
    {"  "}haerterei completions bash > ~/.local/share/bash-completion/completions/haerterei
help-completions-shell = Die Shell
help-man =
    Die Handbuchseiten in einen Ordner schreiben
help-man-folder = Der Ordner

command-unknown-platform = das Rezept ist nicht für { $platform } gemacht
    .hint = Es ist für: { $known }. Nennen Sie die Architektur unter `architectures:` im Rezept.
command-build-same = { $platform } { $digest }: neu gebaut, wie es die Lock-Datei sagt
command-lock-nothing = nichts
command-lock-urgency = Dringlichkeit { $urgency }
command-lock-cves = behebt laut Änderungsprotokoll: { $cves }
command-lock-incomplete = das Änderungsprotokoll reicht nicht bis zur früheren Version zurück
command-lock-done = { $lock }: { $packages } Pakete, { $dropped } Abhängigkeiten nicht verfolgt, Zeit { $time }
help-build-anew = Jede Schicht neu erzeugen, gemerkt oder nicht
help-lock-platform = Plattform, für die aufgelöst wird, etwa linux/amd64; ohne Angabe alle des Rezepts
help-lock-files =
    Die Paketdateien einer Lock-Datei im Zwischenspeicher auflisten

    Ein Pfad je Zeile, für andere Werkzeuge.
help-lock-files-recipe = Das Rezept, eine YAML-Datei
help-lock-files-platform = Plattform, deren Pakete aufgelistet werden, etwa linux/amd64; ohne Angabe alle des Rezepts

command-no-bundle = ein Bündel lässt sich nicht als `{ $output }` schreiben
    .hint = Möglich sind `oci:ORDNER` und `oci-archive:DATEI`.
command-no-image = { $file } ist kein Image.
    .hint = Ein Image ist ein OCI-Layout, ein Archiv davon (`podman save`, `docker save`), ein Ordner (`dir:ROOTFS`) oder `HOST/NAME:TAG` in einer Registry.
command-no-image-or-inventory = { $file } ist weder ein Image noch eine SBOM.
    .hint = Nennen Sie ein OCI-Layout, das Archiv eines Images, `dir:ROOTFS`, `HOST/NAME:TAG` in einer Registry oder CycloneDX oder SPDX als JSON.
command-no-vex = { $file } ist kein VEX-Dokument, das sich lesen lässt.
    .hint = --vex nimmt OpenVEX, CSAF 2.0 oder 2.1 und CycloneDX mit Schwachstellen, alle als JSON; eigene Bewertungen gehören zu --decisions.
command-no-decisions = { $file } ist kein Dokument mit Bewertungen, das sich lesen lässt.
    .hint = `haerterei schema decisions` beschreibt die Form; was andere sagen, gehört zu --vex.
command-no-index = { $file } ist kein Index von Sicherheitshinweisen.
    .hint = `haerterei advisories export` erzeugt einen. Daten einer Quelle nimmt `--source NAME=DATEI` auf.
command-same-file = `{ $form }` würde { $file } überschreiben, wohin schon eine andere Form geht.
    .hint = Nennen Sie für jede eine Datei: `--format sarif=scan.sarif --format html=scan.html`.
command-same-output = `{ $form }` und eine andere Form können nicht beide auf die Standardausgabe gehen.
    .hint = Nennen Sie für die anderen Dateien: `--format table --format sarif=scan.sarif`.
command-recipe-unsaid = das Rezept sagt es nicht, also kann es auch das Image nicht: { $keys }
command-export-done = { $output }: { $packages } Pakete, { $sources } Dateien von Quellpaketen, { $chain } Release-Dateien und Indizes, { $size }
    { $digest }
command-export-without-base = das Image { $image }, auf dem dieses aufbaut, ist nicht dabei; nehmen Sie es mit `haerterei copy` mit
command-export-without-source = kein Archiv hat die Quellen von { $packages }; bieten Sie sie selbst an
command-inspect-instead = Stattdessen
command-build-from = { $distribution }
command-build-from-until = { $distribution }, gepflegt bis { $end }
command-build-packages-of = Pakete aus
command-build-output = Geschrieben
command-build-compressed = Komprimiert
command-build-label-scripts = Skripte
command-build-label-without = Verzichtet auf
command-build-label-left-out = Weggelassen
command-build-label-proof = Nachweis
command-build-label-hardened = Gehärtet
command-build-label-trust = Vertraut
command-build-label-carries = Enthält
command-build-scripts = { $packages } Pakete, { $with } mit Skripten: { $scripts } Skripte, { $recognised } erkannt, { $catalogued } im Katalog, { $acknowledged } bestätigt, { $executed } ausgeführt
command-build-without = { $effects }
command-build-left-out = { $files } Dateien, { $bytes } ({ $rules }); { $dependencies ->
    [one] eine Abhängigkeit
   *[other] { $dependencies } Abhängigkeiten
}, jede mit Begründung (-v)
command-build-proof = { $satisfied } Verweise aus { $elf } Programmen und Bibliotheken, { $scripts } Skripten, { $jars } Java-Archiven und { $links } Links führen zu etwas Vorhandenem
command-build-hardened = Benutzer { $user }, jeder andere geht auch; { $writable ->
    [0] kein beschreibbarer Pfad
    [one] ein beschreibbarer Pfad
   *[other] { $writable } beschreibbare Pfade
}, { $privileges ->
    [0] kein Setuid-Bit in den Paketen
    [one] ein Setuid-Bit entfernt
   *[other] { $privileges } Setuid-Bits entfernt
}
command-build-trust = { $count ->
    [one] einer Zertifizierungsstelle
   *[other] { $count } Zertifizierungsstellen
}
command-build-carries = Entwicklungswerkzeuge in der Java-Laufzeitumgebung: { $modules }
command-build-features-off = In diesem Image abgeschaltet
command-build-layer-made = (vom Build erzeugt)
command-build-dependencies = Nicht verfolgte Abhängigkeiten
command-build-configuration = Konfiguration
command-build-missing = Für einen vollständigen Steckbrief fehlt im Rezept noch: { $keys }
command-rule-recipe = laut Rezept
command-rule-replaced = durch Erzeugtes ersetzt
command-rule-script-without-interpreter = Skripte ohne Interpreter
command-rule-documentation = Dokumentation
command-rule-translations = Übersetzungen
command-rule-quality-assurance-files = Qualitätssicherung
command-rule-interactive-shell-files = interaktive Shells
command-rule-service-manager-files = Dienstverwaltung
command-rule-package-manager-files = Paketverwaltung
command-rule-desktop-files = Desktops
command-rule-development-files = Entwicklung
command-rule-debugging-files = Fehlersuche
command-rule-caches-and-logs = Caches und Logs
command-rule-device-and-runtime-folders = Geräte und Laufzeitordner
command-build-label-base = Beruht auf
command-build-base = { $name } ({ $digest }): { $layers ->
    [one] eine Schicht
   *[other] { $layers } Schichten
} übernommen, { $packages ->
    [one] ein Paket
   *[other] { $packages } Pakete
}, { $size } komprimiert
command-build-layer-base = (des Basis-Images)
command-several-images = `{ $output }` fasst nur ein Image, verlangt sind mehrere Varianten
    .hint = Schreiben Sie sie in ein OCI-Layout, etwa `--output oci:ORDNER`, oder bauen Sie je Aufruf eine `--variant`.

# Trials.
command-trial-proposed = Das Image trägt kein Laufzeitprofil; eines wird aus seiner Konfiguration vorgeschlagen, versprochen hat es niemand.
    .hint = Aufschreiben, was das Image braucht, und mit `--contract DATEI` angeben; docs/trial.de.md zeigt die Form.
command-trial-kept = So lässt sich der Lauf „{ $run }“ als { $identity } wiederholen: { $line }
command-trial-verdict-kept = Das Image hält sein Laufzeitprofil ein.
command-trial-verdict-broken = Das Image hält sein Laufzeitprofil nicht ein.
command-trial-verdict-not-tried = Nicht erprobt: Diesem Rechner fehlt, was ein Probelauf braucht.
command-trial-image = Image
command-trial-platform = Plattform
command-trial-digest = Digest
command-trial-contract = Laufzeitprofil
command-trial-contract-label = aus dem Label des Images
command-trial-contract-file = aus einer Datei
command-trial-contract-proposed = aus der Konfiguration des Images vorgeschlagen, von niemandem versprochen
command-trial-runtime = Laufzeitumgebung
command-trial-skipped = Übergangen
command-trial-seccomp = Seccomp
command-trial-seccomp-own = die eigene Liste von Härterei
command-trial-owners = Eigentümer
command-trial-owners-untried = nicht die wahren: Es läuft, aber Benutzer und Rechte sind nicht erprobt
command-trial-limit-not-set = Unbegrenzt
command-trial-run = { $run } als { $identity }: { $verdict }
command-trial-kept-mark = eingehalten
command-trial-broken-mark = gebrochen
command-trial-not-tried-mark = nicht erprobt
command-trial-column-step = Schritt
command-trial-column-kind = Art
command-trial-column-time = Dauer
command-trial-column-result = Ergebnis
command-trial-log = Das Protokoll endet mit:
command-trial-used = bereit nach { $ready }, beendet in { $end }, Speicher { $memory }, Rechenzeit { $cpu }, Prozesse { $processes }, geschrieben { $written }
command-trial-proposal = Vorschlag für Kubernetes, gemessen allein unter der Last dieses Probelaufs:

## Kopieren
command-copy-done = { $source } liegt in { $target }: { $digest }
    { $documents ->
        [one] Ein Dokument
       *[other] { $documents } Dokumente
    }{ $referrers ->
        [0] , nichts verweist auf sie.
        [one] , eines davon verweist auf ein anderes.
       *[other] , { $referrers } davon verweisen auf andere.
    }
command-copy-sent = { $count ->
    [one] Ein Blob wurde übertragen ({ $size }).
   *[other] { $count } Blobs wurden übertragen ({ $size }).
}
command-copy-mounted = { $count ->
    [one] Ein Blob wurde aus einem anderen Repository der Registry übernommen ({ $size }).
   *[other] { $count } Blobs wurden aus einem anderen Repository der Registry übernommen ({ $size }).
}
command-copy-present = { $count ->
    [one] Ein Blob war schon da ({ $size }).
   *[other] { $count } Blobs waren schon da ({ $size }).
}
command-copy-made = Die Kopie heißt nach einem Dokument, das für sie erstellt wurde, weil die Quelle kein solches hat; sein Digest ist neu. Alles darunter ist Byte für Byte kopiert.
command-copy-referrers-left = Ein docker-archive kann nicht aufnehmen, was auf ein Image verweist; es blieb zurück.

# Help: copy.
help-copy =
    Ein Image zwischen Registries, Layouts und Archiven kopieren, Byte für Byte

    Kopiert ein Image für alle Plattformen mit allem, was darauf verweist: Signaturen,
    Inventarlisten, Nachweise. Die Digests bleiben gleich. Was am Ziel schon da ist, wird nicht noch
    einmal übertragen; eine abgebrochene Kopie setzt der nächste Aufruf fort.
help-copy-examples =
    {"  "}haerterei copy registry.example/team/app:1.2 registry.intern/team/app:1.2
    {"  "}haerterei copy registry.example/team/app:1.2 oci-archive:app.tar:1.2      zum Mitnehmen
    {"  "}haerterei copy oci-archive:app.tar:1.2 registry.intern/team/app:1.2
    {"  "}haerterei copy oci:out/tomcat docker-archive:tomcat.tar:tomcat:10 --platform linux/amd64
help-copy-source =
    Das Image

    `RECHNER/REPOSITORY[:TAG][@DIGEST]` in einer Registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:NAME]` oder einfach ein Pfad, der an seinem Inhalt erkannt wird. Ein
    docker-archive hat kein Manifest; eines wird erstellt.
help-copy-target =
    Wohin die Kopie kommt

    `RECHNER/REPOSITORY[:TAG]` in einer Registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]` oder, für
    eine einzige Plattform, `docker-archive:FILE[:NAME]`.
help-copy-platform =
    Nur diese Plattform kopieren, etwa linux/arm64

    Darf mehrmals angegeben werden. Von einer Plattform wird das Manifest kopiert, wie es ist; für
    mehrere, aber nicht alle, wird ein neuer Index erstellt.
help-copy-no-referrers = Zurücklassen, was auf das Image verweist
help-copy-format = Wie das Ergebnis gezeigt wird
