# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Bewertungen und Risikoentscheidungen
vex-decisions-too-large = Das Dokument ist größer als { $mebibytes } MiB.
vex-decisions-too-many = Es sind mehr als { $limit } Bewertungen.
vex-decisions-malformed = { $line ->
    [0] Das Dokument lässt sich nicht lesen: { $problem }
   *[other] Das Dokument lässt sich nicht lesen, Zeile { $line }: { $problem }
}
    .hint = Welche Form Bewertungen haben, zeigt `haerterei schema decisions`.
vex-decisions-version = Bewertungen der Version { $version } werden nicht gelesen, nur solche der Version 1.
vex-decisions-same-name = Zwei Bewertungen heißen „{ $id }“.
    .hint = Andere beziehen sich auf den Namen; geben Sie jeder ihren eigenen.
vex-decisions-not-appendable = An den Text dieses Dokuments lässt sich nichts anfügen, ohne ihn neu zu schreiben.
    .hint = Schreiben Sie `decisions:` und `risk-decisions:` als Listen mit einem Eintrag unter dem anderen, oder fügen Sie den Eintrag von Hand an.
vex-decision-no-name = Eine Bewertung hat keinen Namen (`id`).
vex-decision-no-weakness = Die Bewertung „{ $id }“ nennt keine Schwachstelle.
vex-decision-no-reason = Die Bewertung „{ $id }“ sagt nicht, warum.
    .hint = Nennen Sie `justification`, `circumstance` oder `statement`; eine Risikoentscheidung braucht `reason`.
vex-decision-needless-reason = Die Bewertung „{ $id }“ begründet, warum die Schwachstelle nicht zutrifft, hat aber einen anderen Status.
    .hint = `justification` und `circumstance` gehören nur zu `status: not_affected`.
vex-decision-no-action = Laut der Bewertung „{ $id }“ trifft die Schwachstelle zu, aber nicht, was zu tun ist.
    .hint = Schreiben Sie es in `statement`; VEX verlangt es.
vex-decision-no-evidence = Die Bewertung „{ $id }“ behauptet einen Beweis oder ein Indiz und belegt nichts.
    .hint = Halten Sie unter `evidence` fest, was gefunden wurde, oder nennen Sie es `opinion`.
vex-decision-no-expiry = Die Bewertung „{ $id }“ hat kein Ende.
    .hint = Nur ein Beweis (`proof`) gilt ohne; setzen Sie `expires`.
vex-decision-backwards = Die Bewertung „{ $id }“ endet, bevor sie beginnt.
vex-decision-nobody = Die Bewertung „{ $id }“ sagt nicht, wer entscheidet.
    .hint = Nennen Sie Rolle und Organisation.
vex-decision-too-long = Ein Text in der Bewertung „{ $id }“ ist zu lang.
vex-notice-expired = Die Bewertung „{ $id }“ ist am { $expires } abgelaufen; was sie geschlossen hat, ist wieder offen.
    .hint = Bewerten Sie neu, oder entfernen Sie sie.
vex-notice-future = Die Bewertung „{ $id }“ trägt ein Datum, das noch nicht gekommen ist; sie zählt nicht.
    .hint = Prüfen Sie ihr Datum und die Uhr.
vex-notice-contradicts = Die Bewertung „{ $id }“ widerspricht einer anderen über dasselbe; keine von beiden zählt.
    .hint = Entfernen Sie eine davon.
vex-notice-unused = Die Bewertung „{ $id }“ betrifft nichts, was gefunden wurde.
    .hint = Entfernen Sie sie, oder berichtigen Sie, was sie betrifft.
vex-notice-risk-expired = Die Risikoentscheidung „{ $id }“ ist am { $expires } abgelaufen; das Risiko trägt niemand mehr.
    .hint = Entscheiden Sie neu, oder beseitigen Sie die Schwachstelle.
vex-notice-risk-unused = Die Risikoentscheidung „{ $id }“ trägt nichts, was gefunden wurde.
    .hint = Entfernen Sie sie, oder berichtigen Sie, was sie betrifft.

## Was Formate von VEX nicht sagen können
vex-lost-component-is-absent = CycloneDX kann nicht sagen, dass die ganze Komponente fehlt, nur der Code.
vex-lost-who-controls-it = CycloneDX kann nicht sagen, dass kein Angreifer den Code steuert; „requires_environment“ kommt dem am nächsten.
vex-lost-it-is-built-in = CycloneDX kann nicht sagen, dass der Schutz zum Produkt gehört.
vex-lost-what-the-attack-needs = OpenVEX und CSAF können nicht sagen, was einem Angriff fehlt; das steht nur im Text.
vex-lost-what-protects = OpenVEX und CSAF können nicht sagen, was schützt; das steht nur im Text.

## VEX
vex-too-large = Das VEX-Dokument ist größer als { $mebibytes } MiB.
vex-too-many = Das VEX-Dokument enthält mehr als { $limit } Werte oder Aussagen.
vex-json = Das VEX-Dokument ist kein gültiges JSON: { $problem }
vex-unknown = Das Dokument ist weder OpenVEX noch CSAF noch CycloneDX.
    .hint = OpenVEX hat den Schlüssel `@context`, CSAF `document.csaf_version`, CycloneDX `bomFormat`.
vex-version = { $format } in der Version „{ $version }“ wird nicht gelesen, nur OpenVEX 0, CSAF 2.0 und 2.1 und CycloneDX 1.4 bis 1.7.
vex-missing = Im VEX-Dokument fehlt „{ $place }“ oder hat die falsche Form.
vex-io = Das VEX-Dokument lässt sich nicht lesen: { $problem }
vex-unnameable = „{ $id }“ lässt sich in diesem Format nicht benennen.
vex-problem-status = { $place }: Der Status ist unbekannt; die Aussage zählt nicht.
vex-problem-no-reason = { $place }: Eine Schwachstelle soll nicht zutreffen, ein Grund fehlt; die Aussage zählt nicht.
vex-problem-justification = { $place }: Die Begründung ist unbekannt und zählt nicht.
vex-problem-no-weakness = { $place }: Es ist keine Schwachstelle genannt; die Aussage zählt nicht.
vex-problem-no-product = { $place }: Es ist kein Produkt genannt, das sich finden ließe; die Aussage zählt nicht.
vex-problem-unknown-product = { $place }: Welches Produkt das ist, sagt das Dokument nicht.
vex-problem-contradiction = { $place }: Das Dokument sagt zweierlei über dieses Produkt; nichts davon zählt.
vex-problem-date = { $place }: Das ist kein Datum.
vex-problem-draft = Das Dokument ist nicht endgültig ({ $place }); seine Aussagen zählen nicht.
