# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Zugang
registry-denied = { $place } verweigert den Zugriff mit den hier bekannten Zugangsdaten.
    .hint = Prüfen Sie, ob sie dafür berechtigt sind, oder melden Sie sich neu an: podman login { $host } oder docker login { $host }.
registry-denied-anonymous = { $place } verweigert den Zugriff, und Zugangsdaten dafür sind hier nicht bekannt.
    .hint = Wenn es das Image dort gibt, melden Sie sich an: podman login { $host } oder docker login { $host }. Gelesen werden die Dateien von podman und docker und die Datei, die REGISTRY_AUTH_FILE nennt.
registry-said = Die Registry meldet: { $said }
registry-challenge = { $host } verlangt einen Nachweis, der hier nicht bekannt ist; möglich sind Benutzername und Passwort (Basic) und Tokens (Bearer).
registry-realm = { $host } verweist für ein Token auf { $realm }. Dorthin wird kein Geheimnis geschickt, denn die Adresse ist nicht über https erreichbar.
    .hint = Die Registry ist falsch eingerichtet, oder jemand antwortet an ihrer Stelle.
registry-token = { $realm } hätte ein Token für { $host } ausstellen sollen; die Antwort enthält aber keines.
registry-auth-file = { $file } ist keine Datei mit Zugangsdaten, wie docker und podman sie schreiben: { $fault }
    .hint = Melden Sie sich neu an, dann wird sie neu geschrieben, oder nennen Sie mit REGISTRY_AUTH_FILE eine andere Datei.
registry-auth-file-unreadable = { $file } lässt sich nicht lesen: { $error }
registry-helper = { $program }, in { $file } eingetragen, hat keine Zugangsdaten geliefert: { $fault }
    .hint = Installieren oder entsperren Sie das Hilfsprogramm, oder nehmen Sie es aus der Datei und melden Sie sich neu an.

## Antworten
registry-no-such-image = { $name } gibt es nicht.
    .hint = Prüfen Sie Repository und Tag. Manche Registries antworten so auch, wenn sie den Zugriff verweigern.
registry-refused = { $what } antwortet mit Status { $status }.
registry-not-a-registry = { $what } antwortet nicht wie eine Registry ({ $found }).
    .hint = Prüfen Sie den Rechnernamen. Womöglich antwortet ein Proxy oder eine Anmeldeseite an Stelle der Registry.
registry-unknown = { $what } ist weder ein Image noch ein Index: Der Typ ist „{ $found }“.
registry-schema-one = { $what } ist ein Manifest nach Dockers Schema 1; es hat keine verlässlichen Digests und wird nicht gelesen.
    .hint = Laden Sie das Image mit einem heutigen Werkzeug neu hoch.
registry-contradiction = { $what } gibt sich als etwas anderes aus, als es ist oder als die Registry angekündigt hat, und wurde nicht gelesen.
registry-lie = { $what } ist nicht das Verlangte: erwartet { $expected }, erhalten { $found }. Nichts davon wurde behalten.
    .hint = Die Registry ist beschädigt, oder jemand hat ihren Inhalt verändert. Beziehen Sie das Image von anderer Stelle, und benachrichtigen Sie den Betreiber der Registry.
registry-wrong-size = { $what } hat { $found } Bytes; angekündigt waren { $expected }.
    .hint = Die Registry ist beschädigt, oder ein Proxy antwortet an ihrer Stelle.
registry-too-large = { $what } ist größer als die erlaubten { $limit } Bytes.
registry-endless = { $what } ist zu tief verschachtelt oder hat zu viele Teile; das Lesen wurde abgebrochen.
registry-cancelled = Angehalten. Was übertragen wurde, bleibt; der nächste Aufruf macht damit weiter.
progress-copy = Kopiere
