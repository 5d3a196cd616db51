// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fields of the guideline, in the order of its tables 2 to 6.

use serde::Serialize;

/// A field that the guideline speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Format and version (section 4).
    Format,
    /// No statements about weaknesses (section 8.1.14).
    NoVulnerabilities,
    /// Creator of the SBOM.
    SbomCreator,
    /// When it was made.
    Timestamp,
    /// Creator of a component.
    ComponentCreator,
    /// Its name.
    ComponentName,
    /// Its version.
    ComponentVersion,
    /// The name of its file.
    FileName,
    /// What it needs and holds, and whether that is all.
    Dependencies,
    /// Licences under which it may be used.
    DistributionLicences,
    /// Digest of the deployable form.
    DeployableHash,
    /// Whether it can be executed.
    Executable,
    /// Whether it holds others.
    Archive,
    /// Whether its parts can be told apart.
    Structured,
    /// The name of the document itself.
    SbomUri,
    /// Where the source is.
    SourceUri,
    /// Where the deployable form is.
    DeployableUri,
    /// Names known everywhere.
    Identifiers,
    /// Licences that its makers gave it.
    OriginalLicences,
    /// The licence that the user goes by.
    EffectiveLicence,
    /// Digest of the source.
    SourceHash,
    /// Where its `security.txt` is.
    SecurityTxt,
}

/// How much the guideline wants a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Always.
    Required,
    /// If what it says exists.
    Additional,
    /// As one likes.
    Optional,
}

impl Field {
    /// All of them: two demands on the whole document, then the twenty fields.
    pub const ALL: [Self; 22] = [
        Self::Format,
        Self::NoVulnerabilities,
        Self::SbomCreator,
        Self::Timestamp,
        Self::ComponentCreator,
        Self::ComponentName,
        Self::ComponentVersion,
        Self::FileName,
        Self::Dependencies,
        Self::DistributionLicences,
        Self::DeployableHash,
        Self::Executable,
        Self::Archive,
        Self::Structured,
        Self::SbomUri,
        Self::SourceUri,
        Self::DeployableUri,
        Self::Identifiers,
        Self::OriginalLicences,
        Self::EffectiveLicence,
        Self::SourceHash,
        Self::SecurityTxt,
    ];

    /// Returns how much the guideline wants it.
    pub const fn level(self) -> Level {
        match self {
            Self::SbomUri
            | Self::SourceUri
            | Self::DeployableUri
            | Self::Identifiers
            | Self::OriginalLicences => Level::Additional,
            Self::EffectiveLicence | Self::SourceHash | Self::SecurityTxt => Level::Optional,
            _ => Level::Required,
        }
    }

    /// Returns the section of the guideline that asks for it.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Format => "4",
            Self::NoVulnerabilities => "8.1.14",
            Self::SbomCreator | Self::Timestamp => "5.2.1",
            Self::SbomUri => "5.2.3",
            Self::SourceUri | Self::DeployableUri | Self::Identifiers | Self::OriginalLicences => {
                "5.2.4"
            }
            Self::EffectiveLicence | Self::SourceHash | Self::SecurityTxt => "5.2.5",
            _ => "5.2.2",
        }
    }

    /// Returns whether it is asked of each component, not of the document.
    pub const fn is_of_component(self) -> bool {
        !matches!(
            self,
            Self::Format
                | Self::NoVulnerabilities
                | Self::SbomCreator
                | Self::Timestamp
                | Self::SbomUri
        )
    }

    /// Returns whether it is asked of a logical component too: one that is no file, as a container
    /// or an operating system (section 3.2).
    pub const fn is_of_logical(self) -> bool {
        matches!(
            self,
            Self::ComponentCreator
                | Self::ComponentName
                | Self::ComponentVersion
                | Self::Dependencies
                | Self::DistributionLicences
                | Self::Identifiers
                | Self::OriginalLicences
                | Self::EffectiveLicence
                | Self::SecurityTxt
        )
    }

    /// Returns the key of its name in `texts`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Format => "sbom-field-format",
            Self::NoVulnerabilities => "sbom-field-no-vulnerabilities",
            Self::SbomCreator => "sbom-field-sbom-creator",
            Self::Timestamp => "sbom-field-timestamp",
            Self::ComponentCreator => "sbom-field-component-creator",
            Self::ComponentName => "sbom-field-component-name",
            Self::ComponentVersion => "sbom-field-component-version",
            Self::FileName => "sbom-field-file-name",
            Self::Dependencies => "sbom-field-dependencies",
            Self::DistributionLicences => "sbom-field-distribution-licences",
            Self::DeployableHash => "sbom-field-deployable-hash",
            Self::Executable => "sbom-field-executable",
            Self::Archive => "sbom-field-archive",
            Self::Structured => "sbom-field-structured",
            Self::SbomUri => "sbom-field-sbom-uri",
            Self::SourceUri => "sbom-field-source-uri",
            Self::DeployableUri => "sbom-field-deployable-uri",
            Self::Identifiers => "sbom-field-identifiers",
            Self::OriginalLicences => "sbom-field-original-licences",
            Self::EffectiveLicence => "sbom-field-effective-licence",
            Self::SourceHash => "sbom-field-source-hash",
            Self::SecurityTxt => "sbom-field-security-txt",
        }
    }
}
