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
