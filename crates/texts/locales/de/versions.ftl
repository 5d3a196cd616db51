# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

versions-version-empty = Die Version ist leer.
versions-version-too-long = Die Version ist { $length } Byte lang; mehr als { $limit } werden abgelehnt.
versions-version-malformed = „{ $version }“ ist nach den Regeln von { $scheme } keine Version.
versions-version-unordered = „{ $version }“ bezeichnet den jeweils neuesten Stand und hat in der Ordnung von { $scheme } keinen Platz.
    .hint = Statt des Zweigs die gebaute Version nennen, etwa „1.4.2“.
versions-range-too-long = Der Versionsbereich ist { $length } Byte lang; mehr als { $limit } werden abgelehnt.
versions-range-malformed = „{ $range }“ ist kein Versionsbereich.
    .hint = Ein Bereich wird als „vers:npm/>=1.0.0|<1.4.2“ geschrieben; jede Version steht darin nur einmal.
versions-range-scheme = Das Versionsschema des Bereichs „{ $range }“ ist nicht bekannt.
    .hint = Bekannt sind die Typen von Package-URLs, die eine Ordnung haben: „deb“, „apk“, „rpm“, „maven“, „npm“, „cargo“, „golang“, „pypi“, „gem“, „nuget“, „composer“.
versions-range-version = Der Versionsbereich „{ $range }“ nennt eine Version, die in seiner Ordnung keinen Platz hat.
versions-debian-empty = Die Version ist leer.
versions-debian-too-long = Die Version ist { $length } Byte lang; mehr als { $limit } werden abgelehnt.
versions-debian-epoch = Die Version „{ $version }“ hat die Epoche „{ $epoch }“; das ist keine ganze Zahl.
    .hint = Vor dem ersten Doppelpunkt einer Debian-Version steht eine Zahl von 0 bis 2147483647, wie in „1:2.0-3“.
versions-debian-no-upstream = In der Version „{ $version }“ steht nichts zwischen Epoche und Revision.
versions-debian-empty-revision = Die Version „{ $version }“ endet mit einem Bindestrich.
    .hint = Den Bindestrich weglassen oder die Debian-Revision dahinter setzen, wie in „2.0-3“.
versions-debian-character = Die Version „{ $version }“ enthält an unzulässiger Stelle das Zeichen „{ $character }“.
    .hint = Erlaubt sind Buchstaben ohne Umlaute, Ziffern und die Zeichen . + - ~
versions-purl-scheme = „{ $purl }“ ist keine Package-URL: Sie muss mit „pkg:“ beginnen.
    .hint = Ein Debian-Paket schreibt man als „pkg:deb/debian/libc6@2.41-12?arch=amd64“.
versions-purl-type = Die Package-URL „{ $purl }“ hat keinen gültigen Typ.
    .hint = Der Typ, etwa „deb“ oder „maven“, steht zwischen „pkg:“ und dem ersten Schrägstrich.
versions-purl-name = Die Package-URL „{ $purl }“ nennt kein Paket.
versions-purl-encoding = Die Package-URL „{ $purl }“ enthält eine fehlerhafte Prozentkodierung.
versions-purl-qualifier = In der Package-URL „{ $purl }“ ist der Zusatz „{ $key }“ fehlerhaft oder doppelt.
versions-purl-too-long = Die Package-URL ist { $length } Byte lang; mehr als { $limit } werden abgelehnt.
versions-licence-syntax = „{ $found }“ darf im Lizenzausdruck „{ $expression }“ dort nicht stehen.
    .hint = Lizenzausdrücke folgen SPDX: Kennungen, verbunden mit AND, OR und WITH, wie in „Apache-2.0 OR MIT“.
versions-licence-too-deep = Der Lizenzausdruck ist tiefer als { $limit } Klammern verschachtelt.
versions-cvss-too-long = Der CVSS-Vektor ist { $length } Byte lang; mehr als { $limit } werden abgelehnt.
versions-cvss-standard = „{ $vector }“ gehört zu einer CVSS-Version, die es nicht gibt.
    .hint = Bekannt sind „CVSS:3.0“, „CVSS:3.1“ und „CVSS:4.0“; ein Vektor nach CVSS 2.0 beginnt mit „AV:“.
versions-cvss-metric = Im CVSS-Vektor „{ $vector }“ gibt es die Metrik „{ $metric }“ nicht oder nicht mit diesem Wert.
versions-cvss-twice = Im CVSS-Vektor „{ $vector }“ steht die Metrik „{ $metric }“ doppelt.
versions-cvss-missing = Im CVSS-Vektor „{ $vector }“ fehlt die Basismetrik „{ $metric }“.
