// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A contract for an image that carries none: what its configuration lets one expect.

use std::collections::BTreeMap;
use std::time::Duration;

use haerterei_ground::TreePath;
use haerterei_image::RunConfig;
use serde::Deserialize;

use super::{Contract, DeclaredUser, Origin, Port, Volume, Writable};
use crate::probe::{Check, CommandCheck, Expectation, Probe, TcpCheck};

/// How long a proposed probe tries.
const PATIENCE: Duration = Duration::from_mins(1);

/// Proposes a contract: every port shall answer, `/tmp` may be written to, the volumes hold data,
/// and a health check of Docker's is a probe.
pub(super) fn of(run: &RunConfig) -> Contract {
    let ports: Vec<Port> = run.exposed_ports.iter().filter_map(|text| port(text)).collect();
    let mut probes: Vec<Probe> = ports
        .iter()
        .filter(|port| !port.udp)
        .map(|port| Probe {
            name: format!("port-{}", port.port),
            check: Check::Tcp(TcpCheck { port: Some(port.port) }),
            within: PATIENCE,
        })
        .collect();
    probes.extend(run.healthcheck.as_ref().and_then(health));
    Contract {
        origin: Origin::Proposed,
        entrypoint: run.entrypoint.clone().unwrap_or_default(),
        command: run.cmd.clone().unwrap_or_default(),
        environment: environment(run),
        required_variables: Vec::new(),
        working_folder: working_folder(run),
        user: DeclaredUser::parse(&run.user),
        ports,
        writable: TreePath::parse("/tmp")
            .map(|path| Writable { path, size: None })
            .into_iter()
            .collect(),
        volumes: run
            .volumes
            .iter()
            .filter_map(|path| TreePath::parse(path).ok())
            .filter(|path| !path.is_root())
            .map(|path| Volume { path, read_only: false })
            .collect(),
        stop_signal: run.stop_signal.clone().unwrap_or_else(|| Contract::USUAL_SIGNAL.to_owned()),
        grace: Contract::USUAL_GRACE,
        probes,
    }
}

/// Returns the variables of a configuration; the last one of a name holds.
pub(super) fn environment(run: &RunConfig) -> BTreeMap<String, String> {
    run.env
        .iter()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Returns the folder that the program starts in; the root if the image's word is none.
pub(super) fn working_folder(run: &RunConfig) -> TreePath {
    TreePath::parse(&run.working_dir).unwrap_or_default()
}

/// Reads `8080`, `8080/tcp` or `53/udp`.
fn port(text: &str) -> Option<Port> {
    let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let port = number.parse().ok().filter(|number| *number != 0)?;
    match protocol {
        "tcp" => Some(Port { port, udp: false }),
        "udp" => Some(Port { port, udp: true }),
        _ => None,
    }
}

/// Docker's health check (`Healthcheck` of its image specification 1.2).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Health {
    #[serde(default)]
    test: Vec<String>,
}

fn health(value: &serde_json::Value) -> Option<Probe> {
    let health = Health::deserialize(value).ok()?;
    let command = match health.test.split_first()? {
        (word, command) if word == "CMD" && !command.is_empty() => command.to_vec(),
        (word, [line]) if word == "CMD-SHELL" => {
            vec!["/bin/sh".to_owned(), "-c".to_owned(), line.clone()]
        }
        _ => return None,
    };
    Some(Probe {
        name: "health-check".to_owned(),
        check: Check::Command(CommandCheck {
            command,
            exit_code: 0,
            expectation: Expectation::default(),
        }),
        within: PATIENCE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_becomes_a_proposal() {
        let config: RunConfig = serde_json::from_str(
            r#"{"User":"www","ExposedPorts":{"80/tcp":{},"53/udp":{},"0/tcp":{},"x":{}},
                "Volumes":{"/data":{},"/":{},"/../x":{}},"Env":["A=1","B","A=2"],
                "Cmd":["/bin/server"],"StopSignal":"SIGQUIT",
                "Healthcheck":{"Test":["CMD-SHELL","curl -f http://localhost || exit 1"]}}"#,
        )
        .unwrap();
        let contract = of(&config);
        assert_eq!(contract.origin, Origin::Proposed);
        assert_eq!(contract.ports, [Port { port: 53, udp: true }, Port { port: 80, udp: false }]);
        assert_eq!(contract.environment, BTreeMap::from([("A".into(), "2".into())]));
        assert_eq!(contract.volumes.len(), 1);
        assert_eq!(contract.stop_signal, "SIGQUIT");
        let names: Vec<&str> = contract.probes.iter().map(|probe| probe.name.as_str()).collect();
        assert_eq!(names, ["port-80", "health-check"]);
    }

    #[test]
    fn an_image_that_says_nothing_promises_nothing() {
        let contract = of(&RunConfig::default());
        assert!(contract.probes.is_empty() && contract.ports.is_empty());
        assert_eq!(contract.user, DeclaredUser::Unsaid);
        assert_eq!(contract.writable.len(), 1);
    }
}
