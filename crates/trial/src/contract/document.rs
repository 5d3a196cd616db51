// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The written form of a contract: the label of an image, or a file of the same form.

use std::collections::BTreeMap;

use haerterei_ground::TreePath;
use haerterei_image::ImageConfig;
use serde::Deserialize;

use super::proposal;
use super::{Contract, DeclaredUser, Origin, Port, Volume, Writable};
use crate::TrialError;
use crate::probe::{Probe, ProbeDocument};
use crate::yaml::{self, Period, Size};

/// The label that holds the contract as JSON (`build::contract` writes it).
pub const CONTRACT_LABEL: &str = "haerterei.contract";
/// The version of the document's form.
const VERSION: u32 = 1;

/// A contract as it is written. Keys that say nothing about running, as those that document
/// configuration files, are passed over; the keys of a probe are not.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    version: u32,
    #[serde(default)]
    entrypoint: Option<Vec<String>>,
    #[serde(default)]
    command: Option<Vec<String>>,
    #[serde(default)]
    working_folder: Option<TreePath>,
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    stop_signal: Option<String>,
    #[serde(default)]
    grace: Option<Period>,
    #[serde(default)]
    ports: Vec<PortDocument>,
    #[serde(default)]
    writable_paths: Vec<WritableDocument>,
    #[serde(default)]
    volumes: Vec<VolumeDocument>,
    #[serde(default)]
    environment: BTreeMap<String, VariableDocument>,
    #[serde(default)]
    probes: Vec<ProbeDocument>,
}

