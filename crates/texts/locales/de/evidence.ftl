# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
evidence-malformed = Der Nachweis ist fehlerhaft: { $error }
evidence-other-type = Dieser Nachweis ist vom Typ „{ $found }“, nicht „{ $expected }“.
evidence-no-subject = Der Nachweis sagt nicht, wovon er handelt.
evidence-image = Der Nachweis lässt sich beim Image nicht lesen oder ablegen.
