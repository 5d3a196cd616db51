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

## Was diesem Rechner fehlt, sodass nichts erprobt wurde.
trial-missing-runtime = Es ist keine OCI-Laufzeitumgebung installiert; gesucht wurde nach { $names }.
    .hint = Installieren Sie eine: apt-get install runc
trial-missing-working-runtime = Keine der installierten Laufzeitumgebungen funktioniert hier. { $words }
    .hint = Installieren Sie eine andere (runc oder crun), oder schaffen Sie, was die Meldung verlangt.
trial-missing-program = Das Programm { $name } fehlt.
    .hint = Installieren Sie die Pakete util-linux und mount.
trial-missing-privilege = Weder root noch Benutzernamensräume: { $words }
    .hint = Führen Sie den Probelauf als root aus, oder erlauben Sie Benutzernamensräume und tragen Sie für den Benutzer einen Bereich in /etc/subuid und /etc/subgid ein (Paket uidmap).
trial-missing-overlay = Die Schichten des Images ließen sich nicht einhängen: { $words }
    .hint = Legen Sie den Cache mit HAERTEREI_HOME auf einen eigenen Datenträger, und prüfen Sie, ob der Kernel overlayfs kennt.
trial-missing-architecture = Das Image ist für { $image } gebaut, dieser Rechner ist { $host }.
    .hint = Erproben Sie es auf einem Rechner mit diesem Prozessor.

## Was um einen Probelauf herum schiefging.
trial-sandbox-not-tried = Das Image wurde nicht erprobt: Diesem Rechner fehlt, was ein Probelauf braucht.
trial-sandbox-image = Das Image lässt sich nicht entpacken.
trial-sandbox-store = Das entpackte Image lässt sich nicht im Cache ablegen.
trial-sandbox-io = Vorgang „{ $operation }“ fehlgeschlagen für { $path }: { $problem }
trial-sandbox-too-many-layers = Das Image hat { $layers } Schichten, mehr als sich zugleich einhängen lassen.
    .hint = Fassen Sie Schichten zusammen: Ein Image für den Betrieb braucht wenige.
trial-sandbox-layer = Schicht { $layer } des Images lässt sich nicht auslegen: { $problem }
trial-sandbox-runtime = { $runtime } ist gescheitert: { $words }

## Warum ein Container nicht tut, was er soll.
trial-cause-out-of-memory = Er braucht mehr als die erlaubten { $limit } MiB Arbeitsspeicher; der Kernel hat ihn beendet.
    .hint = Geben Sie dem Probelauf mit --memory mehr, oder senken Sie den Bedarf des Programms (bei Java: -XX:MaxRAMPercentage).
trial-cause-too-many-processes = Er verlangt mehr als die erlaubten { $limit } Prozesse und Threads.
    .hint = Begrenzen Sie die Thread-Pools, oder suchen Sie nach Prozessen, die gestartet werden und nie enden.
trial-cause-scratch-full = { $path } war voll: { $limit } KiB passen hinein.
    .hint = Geben Sie für diesen beschreibbaren Pfad mehr Platz an, oder verhindern Sie, dass das Programm dort Dateien ansammelt.
trial-cause-no-space = Er fand keinen Platz für eine Datei. Das Protokoll sagt: { $line }
    .hint = Geben Sie für die beschreibbaren Pfade mehr Platz an, oder verhindern Sie, dass das Programm dort Dateien ansammelt.
trial-cause-volumes-full = Er hat mehr auf seine Volumes geschrieben als die { $limit } MiB, die ein Probelauf erlaubt.
    .hint = Suchen Sie nach dem, was ohne Ende wächst.
trial-cause-log-flooded = Er hat mehr protokolliert als die { $limit } MiB, die ein Probelauf erlaubt.
    .hint = Senken Sie die Protokollstufe, und suchen Sie nach einem Fehler, der sich wiederholt.
trial-cause-time-limit = Er hat die Zeitgrenze von { $seconds } s erreicht.
    .hint = Sehen Sie am Ende des Protokolls nach, worauf er wartet, oder geben Sie dem Probelauf mit --time-limit mehr Zeit.
trial-cause-forbidden-call = Er ruft eine Systemfunktion auf, die das Seccomp-Profil verbietet. Das Protokoll sagt: { $line }
    .hint = Finden Sie den Aufruf (strace -f) und verzichten Sie auf ihn; ein lockereres Profil bekommt kein Container.
trial-cause-needs-capability = Er braucht eine Capability, die Container nicht bekommen. Das Protokoll sagt: { $line }
    .hint = Betreiben Sie das Programm ohne sie: kein Wechsel von Besitzern oder Benutzern beim Start, keine Ports unter 1024.
trial-cause-read-only = Er schreibt in das Image, das schreibgeschützt ist: { $path }. Das Protokoll sagt: { $line }
    .hint = Geben Sie den Ordner im Rezept als beschreibbaren Pfad an, oder lassen Sie das Programm in einen angegebenen schreiben.
trial-cause-no-permission = Er darf { $path } als dieser Benutzer nicht verwenden. Das Protokoll sagt: { $line }
    .hint = Lassen Sie die Datei der Gruppe 0 mit den Rechten des Besitzers gehören, oder machen Sie sie für alle lesbar; Container laufen unter beliebigen Benutzern.