#[derive(Debug, Deserialize)]
struct PortDocument {
    port: u16,
    #[serde(default)]
    protocol: Protocol,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Protocol {
    #[default]
    Tcp,
    Udp,
}

#[derive(Debug, Deserialize)]
struct WritableDocument {
    path: TreePath,
    #[serde(default)]
    size: Option<Size>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct VolumeDocument {
    path: TreePath,
    #[serde(default)]
    read_only: bool,
}

#[derive(Debug, Deserialize)]
struct VariableDocument {
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    required: bool,
}

/// Returns the contract of an image: the one it carries, else one proposed from its configuration.
pub fn of_image(config: &ImageConfig) -> Result<Contract, TrialError> {
    let Some(label) = config.config.labels.get(CONTRACT_LABEL) else {
        return Ok(proposal::of(&config.config));
    };
    let document: Document = serde_json::from_str(label)
        .map_err(|error| TrialError::Contract { problem: error.to_string() })?;
    complete(document, config, Origin::Label)
}

/// Reads a contract from the text of a file; what it does not say comes from the image's
/// configuration.
pub fn from_file(file: &str, text: &str, config: &ImageConfig) -> Result<Contract, TrialError> {
    complete(yaml::read(file, text)?, config, Origin::File)
}

fn complete(
    document: Document,
    config: &ImageConfig,
    origin: Origin,
) -> Result<Contract, TrialError> {
    if document.version != VERSION {
        return Err(TrialError::Contract {
            problem: format!("version {} is not known, only {VERSION}", document.version),
        });
    }
    let run = &config.config;
    let mut environment = proposal::environment(run);
    let mut required_variables = Vec::new();
    for (name, variable) in document.environment {
        match variable.value {
            Some(value) => drop(environment.insert(name, value)),
            None if variable.required && !environment.contains_key(&name) => {
                required_variables.push(name);
            }
            None => {}
        }
    }
    let probes: Result<Vec<Probe>, String> =
        document.probes.into_iter().map(ProbeDocument::probe).collect();
    let probes = probes.map_err(|problem| TrialError::Contract { problem })?;
    let user = document.user.as_deref().unwrap_or(&run.user);
    Ok(Contract {
        origin,
        entrypoint: document
            .entrypoint
            .unwrap_or_else(|| run.entrypoint.clone().unwrap_or_default()),
        command: document.command.unwrap_or_else(|| run.cmd.clone().unwrap_or_default()),
        environment,
        required_variables,
        working_folder: document.working_folder.unwrap_or_else(|| proposal::working_folder(run)),
        user: DeclaredUser::parse(user),
        ports: document
            .ports
            .iter()
            .map(|port| Port { port: port.port, udp: port.protocol == Protocol::Udp })
            .collect(),
        writable: document
            .writable_paths
            .into_iter()
            .map(|writable| Writable {
                path: writable.path,
                size: writable.size.map(|size| size.0),
            })
            .collect(),
        volumes: document
            .volumes
            .into_iter()
            .map(|volume| Volume { path: volume.path, read_only: volume.read_only })
            .collect(),
        stop_signal: document
            .stop_signal
            .or_else(|| run.stop_signal.clone())
            .unwrap_or_else(|| Contract::USUAL_SIGNAL.to_owned()),
        grace: document.grace.map_or(Contract::USUAL_GRACE, |period| period.0),
        probes,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::probe::Check;

    fn image(label: &str) -> ImageConfig {
        let mut config = ImageConfig::default();
        config.config.user = "65532:0".to_owned();
        config.config.env = vec!["PATH=/usr/bin".to_owned(), "TZ=UTC".to_owned()];
        config.config.entrypoint = Some(vec!["/usr/bin/java".to_owned()]);
        config.config.cmd = Some(vec!["-version".to_owned()]);
        config.config.labels.insert(CONTRACT_LABEL.to_owned(), label.to_owned());
        config
    }

    #[test]
    fn a_label_and_the_configuration_make_a_contract() {
        let label = r#"{"version":1,"ports":[{"port":8080,"protocol":"tcp","meaning":{"en":"x"}}],
            "writable-paths":[{"path":"/tmp"},{"path":"/var/cache/x","size":"128 MiB"}],
            "volumes":[{"path":"/data","required":false,"read-only":true}],
            "environment":{"TZ":{"value":"Europe/Berlin","required":false},
                           "PASSWORD":{"required":true},"OTHER":{"required":false}},
            "configuration-files":[{"path":"/etc/x"}],
            "probes":[{"name":"start","kind":"log","contains":"up","within":"2min"}]}"#;
        let contract = of_image(&image(label)).unwrap();
        assert_eq!(contract.origin, Origin::Label);
        assert_eq!(contract.arguments(), ["/usr/bin/java", "-version"]);
        assert_eq!(contract.environment["TZ"], "Europe/Berlin");
        assert_eq!(contract.required_variables, ["PASSWORD"]);
        assert_eq!(contract.writable[1].size, Some(128 << 20));
        assert!(contract.volumes[0].read_only);
        assert_eq!(contract.user, DeclaredUser::Ids { uid: 65532, gid: Some(0) });
        assert_eq!(contract.stop_signal, "SIGTERM");
        assert_eq!(contract.probes[0].within, Duration::from_mins(2));
        assert!(matches!(contract.probes[0].check, Check::Log(_)));
    }

    #[test]
    fn a_file_overrides_the_configuration() {
        let text = "version: 1\ncommand: [-jar, /app.jar]\nuser: \"1000\"\ngrace: 5s\n\
                    stop-signal: SIGINT\nports:\n  - port: 80\n";
        let contract = from_file("contract.yaml", text, &image("{}")).unwrap();
        assert_eq!(contract.origin, Origin::File);
        assert_eq!(contract.arguments(), ["/usr/bin/java", "-jar", "/app.jar"]);
        assert_eq!(contract.grace, Duration::from_secs(5));
        assert_eq!(contract.ports, [Port { port: 80, udp: false }]);
    }

    #[test]
    fn what_is_no_contract_is_said() {
        for label in [
            "",
            "{}",
            r#"{"version":2}"#,
            r#"{"version":1,"ports":[{"port":99999}]}"#,
            r#"{"version":1,"probes":[{"name":"x","kind":"tcp","path":"/"}]}"#,
            r#"{"version":1,"probes":[{"name":"x","kind":"tcp","other":1}]}"#,
            r#"{"version":1,"writable-paths":[{"path":"/../etc"}]}"#,
        ] {
            assert!(of_image(&image(label)).is_err(), "{label}");
        }
    }

    proptest! {
        #[test]
        fn reading_a_label_never_panics(label in ".{0,200}") {
            let _ = of_image(&image(&label));
            let _ = from_file("x", &label, &image("{}"));
        }
    }
}
