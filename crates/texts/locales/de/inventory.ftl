# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

inventory-damaged-archive = Das Archiv ist beschädigt: { $detail }.
    .hint = Was darin steckt, fehlt im Inventar. Ersetzen Sie es, oder entfernen Sie es aus dem Image.
inventory-damaged-database = Die Paketdatenbank ist beschädigt: { $detail }.
    .hint = Im Inventar können Pakete fehlen. Bauen Sie das Image neu.
inventory-damaged-metadata = Die Metadaten des Pakets sind beschädigt: { $detail }.
    .hint = Das Paket kann im Inventar fehlen oder ohne Version darin stehen.
inventory-damaged-model = Das Modell ist beschädigt: { $detail }.
inventory-damaged-program = Das Programm oder die Bibliothek ist beschädigt: { $detail }.
inventory-unread-bytes = Die Datei ist zu groß und wurde nicht ganz durchsucht: { $detail }.
inventory-unread-components = Nicht alle Komponenten der Datei stehen im Inventar: { $detail }.
inventory-unread-depth = Die Archive sind zu tief ineinander verschachtelt, die innersten wurden nicht durchsucht: { $detail }.
inventory-unread-form = Die Datei lässt sich nicht durchsuchen: { $detail }.
inventory-unread-members = Nicht alle Dateien im Archiv wurden durchsucht: { $detail }.
inventory-scratch = Eine große Datei des Images findet auch vorübergehend keinen Platz auf dem Datenträger
    .hint = Schaffen Sie Platz oder legen Sie den Cache mit `--cache` auf einen Datenträger, der welchen hat.
inventory-too-many-entries = Die Schichten haben zusammen mehr als { $limit } Einträge
inventory-cancelled = Die Arbeit wurde abgebrochen
inventory-unread-file = Die Datei ließ sich nicht lesen: { $detail }.
inventory-unread-quota = Um in die Datei hineinzusehen, fehlte der Platz: { $detail }.
progress-inventory = Schichten werden durchgesehen

## Dokumente: CycloneDX und SPDX
inventory-document-too-large = Das Dokument ist größer als { $mebibytes } MiB.
inventory-document-too-many-values = Das Dokument enthält mehr als { $limit } Werte.
inventory-document-too-many-components = Das Dokument führt mehr als { $limit } Komponenten auf.
inventory-document-json = Das Dokument ist kein gültiges JSON: { $problem }
inventory-document-xml = Das Dokument ist kein gültiges XML: { $problem }
inventory-document-other-xml = Das Dokument ist XML, aber nicht CycloneDX: Das äußerste Element ist „{ $root }“.
    .hint = Von XML wird nur CycloneDX gelesen. SPDX in RDF lässt sich umwandeln: pyspdxtools -i DATEI -o DATEI.spdx.json
inventory-document-tag-value = Das Dokument ist SPDX in der Tag-Value-Form; gelesen wird nur JSON.
    .hint = Wandeln Sie es um: pyspdxtools -i DATEI -o DATEI.spdx.json
inventory-document-unknown = Das Dokument ist weder CycloneDX noch SPDX.
    .hint = CycloneDX hat den Schlüssel `bomFormat`, SPDX 2 den Schlüssel `spdxVersion`, SPDX 3 `@context` mit `@graph`.
inventory-document-version = { $format } in der Version „{ $version }“ wird nicht gelesen, nur CycloneDX 1.2 bis 1.7 und SPDX 2.2, 2.3 und 3.0.
inventory-document-malformed = „{ $place }“ hat im Dokument die falsche Form; erwartet wird { $expected ->
    [list] eine Liste
    [object] ein Objekt
   *[other] ein Text
}.
inventory-document-same-reference = Zwei Komponenten des Dokuments tragen dieselbe Referenz „{ $reference }“.
    .hint = Was wovon abhängt, bleibt damit offen; melden Sie es den Autoren des erzeugenden Programms.
inventory-document-io = Das Dokument lässt sich nicht lesen oder schreiben: { $problem }
inventory-loss-declared-licences = CycloneDX 1.6 fasst je Komponente nur einen Lizenzausdruck: Wo zwei bekannt sind, steht der ursprüngliche in der Eigenschaft haerterei:licence-declared.
    .hint = Version 1.7 fasst beide: --format cyclonedx-1.7-json
