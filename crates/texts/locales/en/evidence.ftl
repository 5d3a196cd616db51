# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
evidence-malformed = The statement is malformed: { $error }
evidence-other-type = This is a statement of the type “{ $found }”, not “{ $expected }”.
evidence-no-subject = The statement does not say what it is about.
evidence-image = The statement cannot be read or placed beside the image.
