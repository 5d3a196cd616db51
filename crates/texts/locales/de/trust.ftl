# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

trust-file-too-large = { $file } hat { $size } Byte; eine Zertifikatsdatei darf höchstens { $limit } haben.
trust-no-certificate = { $file } enthält kein Zertifikat.
    .hint = Ein Zertifikat beginnt mit der Zeile -----BEGIN CERTIFICATE----- oder ist eine Binärdatei im DER-Format.
trust-private-key = In Zeile { $line } von { $file } beginnt ein privater Schlüssel.
    .hint = Hierher gehören nur Zertifikate, und jeder, der das Image bekommt, kann sie lesen. Nehmen Sie den Schlüssel aus der Datei; falls ihn andere gesehen haben können, ersetzen Sie ihn.
trust-block-unfinished = Der Block, der in Zeile { $line } von { $file } beginnt, hat keine passende Endezeile.
    .hint = Vermutlich wurde die Datei abgeschnitten; kopieren Sie sie noch einmal.
trust-block-not-base64 = Der Block, der in Zeile { $line } von { $file } beginnt, ist kein Base64.
    .hint = Vermutlich wurde die Datei beim Kopieren beschädigt; kopieren Sie sie noch einmal.
trust-too-many-certificates = { $file } enthält mehr als { $limit } Zertifikate.
trust-certificate-malformed = Was in Zeile { $line } von { $file } beginnt, ist kein X.509-Zertifikat: { $reason }.
    .hint = „openssl x509 -in DATEI -text“ zeigt, was die Datei enthält.
trust-name-unfit = „{ $name }“ taugt nicht als Name eines Zertifikats.
    .hint = Wählen Sie einen Namen ohne Schrägstriche und Steuerzeichen, der nicht mit Punkt oder Bindestrich beginnt.
trust-name-taken = Den Namen „{ $name }“ trägt schon ein anderes Zertifikat; Groß- und Kleinschreibung macht keinen Unterschied.
    .hint = Geben Sie Ihrem eigenen Zertifikat einen anderen Namen.
trust-deselection-unmatched = Auf „{ $deselection }“ passt kein Zertifikat, das sich abwählen ließe.
    .hint = Die Distribution hat es vielleicht umbenannt oder entfernt. Berichtigen Sie die Angabe oder streichen Sie sie aus dem Rezept.
trust-deselection-malformed = „{ $deselection }“ bezeichnet kein Zertifikat.
    .hint = Möglich sind eine Datei (mozilla/X.crt), ein Inhaber (CN=Name) oder ein Fingerabdruck (sha256:…).
trust-store-too-large = Es sind mehr Zertifikate, als das Format des Truststores fasst.
trust-expired = Das Zertifikat { $name } ({ $subject }) ist am { $day } abgelaufen.
    .hint = Programme werden es nicht anerkennen. Ersetzen Sie es durch seinen Nachfolger.
trust-not-yet-valid = Das Zertifikat { $name } ({ $subject }) gilt erst ab { $day }.
trust-not-an-authority = Das Zertifikat { $name } ({ $subject }) gehört keiner Zertifizierungsstelle.
    .hint = Vertrauen Sie statt seiner der Stelle, die es ausgestellt hat; ein Serverzertifikat müsste bei jedem Wechsel in allen Images ersetzt werden.
trust-weak-signature = Das Zertifikat { $name } ({ $subject }) ist mit SHA-1 oder einem älteren Verfahren signiert.
    .hint = Bitten Sie die Zertifizierungsstelle um ein Zertifikat mit SHA-256. Bei einer Wurzel zählt zwar nicht die Signatur, wohl aber das Alter, das sie verrät.
trust-already-present = Dem Zertifikat { $name } ({ $subject }) vertraut bereits die Distribution.
