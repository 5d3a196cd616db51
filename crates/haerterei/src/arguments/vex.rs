// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei vex`.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use haerterei_vex::{Addressing, OutputFormat};
use url::Url;

use super::values;

/// About what to say something to others, and how.
#[derive(Args, Debug)]
pub(crate) struct VexArguments {
    #[arg(value_name = "IMAGE|SBOM|REPORT")]
    pub(crate) image: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "openvex")]
    pub(crate) format: VexFormat,
    #[arg(long, value_name = "NAME")]
    pub(crate) author: String,
    #[arg(long, value_name = "URL")]
    pub(crate) namespace: Url,
    #[arg(long, value_name = "CATEGORY", default_value = "vendor")]
    pub(crate) category: Category,
    #[arg(long, value_name = "PRODUCTS", default_value = "in-image")]
    pub(crate) products: Products,
    #[arg(long, value_name = "FILE")]
    pub(crate) sbom: Option<Utf8PathBuf>,
    #[arg(long)]
    pub(crate) include_trusted: bool,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[arg(long)]
    pub(crate) attach: bool,
}

/// In which format it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VexFormat {
    // OpenVEX 0.2.0.
    Openvex,
    // CSAF 2.0, profile VEX.
    Csaf,
    // CSAF 2.1, profile VEX.
    #[value(name = "csaf-2.1")]
    Csaf21,
    // CycloneDX 1.6.
    Cyclonedx,
}

impl VexFormat {
    /// Returns what it is written as.
    pub(crate) const fn output(self) -> OutputFormat {
        match self {
            Self::Openvex => OutputFormat::OpenVex,
            Self::Csaf => OutputFormat::Csaf2_0,
            Self::Csaf21 => OutputFormat::Csaf2_1,
            Self::Cyclonedx => OutputFormat::CycloneDx1_6,
        }
    }
}

/// What whoever says it is to the image (CSAF 2.0, section 3.2.1.8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Category {
    // Who made it.
    Vendor,
    // Who uses it.
    User,
    // Who puts it into a product of others.
    Translator,
    // Who coordinates.
    Coordinator,
    // Who found the weakness.
    Discoverer,
    // Somebody else.
    Other,
}

impl Category {
    /// Returns the word of CSAF.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::User => "user",
            Self::Translator => "translator",
            Self::Coordinator => "coordinator",
            Self::Discoverer => "discoverer",
            Self::Other => "other",
        }
    }
}

/// How others find out what a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Products {
    // The component in this image.
    InImage,
    // The component, wherever it is.
    Component,
}

impl Products {
    /// Returns how products are named.
    pub(crate) const fn addressing(self) -> Addressing {
        match self {
            Self::InImage => Addressing::InImage,
            Self::Component => Addressing::Component,
        }
    }
}
