# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

anatomy-elf-damaged = Das Programm oder die Bibliothek ist nicht lesbar: { $reason }.
anatomy-archive-damaged = Das ZIP-Archiv ist nicht lesbar: { $reason }.
anatomy-cache-damaged = Der Cache des dynamischen Linkers ist nicht lesbar: { $reason }.
anatomy-missing-interpreter = { $file } wird von { $name } geladen; das fehlt im Image oder ist für einen anderen Prozessor.
    .hint = Nehmen Sie das Paket mit dem dynamischen Linker auf (für die meisten Programme libc6).
anatomy-missing-library = { $file } braucht die Bibliothek { $name }, die im Image fehlt.
    .hint = Nehmen Sie das Paket mit der Bibliothek auf, oder lassen Sie die Datei weg, die sie braucht.
anatomy-missing-library-elsewhere = { $file } braucht die Bibliothek { $name }; { $elsewhere } heißt zwar so, ist aber für einen anderen Prozessor oder liegt in einem Verzeichnis, das nicht durchsucht wird.
    .hint = Steht das Verzeichnis in /etc/ld.so.conf.d, braucht das Image eine Datei /etc/ld.so.cache.
anatomy-missing-version = { $file } braucht die Version { $name } von { $library }; { $found } hat sie nicht.
    .hint = Die Pakete stammen aus Ausgaben, die nicht zusammenpassen.
anatomy-missing-script-interpreter = Das Skript { $file } wird von { $name } ausgeführt, das im Image fehlt.
anatomy-missing-script-program = Das Skript { $file } wird vom Programm „{ $name }“ ausgeführt, das in keinem Verzeichnis aus PATH liegt.
anatomy-missing-class-path = Der Klassenpfad von { $file } nennt { $name }; das fehlt im Image. Java übergeht solche Einträge.
anatomy-missing-file = { $file } muss vorhanden sein, fehlt aber im Image.
anatomy-unreadable = { $file } lässt sich nicht untersuchen: { $reason }.
anatomy-link-dangling = Der Verweis { $file } zeigt auf { $target }; das fehlt im Image.
anatomy-feature-off = { $file } ist nicht benutzbar: { $absent } fehlt. Nichts, was laufen muss, braucht diese Datei.
anatomy-feature-off-java = In Java abgeschaltet: { $features }. { $file } findet { $absent } nicht.
