// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A SOCKS proxy on this machine (RFC 1928, the command `CONNECT` for IPv4 addresses and names),
//! which may demand a user name and password (RFC 1929).

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const PASSWORD: u8 = 2;
const NONE_ACCEPTABLE: u8 = 0xff;

/// A SOCKS proxy at a port of its own; dropping it stops it.
#[derive(Debug)]
pub struct SocksProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    credentials: Option<(String, String)>,
    targets: Mutex<Vec<String>>,
    stop: AtomicBool,
}

impl SocksProxy {
    /// Starts a proxy; if a user name and password are given it demands them.
    pub fn start(credentials: Option<(&str, &str)>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let credentials = credentials.map(|(login, password)| (login.into(), password.into()));
        let shared = Arc::new(Shared { credentials, ..Shared::default() });
        let proxy = Self { address: listener.local_addr()?, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for connection in listener.incoming() {
                if shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(connection) = connection else { continue };
                let shared = Arc::clone(&shared);
                // A client that goes away is none of our business.
                thread::spawn(move || serve(connection, &shared));
            }
        });
        Ok(proxy)
    }

    /// Returns host and port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what clients wanted to be connected with, in their order.
    pub fn targets(&self) -> Vec<String> {
        self.shared.targets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SocksProxy {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let [version, methods] = read(&mut client)?;
    let mut offered = vec![0; usize::from(methods)];
    client.read_exact(&mut offered)?;
    let wanted = if shared.credentials.is_some() { PASSWORD } else { NO_AUTHENTICATION };
    if version != VERSION || !offered.contains(&wanted) {
        return client.write_all(&[VERSION, NONE_ACCEPTABLE]);
    }
    client.write_all(&[VERSION, wanted])?;
    if let Some((login, password)) = &shared.credentials {
        let [_] = read(&mut client)?;
        let told = (read_text(&mut client)?, read_text(&mut client)?);
        let known = told == (login.clone(), password.clone());
        client.write_all(&[1, u8::from(!known)])?;
        if !known {
            return Ok(());
        }
    }
    let [_, _, _, kind] = read(&mut client)?;
    let host = match kind {
        1 => Ipv4Addr::from(read::<4>(&mut client)?).to_string(),
        3 => read_text(&mut client)?,
        // The kind of address is not supported (RFC 1928, section 6).
        _ => return client.write_all(&[VERSION, 8, 0, 1, 0, 0, 0, 0, 0, 0]),
    };
    let port = u16::from_be_bytes(read(&mut client)?);
    let target = format!("{host}:{port}");
    shared.targets.lock().unwrap_or_else(PoisonError::into_inner).push(target.clone());
    let server = TcpStream::connect(target)?;
    client.write_all(&[VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    io::copy(&mut &server, &mut client)?;
    client.shutdown(Shutdown::Both)
}

fn read<const LENGTH: usize>(from: &mut impl Read) -> io::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a text that its length in one byte precedes.
fn read_text(from: &mut impl Read) -> io::Result<String> {
    let [length] = read(from)?;
    let mut bytes = vec![0; usize::from(length)];
    from.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
