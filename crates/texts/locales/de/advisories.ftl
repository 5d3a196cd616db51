# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

advisories-refused = Die Quelle „{ $name }“ wurde abgelehnt; ihr bisheriger Stand bleibt.
advisories-expected = Erwartet wurde die Form „{ $form }“, in der die offizielle Quelle veröffentlicht: { $url }
advisories-expected-form = Erwartet wurde die Form „{ $form }“.
advisories-fetch = Die Quelle „{ $name }“ ließ sich nicht abrufen; ihr bisheriger Stand bleibt.
advisories-file = `{ $path }` lässt sich nicht lesen oder schreiben
advisories-none = In { $folder } liegt kein Index der Sicherheitshinweise.
    .hint = Rufen Sie die Quellen mit `haerterei advisories update` ab, oder übernehmen Sie einen exportierten Index mit `haerterei advisories import DATEI`.
advisories-damaged = { $path } ist beschädigt: { $problem }
    .hint = Erzeugen Sie den Index mit `haerterei advisories update` neu, oder importieren Sie ihn noch einmal.
advisories-newer = Der Index hat die Form { $found }, diese Version von haerterei liest die Form { $known }.
    .hint = Verwenden Sie eine neuere Version von haerterei, oder erzeugen Sie den Index mit dieser neu.
advisories-full = Die Quelle „{ $name }“ enthält mehr, als ein Index fasst.
advisories-not-exported = { $path } ist kein exportierter Index: { $problem }
    .hint = Exportiert wird mit `haerterei advisories export`. Die Datei einer Quelle übernehmen Sie mit `--source NAME=DATEI`.
advisories-wrong-digest = Eine Datei des exportierten Index ist beschädigt oder fehlt: { $digest }
    .hint = Es wurde nichts übernommen. Kopieren Sie die Datei noch einmal.
advisories-unsigned = Der exportierte Index ist nicht signiert.
    .hint = Exportieren Sie ihn mit `--key SCHLÜSSEL.pem`, oder importieren Sie ihn mit `--allow-unsigned`, wenn Sie seine Herkunft kennen.
advisories-no-trust = Der exportierte Index ist signiert, doch niemand hat gesagt, wessen Signatur gilt.
    .hint = Nennen Sie den öffentlichen Schlüssel mit `--trust ÖFFENTLICH.pem`.
advisories-wrong-signature = Keine Signatur des exportierten Index stammt von einem vertrauten Schlüssel.
    .hint = Es wurde nichts übernommen. Vergleichen Sie die Schlüssel mit dem, der den Index erzeugt hat.
advisories-key = Der Schlüssel { $path } ist nicht verwendbar: { $problem }
    .hint = Einen Schlüssel erzeugt `openssl genpkey -algorithm ED25519 -out SCHLÜSSEL.pem`, seine öffentliche Hälfte `openssl pkey -in SCHLÜSSEL.pem -pubout -out ÖFFENTLICH.pem`.
advisories-older = Der exportierte Index ist von { $exported }, der vorhandene von { $there }.
    .hint = Wer bewusst zurückgehen will: `--allow-older`.
advisories-cancelled = Die Arbeit wurde abgebrochen

advisories-unreadable = `{ $name }` lässt sich nicht lesen
advisories-malformed = { $place }: { $problem }
    .hint = Die Datei ist unvollständig oder von anderer Form. Rufen Sie sie noch einmal ab, oder nennen Sie ihre Form in haerterei.toml (`type`).
advisories-too-large = { $name } hat mehr als { $limit } Bytes.
advisories-too-many = Es sind mehr als { $limit } { $what }.
advisories-future = { $what } ist von { $date }; jetzt ist { $now }.
    .hint = Prüfen Sie die Uhr dieser Maschine.
advisories-shrunk = Bekannt waren { $before } Einträge, jetzt sind es nur noch { $now }.
    .hint = Wenn das stimmt, sagen Sie, warum: `--accept-shrunk GRUND`. Der Grund steht dann im Index.
advisories-empty = Sie enthält nichts.

advisories-problem-version = Versionen, die in ihrem Ökosystem keine sind; ihre Aussagen gelten als unbestimmt
advisories-problem-ecosystem = Ökosysteme, die hier nicht bekannt sind; weggelassen
advisories-problem-range = Pakete ohne vergleichbare Versionen; unbestimmt
advisories-problem-contradiction = Hinweise, die doppelt und verschieden vorkommen; der neuere gilt
advisories-problem-date = Unlesbare Daten; sie fehlen
advisories-problem-aliases = Namen, die ohne Ende zusammenhängen; nicht bis zum Ende verfolgt
progress-advisories = Sicherheitshinweise werden übernommen
