# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Dokumente: CycloneDX und SPDX
sbom-document-too-large = Das Dokument ist größer als { $mebibytes } MiB.
sbom-document-too-many-values = Das Dokument enthält mehr als { $limit } Werte.
sbom-document-too-many-components = Das Dokument führt mehr als { $limit } Komponenten auf.
sbom-document-json = Das Dokument ist kein gültiges JSON: { $problem }
sbom-document-xml = Das Dokument ist kein gültiges XML: { $problem }
sbom-document-other-xml = Das Dokument ist XML, aber nicht CycloneDX: Das äußerste Element ist „{ $root }“.
    .hint = Von XML wird nur CycloneDX gelesen. SPDX in RDF lässt sich umwandeln: pyspdxtools -i DATEI -o DATEI.spdx.json
sbom-document-tag-value = Das Dokument ist SPDX in der Tag-Value-Form; gelesen wird nur JSON.
    .hint = Wandeln Sie es um: pyspdxtools -i DATEI -o DATEI.spdx.json
sbom-document-unknown = Das Dokument ist weder CycloneDX noch SPDX.
    .hint = CycloneDX hat den Schlüssel `bomFormat`, SPDX 2 den Schlüssel `spdxVersion`, SPDX 3 `@context` mit `@graph`.
sbom-document-version = { $format } in der Version „{ $version }“ wird nicht gelesen, nur CycloneDX 1.2 bis 1.7 und SPDX 2.2, 2.3 und 3.0.
sbom-document-malformed = „{ $place }“ hat im Dokument die falsche Form; erwartet wird { $expected ->
    [list] eine Liste
    [object] ein Objekt
   *[other] ein Text
}.
sbom-document-same-reference = Zwei Komponenten des Dokuments tragen dieselbe Referenz „{ $reference }“.
    .hint = Was wovon abhängt, bleibt damit offen; melden Sie es den Autoren des erzeugenden Programms.
sbom-document-io = Das Dokument lässt sich nicht lesen oder schreiben: { $problem }
sbom-loss-declared-licences = CycloneDX 1.6 fasst je Komponente nur einen Lizenzausdruck: Wo zwei bekannt sind, steht der ursprüngliche in der Eigenschaft haerterei:licence-declared.
    .hint = Version 1.7 fasst beide: --format cyclonedx-1.7-json
sbom-loss-creator-urls = SPDX 2.3 sieht für die URL des Erstellers einer Komponente keinen Platz vor: Es bleiben Namen und E-Mail-Adressen.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json
sbom-loss-completeness = SPDX 2.3 kann von einer Liste von Abhängigkeiten nicht sagen, dass sie vollständig ist.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json
sbom-loss-tr-03183 = SPDX 2.3 kann nicht sagen, ob eine Datei ausführbar, ein Archiv oder strukturiert ist; die TR-03183-2 lässt diese Version nicht zu.
    .hint = SPDX 3.0.1 fasst es: --format spdx-json

## Felder der BSI TR-03183-2
sbom-field-format = Format und Version
sbom-field-no-vulnerabilities = Keine Angaben zu Schwachstellen
sbom-field-sbom-creator = Ersteller der SBOM
    .hint = Nennen Sie sich: --creator MAIL, oder eine URL, wo es keine Adresse gibt.
sbom-field-timestamp = Zeitstempel
sbom-field-component-creator = Ersteller der Komponente
    .hint = Verlangt ist die E-Mail-Adresse des Erstellers, ersatzweise eine URL. Ein Image verrät sie oft nicht.
sbom-field-component-name = Name der Komponente
sbom-field-component-version = Version der Komponente
    .hint = Für eine Datei ohne Version sieht die Richtlinie den Zeitpunkt ihrer letzten Änderung vor (RFC 3339).
sbom-field-file-name = Dateiname der Komponente
sbom-field-dependencies = Abhängigkeiten und ihre Vollständigkeit
    .hint = Jede Komponente braucht einen Eintrag, auch einen leeren, und die Angabe, ob er vollständig ist.
sbom-field-distribution-licences = Nutzungslizenzen
    .hint = Je Komponente ein ermittelter SPDX-Ausdruck (concluded); LicenseRef-…, wo SPDX die Lizenz nicht führt.
sbom-field-deployable-hash = Hashwert der auslieferbaren Komponente
    .hint = SHA-512, bei dem Verweis auf die auslieferbare Form.
sbom-field-executable = Eigenschaft „ausführbar“
    .hint = Genau einmal: „executable“ oder „non-executable“.
sbom-field-archive = Eigenschaft „Archiv“
    .hint = Genau einmal: „archive“ oder „no archive“.
sbom-field-structured = Eigenschaft „strukturiert“
    .hint = Genau einmal: „structured“ oder „unstructured“.
sbom-field-sbom-uri = URI der SBOM
sbom-field-source-uri = URI des Quellcodes
sbom-field-deployable-uri = URI der auslieferbaren Form
sbom-field-identifiers = Weitere eindeutige Kennungen
sbom-field-original-licences = Ursprüngliche Lizenzen
sbom-field-effective-licence = Wirksame Lizenz
sbom-field-source-hash = Hashwert des Quellcodes
sbom-field-security-txt = URL der security.txt

## Was an einem Feld nicht stimmen kann
sbom-problem-missing = fehlt
sbom-problem-old-format = zu alt: verlangt sind CycloneDX ab 1.6 oder SPDX ab 3.0.1
sbom-problem-has-vulnerabilities = Das Dokument nennt Schwachstellen; sie gehören in ein eigenes Dokument (CSAF, VEX)
sbom-problem-name-alone = nur ein Name, weder E-Mail-Adresse noch URL
sbom-problem-no-address = weder E-Mail-Adresse noch URL
sbom-problem-both-addresses = eine URL neben einer E-Mail-Adresse; verlangt ist das eine oder das andere
sbom-problem-no-time = keine Zeitangabe nach RFC 3339
sbom-problem-path = ein Pfad; verlangt ist der bloße Dateiname
sbom-problem-several = steht mehrfach da
sbom-problem-words = andere Wörter als in der Taxonomie
sbom-problem-no-entry = hat keinen Eintrag
sbom-problem-no-completeness = ohne Angabe, ob das alles ist
sbom-problem-dangling = verweist auf etwas, das im Dokument nicht vorkommt
sbom-problem-no-expression = kein SPDX-Ausdruck
sbom-problem-no-assertion = NONE und NOASSERTION sind keine Lizenzen
sbom-problem-unlisted-licence = eine Kennung, die SPDX nicht führt
sbom-problem-not-concluded = eine Lizenz steht da, aber keine ermittelte (concluded)
sbom-problem-not-sha512 = ein Hashwert, aber nicht SHA-512
sbom-problem-no-digest = kein Wert von SHA-512
sbom-problem-hash-elsewhere = SHA-512 steht da, aber nicht bei dem Verweis auf die auslieferbare Form
sbom-problem-no-uri = keine URI
sbom-problem-no-purl = keine Package-URL
sbom-problem-no-https = keine URL mit https
