# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Tar-Archive
image-tar-io = Das Archiv lässt sich nicht lesen oder schreiben: { $error }
image-tar-truncated = Das Archiv bricht nach { $offset } Bytes ab.
    .hint = Die Datei ist unvollständig; laden oder erzeugen Sie sie neu.
image-tar-header = Das Archiv enthält bei Byte { $offset } einen fehlerhaften Kopf: { $what }
image-tar-path = Der Pfad „{ $path }“ im Archiv wird abgelehnt: { $reason }
image-tar-unsupported = { $path } im Archiv ist von einer Art, die nicht unterstützt wird: { $kind }
image-tar-too-many-entries = Das Archiv enthält mehr als { $limit } Einträge.
image-tar-file-too-large = { $path } im Archiv ist { $size } Bytes groß; erlaubt sind höchstens { $limit }.
image-tar-too-large = Das Archiv ist entpackt größer als { $limit } Bytes.
image-tar-content-length = Der Inhalt von { $path } ist nicht { $size } Bytes lang, wie der Eintrag angibt.
    .hint = Möglicherweise wurde die Datei während des Lesens verändert.

## Schichten
image-layer-write = Die Schicht lässt sich nicht schreiben: { $error }
    .hint = Prüfen Sie freien Speicherplatz und Rechte des Ausgabeordners.
image-layer-read = Die Schicht lässt sich nicht lesen: { $error }
image-layer-digest = Die Schicht hat die Prüfsumme { $found } statt { $expected }.
    .hint = Das Image ist beschädigt oder wurde verändert; beziehen Sie es neu aus seiner Quelle.
image-layer-size = Die Schicht ist { $found } Bytes groß statt { $expected }.
    .hint = Das Image ist beschädigt oder wurde verändert; beziehen Sie es neu aus seiner Quelle.
image-layer-ratio = Die Schicht ist entpackt mehr als { $ratio }-mal so groß; das Lesen wurde abgebrochen.
image-layer-media-type = Der Schichttyp „{ $type }“ ist nicht bekannt.
