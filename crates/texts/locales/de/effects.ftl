# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

effects-syntax = kein lesbares Shell-Skript: { $detail }
effects-foreign-interpreter = das Skript ist für `{ $interpreter }` geschrieben; gelesen werden nur POSIX-Shell-Skripte
effects-unknown-command = der Befehl `{ $command }` ist nicht bekannt
effects-unknown-arguments = ein Argument von `{ $command }` hängt von etwas Unbekanntem ab
effects-unknown-form = `{ $command }` wird auf eine unbekannte Weise aufgerufen (`{ $form }`)
effects-unknown-content = was nach `{ $path }` geschrieben wird, ist nicht bekannt
effects-foreign-file = die Datei `{ $path }` wird als Skript eingelesen
effects-undecided = was hier geschieht, hängt von einer Bedingung ab, die sich nicht entscheiden lässt
effects-fails = das Skript würde bei einer Neuinstallation scheitern
effects-too-long = das Skript ist zu lang oder kommt zu keinem Ende
effects-catalogue-malformed = der Katalog der Skriptwirkungen `{ $name }` ist nicht lesbar: { $detail }
effects-catalogue-twice = der Katalog der Skriptwirkungen `{ $name }` enthält einen zweiten Eintrag für das Skript { $digest }
    .hint = Entfernen Sie einen der beiden Einträge.
effects-accounts-malformed = Zeile { $line } von `{ $file }` legt kein Konto fest
effects-accounts-not-static = Zeile { $line } von `{ $file }` braucht einen Wert aus einem laufenden System
    .hint = Legen Sie das Konto stattdessen im Rezept fest.
effects-accounts-collision = `{ $one }` und `{ $two }` hätten beide die Nummer { $number }
    .hint = Legen Sie die Nummer eines der beiden im Rezept fest.
effects-accounts-name = `{ $name }` ist kein zulässiger Kontoname, oder eines seiner Felder enthält einen Doppelpunkt oder Zeilenumbruch
effects-accounts-no-group = das Konto `{ $user }` gehört zur Gruppe `{ $group }`, die es nicht gibt
