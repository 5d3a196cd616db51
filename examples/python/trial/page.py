# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

"""A page that needs what the image promises: TLS trust, SQLite and time zones."""

import datetime
import http.server
import sqlite3
import ssl
import zoneinfo

trusted = ssl.create_default_context().cert_store_stats()["x509_ca"]
database = sqlite3.connect("/tmp/trial.sqlite", check_same_thread=False)
database.execute("create table if not exists visits (at text)")


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
        berlin = noon.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
        with database:
            database.execute("insert into visits values (?)", (noon.isoformat(),))
        (visits,) = database.execute("select count(*) from visits").fetchone()
        text = f"{trusted > 50} {visits > 0} {berlin:%H:%M}\n"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())


print("grüßt auf 8080")
http.server.ThreadingHTTPServer(("", 8080), Page).serve_forever()
