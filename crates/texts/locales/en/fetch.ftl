# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

fetch-offline = { $count ->
    [one] Something is missing in the cache, and the network may not be used.
   *[other] { $count } things are missing in the cache, and the network may not be used.
}
    .hint = Run the command once without --offline, or bring what is missing in a bundle.
fetch-offline-wanted = Missing: { $wanted }
fetch-gone = { $url } does not exist on the server.
fetch-unauthorized = The server refuses access to { $url } (status { $status }).
    .hint = Give user name and password for this host in a netrc file or in apt's auth.conf.
fetch-proxy-authentication = The proxy wants a user name and a password for { $url }.
    .hint = Put both into the proxy's address (http://name:password@proxy:port) or into the credentials for the proxy's host.
fetch-busy = The server for { $url } is overloaded (status { $status }).
    .hint = Try again later, or name another mirror.
fetch-status = { $url } answered with status { $status }.
fetch-unknown-host = The host of { $url } is unknown: { $reason }
    .hint = Check the name and the DNS settings. Behind a proxy, name it in the settings.
fetch-unreachable = Cannot connect to { $url }: { $reason }
    .hint = Check whether the network allows this connection, or name a mirror or a proxy that it allows.
fetch-timeout-connection = No connection to { $url } came about in time.
    .hint = Check whether the network allows this connection, or name a mirror or a proxy that it allows.
fetch-timeout-answer = { $url } did not answer in time.
    .hint = Try again later, or name another mirror.
fetch-timeout-bytes = { $url } stopped sending.
    .hint = Run the command again: it continues where it stopped. Or name another mirror.
fetch-too-slow = { $url } sends too slowly.
    .hint = Run the command again: it continues where it stopped. Or name another mirror.
fetch-unknown-authority = The certificate of { $url } comes from an authority that is not trusted here.
    .hint = If your organisation runs an authority of its own, name its certificate (PEM) in the settings. If not, somebody may be intercepting the connection.
fetch-tls = No secure connection to { $url } came about: { $reason }
fetch-interrupted = The connection to { $url } broke: { $reason }
    .hint = Run the command again: a download continues where it stopped.
fetch-too-large = { $url } is larger than the { $limit } bytes allowed.
fetch-wrong-size = { $url } has { $found } bytes; { $expected } were announced.
    .hint = The mirror is out of date or incomplete, or a proxy answers in its place. Name another mirror, or try again later.
fetch-wrong-content = { $url } is not what was announced: expected { $expected }, got { $found }. Nothing of it was kept.
    .hint = The mirror is damaged or out of date, or somebody altered the file. Name another mirror.
fetch-redirect-too-many = { $url } redirects too often, last to { $target }.
fetch-redirect-downgrade = { $url } redirects to { $target }, from a secure connection to an insecure one; this was not followed.
fetch-redirect-elsewhere = { $url } redirects to an address that cannot be followed: { $target }
fetch-unsupported = The protocol of { $url } is not supported; http, https and file are.
fetch-file = Cannot read { $url }.
fetch-write = What comes in cannot be written to { $path }: { $reason }
    .hint = Free some space, or choose a folder on another disk with HAERTEREI_HOME. What came in is kept and continued.
fetch-invalid-certificate = Certificate { $number } of the settings is not a certificate in PEM form.
    .hint = The file must contain lines that begin with -----BEGIN CERTIFICATE-----. DER files are converted with `openssl x509 -inform der`.
fetch-invalid-proxy = The proxy { $proxy } cannot be used: { $reason }
    .hint = A proxy's address begins with http://, https://, socks5:// or socks5h:// and names a host.
fetch-setup = The network client could not be set up: { $reason }
fetch-no-candidates = No address is known for { $name }.
    .hint = Name a mirror with a flag or in haerterei.toml.
fetch-all-failed = None of { $count } addresses gave { $name }.
fetch-cancelled = Stopped. What was downloaded is kept, and the next run continues with it.
progress-downloads = Downloading
progress-download = Download
