// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The way to a program: through its own network, from outside.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::fd::{AsFd as _, OwnedFd};
use std::thread;
use std::time::{Duration, Instant};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// A network in which somebody may listen.
#[derive(Debug)]
pub struct Network(Option<OwnedFd>);

impl Network {
    /// Returns the network of a namespace.
    pub const fn of(namespace: OwnedFd) -> Self {
        Self(Some(namespace))
    }

    /// Returns the network that this process is in.
    #[cfg(test)]
    pub(crate) const fn own() -> Self {
        Self(None)
    }

    /// Connects to a port of the loopback device, by IPv4 and then by IPv6.
    ///
    /// A thread joins the namespace for it and ends; the connection stays in that namespace.
    pub(crate) fn connect(&self, port: u16, deadline: Instant) -> io::Result<TcpStream> {
        let namespace = self.0.as_ref().map(|namespace| namespace.as_fd());
        thread::scope(|scope| {
            let connecting =
                thread::Builder::new().name("probe".to_owned()).spawn_scoped(scope, move || {
                    if let Some(namespace) = namespace {
                        move_into_link_name_space(namespace, Some(LinkNameSpaceType::Network))?;
                    }
                    let by =
                        |address: SocketAddr| TcpStream::connect_timeout(&address, left(deadline)?);
                    by((Ipv4Addr::LOCALHOST, port).into()).or_else(|error| {
                        // Whoever listens by IPv6 alone is reached too; the first error counts.
                        by((Ipv6Addr::LOCALHOST, port).into()).map_err(|_| error)
                    })
                })?;
            connecting.join().unwrap_or_else(|_| Err(io::Error::other("the probe failed")))
        })
    }
}

/// Returns the time left until a deadline, at least a millisecond.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left < Duration::from_millis(1) { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// A connection that ends at a deadline, however slowly the other side drips.
#[derive(Debug)]
pub(crate) struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Timed {
    pub(crate) fn new(stream: TcpStream, deadline: Instant) -> Self {
        Self { stream, deadline }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(left(self.deadline)?))?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