inventory-loss-creator-urls = SPDX 2.3 sieht für die URL des Erstellers einer Komponente keinen Platz vor: Es bleiben Namen und E-Mail-Adressen.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json
inventory-loss-completeness = SPDX 2.3 kann von einer Liste von Abhängigkeiten nicht sagen, dass sie vollständig ist.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json
inventory-loss-tr-03183 = SPDX 2.3 kann nicht sagen, ob eine Datei ausführbar, ein Archiv oder strukturiert ist; die TR-03183-2 lässt diese Version nicht zu.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json

## Felder der BSI TR-03183-2
inventory-field-format = Format und Version
inventory-field-no-vulnerabilities = Keine Angaben zu Schwachstellen
inventory-field-sbom-creator = Ersteller der SBOM
    .hint = Nennen Sie sich: --creator MAIL, oder eine URL, wo es keine Adresse gibt.
inventory-field-timestamp = Zeitstempel
inventory-field-component-creator = Ersteller der Komponente
    .hint = Verlangt ist die E-Mail-Adresse des Erstellers, ersatzweise eine URL. Ein Image verrät sie oft nicht.
inventory-field-component-name = Name der Komponente
inventory-field-component-version = Version der Komponente
    .hint = Für eine Datei ohne Version sieht die Richtlinie den Zeitpunkt ihrer letzten Änderung vor (RFC 3339).
inventory-field-file-name = Dateiname der Komponente
inventory-field-dependencies = Abhängigkeiten und ihre Vollständigkeit
    .hint = Jede Komponente braucht einen Eintrag, auch einen leeren, und die Angabe, ob er vollständig ist.
inventory-field-distribution-licences = Nutzungslizenzen
    .hint = Je Komponente ein ermittelter SPDX-Ausdruck (concluded); LicenseRef-…, wo SPDX die Lizenz nicht führt.
inventory-field-deployable-hash = Hashwert der auslieferbaren Komponente
    .hint = SHA-512, bei dem Verweis auf die auslieferbare Form.
inventory-field-executable = Eigenschaft „ausführbar“
    .hint = Genau einmal: „executable“ oder „non-executable“.
inventory-field-archive = Eigenschaft „Archiv“
    .hint = Genau einmal: „archive“ oder „no archive“.
inventory-field-structured = Eigenschaft „strukturiert“
    .hint = Genau einmal: „structured“ oder „unstructured“.
inventory-field-sbom-uri = URI der SBOM
inventory-field-source-uri = URI des Quellcodes
inventory-field-deployable-uri = URI der auslieferbaren Form
inventory-field-identifiers = Weitere eindeutige Kennungen
inventory-field-original-licences = Ursprüngliche Lizenzen
inventory-field-effective-licence = Wirksame Lizenz
inventory-field-source-hash = Hashwert des Quellcodes
inventory-field-security-txt = URL der security.txt

## Was an einem Feld nicht stimmen kann
inventory-problem-missing = fehlt
inventory-problem-old-format = zu alt: verlangt sind CycloneDX ab 1.6 oder SPDX ab 3.0.1
inventory-problem-has-vulnerabilities = Das Dokument nennt Schwachstellen; sie gehören in ein eigenes Dokument (CSAF, VEX)
inventory-problem-name-alone = nur ein Name, weder E-Mail-Adresse noch URL
inventory-problem-no-address = weder E-Mail-Adresse noch URL
inventory-problem-both-addresses = eine URL neben einer E-Mail-Adresse; verlangt ist das eine oder das andere
inventory-problem-no-time = keine Zeitangabe nach RFC 3339
inventory-problem-path = ein Pfad; verlangt ist der bloße Dateiname
inventory-problem-several = steht mehrfach da
inventory-problem-words = andere Wörter als in der Taxonomie
inventory-problem-no-entry = hat keinen Eintrag
inventory-problem-no-completeness = ohne Angabe, ob das alles ist
inventory-problem-dangling = verweist auf etwas, das im Dokument nicht vorkommt
inventory-problem-no-expression = kein SPDX-Ausdruck
inventory-problem-no-assertion = NONE und NOASSERTION sind keine Lizenzen
inventory-problem-unlisted-licence = eine Kennung, die SPDX nicht führt
inventory-problem-not-concluded = eine Lizenz steht da, aber keine ermittelte (concluded)
inventory-problem-not-sha512 = ein Hashwert, aber nicht SHA-512
inventory-problem-no-digest = kein Wert von SHA-512
inventory-problem-hash-elsewhere = SHA-512 steht da, aber nicht bei dem Verweis auf die auslieferbare Form
inventory-problem-no-uri = keine URI
inventory-problem-no-purl = keine Package-URL
inventory-problem-no-https = keine URL mit https
