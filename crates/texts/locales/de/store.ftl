# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

store-unusable = Der Ordner { $folder } lässt sich nicht als Zwischenspeicher nutzen.
    .hint = Mit HAERTEREI_HOME einen anderen Ordner wählen oder Eigentümer und Rechte dieses Ordners berichtigen.
store-missing = { $digest } liegt nicht im Zwischenspeicher.
store-damaged = Die Datei { $path } im Zwischenspeicher war beschädigt und wurde entfernt.
    .hint = Den Befehl wiederholen: Was fehlt, wird neu geladen oder neu erzeugt. Tritt das öfter auf, den Datenträger prüfen.
store-wrong-content = Der Inhalt stimmt nicht: erwartet { $expected }, erhalten { $found }.
store-wrong-size = { $digest } hat im Zwischenspeicher { $found } Bytes; erwartet waren { $expected }.
    .hint = Die gespeicherte Datei ist unversehrt, also ist die Größenangabe falsch: Lock-Datei oder Index prüfen.
store-too-large = { $path } ist größer als die erlaubten { $limit } Bytes.
store-read-only = Der Zwischenspeicher { $folder } ist nur lesbar, es muss aber etwas hineingeschrieben werden.
    .hint = Den Ordner beschreibbar machen oder mit HAERTEREI_HOME einen anderen wählen.
store-full = Für den Zwischenspeicher in { $folder } ist kein Platz mehr.
    .hint = Platz schaffen oder mit HAERTEREI_HOME einen Ordner auf einem anderen Datenträger wählen. Es wurde nichts beschädigt; der Befehl kann wiederholt werden.
store-full-figures = Für den Zwischenspeicher in { $folder } ist kein Platz mehr: { $needed } Bytes werden gebraucht, { $free } sind frei.
    .hint = Platz schaffen oder mit HAERTEREI_HOME einen Ordner auf einem anderen Datenträger wählen. Es wurde nichts beschädigt; der Befehl kann wiederholt werden.
store-cannot-read = { $path } lässt sich nicht lesen.
store-cannot-write = { $path } lässt sich nicht schreiben.
store-cannot-remove = { $path } lässt sich nicht entfernen.
store-cannot-lock = { $path } lässt sich nicht sperren.
    .hint = Der Zwischenspeicher braucht ein Dateisystem mit Dateisperren; mit HAERTEREI_HOME einen anderen Ordner wählen.
store-cancelled = Beim Warten auf einen anderen Prozess abgebrochen.