trial-cause-privileged-port = Er sagt Port { $port } zu; unter 1024 darf nur root lauschen.
    .hint = Lassen Sie ihn an einem Port ab 1024 lauschen (8080, 8443); der Service bildet ihn ab.
trial-cause-other-port = Er sagt Port { $promised } zu und lauscht an { $found }.
    .hint = Berichtigen Sie den Port im Rezept oder in der Konfiguration des Programms.
trial-cause-loopback-only = Er lauscht an Port { $port } nur für sich selbst (127.0.0.1).
    .hint = Lassen Sie ihn an allen Adressen lauschen (0.0.0.0 oder ::); so erreicht ihn niemand von außen.
trial-cause-not-listening = Er sagt Port { $promised } zu und lauscht nirgends.
    .hint = Sehen Sie ins Protokoll; vielleicht wartet er auf etwas, das ihm der Probelauf nicht gibt.
trial-cause-ignores-signal = Er endete nicht binnen { $seconds } s nach { $signal } und musste abgebrochen werden.
    .hint = Als Prozess 1 bekommt ein Programm nur Signale, die es behandelt: Behandeln Sie { $signal }, oder starten Sie es unmittelbar (exec) statt über eine Shell.
trial-cause-no-program = Das Programm { $program } fehlt im Image.
    .hint = Berichtigen Sie den Entrypoint, oder nehmen Sie das Paket auf, das das Programm mitbringt.
trial-cause-not-executable = Dieser Benutzer darf das Programm { $program } nicht ausführen.
    .hint = Geben Sie der Datei und ihren Ordnern das Ausführungsrecht für alle (Modus 0755).
trial-cause-wrong-format = Das Programm { $program } ist für einen anderen Prozessor oder gar kein Programm.
    .hint = Bauen Sie es für die Plattform des Images; ein Skript braucht seine erste Zeile (#!) und seinen Interpreter.
trial-cause-no-interpreter = Das Programm { $program } ist da, aber nicht, was es zum Laden braucht: ein Interpreter oder der dynamische Linker.
    .hint = Nehmen Sie das Paket mit dem Interpreter oder der C-Bibliothek auf, oder binden Sie das Programm statisch.
trial-cause-working-folder = Dieser Benutzer kann den Arbeitsordner { $path } nicht betreten.
    .hint = Machen Sie den Ordner für alle lesbar und betretbar, oder wählen Sie einen anderen.
trial-cause-no-account = Er will den Benutzer { $uid } beim Namen kennen, und /etc/passwd hat keinen. Das Protokoll sagt: { $line }
    .hint = Lassen Sie das Programm ohne auskommen; wo das nicht geht, gibt libnss-wrapper dem laufenden Benutzer einen Eintrag.
trial-cause-runtime = Die Laufzeitumgebung lehnt den Container ab: { $words }
    .hint = Die Worte sind ihre eigenen; meist liegt ein Fixture oder ein Volume dort, wo das Image etwas anderes hat.
trial-cause-crashed = { $signal } hat ihn beendet.
    .hint = Sehen Sie ans Ende des Protokolls.
trial-cause-ended = Er endete von selbst nach { $milliseconds } ms mit Exit-Code { $code }.
    .hint = Sehen Sie ans Ende des Protokolls.

## Was anders war als erwartet
progress-trial = Erproben
trial-prepare = Der vorbereitende Befehl „{ $command }“ ist gescheitert (Rückgabewert { $code }).
    .hint = Seine Ausgabe steht darüber. Beschreibbar sind nur `/prepare` und die beschreibbaren Ordner des Laufzeitprofils.
trial-output = | { $line }
trial-cancelled = Der Probelauf wurde abgebrochen.
trial-miss-refused = An Port { $port } antwortet niemand.
trial-miss-no-port = Es gibt keinen Port: Weder die Probe noch das Laufzeitprofil nennt einen.
trial-miss-too-slow = Innerhalb von { $milliseconds } ms kam keine Antwort.
trial-miss-closed = Die Verbindung wurde geschlossen, bevor die Antwort vollständig war.
trial-miss-connection = Die Verbindung ist gescheitert: { $words }
trial-miss-garbage = Die Antwort ist nicht { $protocol }; sie beginnt mit „{ $start }“.
trial-miss-too-long = Die Antwort ist länger als { $limit } KiB, und das Erwartete steht nicht darin.
trial-miss-tls = TLS ist gescheitert: { $words }
trial-miss-status = Statuscode { $found } statt { $expected }; die Antwort beginnt mit „{ $start }“.
trial-miss-header = Die Kopfzeile { $name } lautet „{ $found }“, ohne „{ $expected }“.
trial-miss-lacks = „{ $text }“ kommt nicht vor; die Antwort beginnt mit „{ $start }“.
trial-miss-contains = „{ $text }“ kommt vor und darf es nicht.
trial-miss-exit-code = Rückgabewert { $found } statt { $expected }; die Ausgabe endet mit „{ $output }“.
trial-miss-no-line = Keine Ausgabezeile enthält „{ $text }“.
trial-miss-command = Der Befehl ließ sich nicht ausführen: { $words }
trial-miss-ended = Das Programm hat sich mit dem Rückgabewert { $code } beendet.
trial-miss-not-started = Das Programm ist nicht gestartet.
trial-miss-not-ended = Das Programm hat sich nicht innerhalb von { $milliseconds } ms beendet.
trial-miss-no-such-user = Das Image kennt keinen Benutzer „{ $user }“.
