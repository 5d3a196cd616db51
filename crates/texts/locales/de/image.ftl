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

## Images
image-file = { $path } lässt sich nicht lesen oder schreiben: { $error }
    .hint = Prüfen Sie Rechte und freien Speicherplatz.
image-absent = { $path } gibt es nicht.
    .hint = Ein Image wird angegeben als oci:ORDNER[:TAG], oci-archive:DATEI[:TAG], docker-archive:DATEI, dir:WURZELORDNER oder mit seinem Pfad.
image-not-an-image = { $path } ist kein Image: { $reason }
    .hint = OCI-Layouts sowie oci-archive- und docker-archive-Dateien werden am Inhalt erkannt; einem einfachen Wurzelordner stellen Sie „dir:“ voran.
image-document = Das Dokument { $what } des Images ist fehlerhaft: { $error }
image-contradiction = Das Dokument { $what } des Images stimmt nicht: { $reason }
image-document-too-large = Das Dokument { $what } des Images ist größer als { $limit } Bytes und wurde nicht gelesen.
image-too-many = Das Image enthält zu viele Teile ({ $what }); das Lesen wurde abgebrochen.
image-missing-blob = Das Image verweist auf { $digest }; dieser Teil fehlt.
    .hint = Die Kopie ist unvollständig; beziehen Sie das Image neu aus seiner Quelle.
image-digest = Ein Teil des Images hat die Prüfsumme { $found } statt { $expected }.
    .hint = Das Image ist beschädigt oder wurde verändert; beziehen Sie es neu aus seiner Quelle.
image-layer = Die Schicht { $layer } ist nicht verwendbar.
image-archive = Das Archiv { $path } ist nicht verwendbar.
image-tree = Die Schichten ergeben keinen Dateibaum: { $error }
image-no-such-tag = Ein Image „{ $tag }“ gibt es hier nicht. Vorhanden sind: { $known }
image-tag-needed = Hier liegen mehrere Images: { $known }
    .hint = Nennen Sie eines davon hinter einem Doppelpunkt.
image-no-such-platform = Für { $wanted } gibt es hier kein Image. Vorhanden sind: { $known }
    .hint = Wählen Sie mit --platform eine Plattform.
image-one-platform = Ein docker-archive enthält ein Image für eine Plattform, nicht für { $count }.
    .hint = Wählen Sie eine mit --platform, oder schreiben Sie nach oci:ORDNER oder oci-archive:DATEI.
image-registry = { $name } liegt in einer Registry; das ist an dieser Stelle nicht möglich.
    .hint = Kopieren Sie das Image zuerst: haerterei copy { $name } oci:ORDNER:TAG
image-elsewhere = { $what } lässt sich nicht von dort holen, wo es liegt.

## Namen von Images
image-reference-empty = „{ $word }“ bezeichnet kein Image.
    .hint = Ein Image wird angegeben als oci:ORDNER[:TAG], oci-archive:DATEI[:TAG], docker-archive:DATEI, dir:WURZELORDNER oder mit seinem Pfad.
image-reference-tag = „{ $tag }“ ist als Tag nicht möglich.
    .hint = Ein Tag besteht aus höchstens 128 Buchstaben, Ziffern, „_“, „.“ und „-“.
image-reference-host = „{ $word }“ beginnt nicht mit einem Rechnernamen, der eine Registry sein kann.
    .hint = Ein Image in einer Registry wird angegeben als RECHNER[:PORT]/REPOSITORY[:TAG][@DIGEST], eine Datei mit ihrem Pfad (ein ./ am Anfang macht ihn eindeutig).
image-reference-repository = „{ $word }“ nennt ein Repository, das es in keiner Registry geben kann.
    .hint = Ein Repository besteht aus Kleinbuchstaben und Ziffern, verbunden durch „.“, „_“, „__“, „-“ und „/“.
image-reference-digest = In „{ $word }“ steht hinter dem „@“ kein Digest.
    .hint = Ein Digest wird als sha256: und 64 Hexadezimalziffern geschrieben. Benutzername und Passwort gehören nicht hierher: Sie werden aus den Dateien von docker und podman gelesen.
image-reference-long = „{ $word }“ ist zu lang: Rechner und Repository dürfen zusammen 255 Zeichen haben.
image-reference-digest-to-write = „{ $word }“ nennt einen Digest; was geschrieben wird, erhält seinen Digest aber aus dem Inhalt.
    .hint = Lassen Sie den Digest weg, oder nennen Sie stattdessen einen Tag.
image-reference-output = „{ $word }“ sagt nicht, in welcher Form das Image geschrieben werden soll.
    .hint = Geben Sie RECHNER/REPOSITORY[:TAG], oci:ORDNER[:TAG], oci-archive:DATEI[:TAG] oder docker-archive:DATEI[:NAME] an.
image-no-such-digest = ein Image mit dem Digest { $digest } gibt es hier nicht; es gibt: { $known }
    .hint = Wurde das Image neu gebaut, prüfen Sie die Änderungen und tragen Sie dann den neuen Digest ein.
