# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

register-location = Dort kann kein Register liegen: { $problem }.
    .hint = Eine Datei oder `postgresql://NUTZER@RECHNER/DATENBANK` nennen: mit `--register`, HAERTEREI_REGISTER oder `location` in der Tabelle `register` von haerterei.toml.
register-none = In { $place } gibt es noch kein Register.
    .hint = `haerterei register add IMAGE` legt es an.
register-foreign = { $place } ist kein Register und bleibt deshalb unangetastet.
    .hint = Mit `--register` eine andere Datei nennen.
register-newer = Das Register in { $place } hat die Form { $found }; diese Version kennt Formen bis { $known }.
    .hint = Die neuere Version von haerterei verwenden, die es angelegt hat.
register-damaged = Das Register in { $place } ist beschädigt: { $problem }.
    .hint = Zur Seite legen und mit `haerterei register rebuild --from LAYOUT…` neu aufbauen.
register-busy = Das Register in { $place } war { $seconds } Sekunden lang von anderen gesperrt.
    .hint = Später wiederholen. Geändert wurde nichts.
register-full = Für das Register in { $place } ist kein Platz mehr.
    .hint = Platz schaffen und den Aufruf wiederholen. Geändert wurde nichts.
register-unreachable = Der Datenbankserver von { $place } ist nicht erreichbar oder lässt uns nicht ein.
    .hint = Server, Nutzer und Kennwort prüfen, für sein Zertifikat auch `ca-certificates`. Was nicht fertig wurde, ist nicht geschehen.
register-database = Das Register in { $place } lässt sich nicht lesen oder schreiben.
register-unknown-image = Das Register kennt kein Image namens „{ $word }“.
    .hint = `haerterei register list` zeigt Namen und Digests.
register-several-images = „{ $word }“ steht für mehrere Images: { $digests }
    .hint = Eines davon mit seinem Digest nennen.
register-unknown-generation = Eine Generation „{ $word }“ ist nicht bekannt.
    .hint = Eine Nummer oder einen Digest aus `haerterei register status --format json` angeben, oder einen Tag wie 2026-11-20.
register-advisories = Der Index der Sicherheitshinweise lässt sich nicht lesen.
register-cancelled = Abgebrochen; das Register ist, wie es war.
