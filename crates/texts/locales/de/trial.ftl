# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Pläne, Laufzeitprofile, Beigaben
trial-contract = Das Laufzeitprofil des Images ist unbrauchbar: { $problem }
    .hint = Mit `--contract DATEI` lässt sich ein eigenes angeben.
trial-document = { $place }: { $problem }
    .hint = `haerterei schema trial-plan` gibt alle Schlüssel mit ihrer Form aus; docs/trial.de.md erklärt sie.
trial-plan = { $count ->
    [one] Der Plan „{ $file }“ hat einen Fehler.
   *[other] Der Plan „{ $file }“ hat { $count } Fehler.
}
trial-plan-version = { $place }: Die Version { $version } des Formats ist unbekannt; es gibt nur 1.
trial-plan-name = { $place }: „{ $name }“ ist kein Name: Kleinbuchstaben und Ziffern, dazwischen „.“, „_“ oder „-“.
trial-plan-twice = { $place }: Den Namen „{ $name }“ gibt es zweimal.
trial-plan-target = { $place }: „{ $path }“ ist kein Ort im Container: ein Pfad ab der Wurzel, ohne „..“, und nicht die Wurzel selbst.
trial-plan-target-twice = { $place }: „{ $path }“ ist das Ziel zweier Beigaben.
trial-plan-one-content = { $place }: Die Beigabe „{ $name }“ braucht genau einen der Schlüssel `source`, `content`, `prepared` und `given`.
trial-plan-not-beside = { $place }: „{ $path }“ liegt nicht im Ordner des Plans.
    .hint = Die Datei neben den Plan legen, oder die Beigabe mit `given: true` angeben und beim Aufruf `--fixture NAME=PFAD` nennen.
trial-plan-no-prepare = { $place }: Die Beigabe „{ $name }“ soll aus `prepare` kommen, doch der Plan bereitet nichts vor.
trial-plan-mode = { $place }: „{ $mode }“ ist keine Zugriffsangabe wie "0644".
trial-plan-certificate-names = { $place }: Dem Zertifikat „{ $name }“ fehlen `names`: Rechnernamen oder Adressen.
trial-plan-certificate-targets = { $place }: Das Zertifikat „{ $name }“ wird nirgends eingehängt; es braucht `certificate`, `key` oder `authority`.
trial-plan-empty-command = { $place }: Ein Befehl ist leer oder enthält ein NUL-Zeichen.
trial-plan-variable = { $place }: „{ $name }“ ist kein Name einer Variablen.
trial-plan-unknown-fixture = { $place }: Eine Beigabe „{ $name }“ gibt es nicht (es gibt: { $known }).
trial-plan-unknown-certificate = { $place }: Ein Zertifikat „{ $name }“ gibt es nicht.
trial-plan-after-end = { $place }: Vor diesem Schritt ist das Programm schon beendet.
    .hint = Einen weiteren Lauf anlegen oder `stop-and-restart` statt `terminate` verwenden.
trial-plan-step = { $place }: { $problem }.
trial-fixture = Die Beigabe „{ $name }“ lässt sich nicht aus „{ $path }“ anlegen: { $problem }
trial-fixture-not-given = Die Beigabe „{ $name }“ muss beim Aufruf angegeben werden.
    .hint = `--fixture { $name }=PFAD` angeben.
trial-no-such-fixture = Der Plan hat keine Beigabe „{ $name }“ (er hat: { $known }).
trial-certificate = Das Zertifikat „{ $name }“ lässt sich nicht ausstellen: { $problem }
trial-variable-missing = Das Image verlangt die Variable { $variable }, und der Lauf „{ $run }“ setzt sie nicht.
    .hint = Die Variable im Plan unter `environment` des Laufs setzen.
trial-nothing-to-start = Im Lauf „{ $run }“ gibt es nichts zu starten: Das Image hat weder Entrypoint noch Befehl.
    .hint = Im Plan `entrypoint` oder `command` des Laufs setzen.
