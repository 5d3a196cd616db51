// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which server, which database, and who we are there.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// Where Debian's servers have their socket.
const SOCKETS: &str = "/run/postgresql";
/// Nobody is waited for longer who may be gone.
const KEEPALIVE: Duration = Duration::from_mins(1);

/// Which server, which database, and who we are there. It holds a password and does not show it.
#[derive(Clone)]
pub(crate) struct Target(Config);

impl Target {
    /// Reads a connection URI (PostgreSQL documentation, section 34.1.1.2). What is wrong repeats
    /// nothing of it.
    ///
    /// A server on another machine is spoken to over TLS, whatever the URI says; one on this machine
    /// only where the URI wants it, for its certificate is usually nobody's.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut config: Config = verifying(text)
            .parse()
            .map_err(|_| "this is no connection URI of PostgreSQL, or has an unknown parameter")?;
        if config.get_user().is_none_or(str::is_empty) {
            return Err("the connection URI names no user");
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host_path(SOCKETS);
        }
        let wants_tls = config.get_ssl_mode() == SslMode::Require;
        let has_socket = config.get_hosts().iter().any(|host| matches!(host, Host::Unix(_)));
        if wants_tls && has_socket {
            return Err("a socket of this machine needs and has no TLS");
        }
        let needs_tls = wants_tls || !is_near(&config);
        config.ssl_mode(if needs_tls { SslMode::Require } else { SslMode::Disable });
        config.application_name("haerterei");
        config.keepalives_idle(KEEPALIVE);
        config.tcp_user_timeout(KEEPALIVE);
        Ok(Self(config))
    }

    /// Returns how to connect.
    pub(crate) const fn config(&self) -> &Config {
        &self.0
    }
}

/// Returns whether every server named is on this machine.
fn is_near(config: &Config) -> bool {
    let is_near = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
        }
    };
    let addresses = config.get_hostaddrs();
    // Where an address is given, it is the one that is spoken to.
    if addresses.is_empty() {
        config.get_hosts().iter().all(is_near)
    } else {
        addresses.iter().all(IpAddr::is_loopback)
    }
}

/// Certificates are always verified, so that what demands it demands no more than TLS does.
fn verifying(text: &str) -> String {
    let Some((before, parameters)) = text.split_once('?') else { return text.to_owned() };
    let parameters: Vec<&str> = parameters
        .split('&')
        .map(|parameter| match parameter {
            "sslmode=verify-ca" | "sslmode=verify-full" => "sslmode=require",
            "sslmode=allow" => "sslmode=prefer",
            other => other,
        })
        .collect();
    format!("{before}?{}", parameters.join("&"))
}

/// As a URI, without password and parameters.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.0.get_user().unwrap_or_default();
        let hosts: Vec<String> = self
            .0
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(folder) => folder.display().to_string(),
            })
            .collect();
        let database = self.0.get_dbname().unwrap_or(user);
        write!(f, "postgresql://{user}@{}/{database}", hosts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_names_server_database_and_user_and_shows_no_password() {
        for (uri, shown, mode) in [
            (
                "postgresql://me:p%40ss@db.example/r",
                "postgresql://me@db.example/r",
                SslMode::Require,
            ),
            ("postgres://me:p%40ss@[::1]:6000", "postgresql://me@::1/me", SslMode::Disable),
            ("postgresql://me@/r", "postgresql://me@/run/postgresql/r", SslMode::Disable),
            (
                "postgresql:///r?host=/srv/x&port=6000&user=me&password=p%40ss",
                "postgresql://me@/srv/x/r",
                SslMode::Disable,
            ),
            ("postgresql://me@%2Fsrv%2Fx/r", "postgresql://me@/srv/x/r", SslMode::Disable),
            ("postgresql://me@one,two/r", "postgresql://me@one,two/r", SslMode::Require),
            (
                "postgresql://me@localhost,two/r?sslmode=disable",
                "postgresql://me@localhost,two/r",
                SslMode::Require,
            ),
            (
                "postgresql://me@127.0.0.1/r?sslmode=verify-full",
                "postgresql://me@127.0.0.1/r",
                SslMode::Require,
            ),
            (
                "postgresql://me@localhost/r?hostaddr=10.0.0.1",
                "postgresql://me@localhost/r",
                SslMode::Require,
            ),
            (
                "postgresql://me@localhost.example/r?sslmode=allow",
                "postgresql://me@localhost.example/r",
                SslMode::Require,
            ),
        ] {
            let target = Target::parse(uri).unwrap_or_else(|error| panic!("{uri}: {error}"));
            assert_eq!(target.to_string(), shown, "{uri}");
            assert_eq!(target.config().get_ssl_mode(), mode, "{uri}");
            assert!(!format!("{:?}", target.config()).contains("p@ss"));
        }
        let target = Target::parse("postgresql:///r?host=/srv/x&user=me&password=p%40ss").unwrap();
        assert_eq!(target.config().get_password(), Some(&b"p@ss"[..]));
        for uri in [
            "postgresql://a:b@h:x/e",
            "postgresql:///r",
            "postgresql://me@h/r?sslcert=x",
            "postgresql://me@/r?sslmode=require",
            "postgresql://me@h/r?sslmode=always",
        ] {
            assert!(Target::parse(uri).is_err(), "{uri}");
        }
    }
}
