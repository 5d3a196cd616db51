// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Models of machine learning.
//!
//! What matters of a model is whether loading it runs code. A pickle is a program for a machine of
//! its own, which may call anything (Python, "pickle": "only unpickle data you trust"); an archive
//! of `PyTorch` holds one. `safetensors`, GGUF and ONNX hold numbers and descriptions alone. A Keras
//! model in HDF5 holds code if it has a `Lambda` layer.

mod gguf;

use haerterei_ground::TreePath;

use super::unzip::{Budget, Unzip};
use super::{Bounds, Content, code};
use crate::component::{ComponentKind, How, Nature};
use crate::findings::{Damage, Findings, Found};

/// The forms that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelForm {
    /// A pickle of Python, as such.
    Pickle,
    /// A ZIP archive of `PyTorch`.
    PyTorch,
    /// `safetensors`.
    SafeTensors,
    /// GGUF, of `llama.cpp`.
    Gguf,
    /// ONNX.
    Onnx,
    /// HDF5, as Keras wrote it.
    Hdf5,
    /// TensorFlow Lite.
    TensorFlowLite,
}

/// Recognises a model by what stands behind the last dot of its name, and its first bytes.
pub(super) fn recognise(extension: &[u8], size: u64, start: &[u8]) -> Option<ModelForm> {
    // `PROTO` with the version, then an opcode that can begin anything of use.
    let is_pickle =
        matches!(start, [0x80, 2..=5, b'}' | b']' | b'(' | b'c' | 0x8c | 0x8a | 0x95 | b'X', ..]);
    match extension {
        b"pkl" | b"pickle" | b"joblib" | b"dill" if start.first() == Some(&0x80) => {
            Some(ModelForm::Pickle)
        }
        b"pt" | b"pth" | b"ckpt" | b"bin" | b"mar" if is_pickle => Some(ModelForm::Pickle),
        b"pt" | b"pth" | b"ckpt" | b"bin" if start.starts_with(b"PK\x03\x04") => {
            Some(ModelForm::PyTorch)
        }
        b"safetensors" => Some(ModelForm::SafeTensors),
        b"gguf" if start.starts_with(b"GGUF") => Some(ModelForm::Gguf),
        // A message of protocol buffers that begins with a version of the format.
        b"onnx" if size > 8 && start.first() == Some(&0x08) => Some(ModelForm::Onnx),
        b"h5" | b"hdf5" if start.starts_with(b"\x89HDF\r\n\x1a\n") => Some(ModelForm::Hdf5),
        b"tflite" if start.get(4..8) == Some(b"TFL3") => Some(ModelForm::TensorFlowLite),
        _ => None,
    }
}

/// Reads a model.
pub(super) fn read(
    form: ModelForm,
    path: &TreePath,
    content: &Content<'_>,
    bounds: &Bounds,
) -> Findings {
    let mut findings = Findings::default();
    let mut found = named(path);
    match form {
        ModelForm::Pickle => found.nature.executable = true,
        ModelForm::PyTorch => {
            match pickles(content, bounds) {
                // An archive that holds no pickle is no model, whatever its name.
                Ok(0) => return super::java::read(path, content, bounds),
                Ok(_) => found.nature.executable = true,
                Err(damage) => {
                    found.nature.executable = true;
                    findings.damage.push(damage);
                }
            }
            found.nature.archive = true;
        }
        ModelForm::SafeTensors => {
            findings
                .damage
                .extend(check_safe_tensors(content).map(|d| Damage::new(code::MODEL, d)));
        }
        ModelForm::Gguf => {
            let read = gguf::read(&content.start(gguf::MAX_HEADER));
            findings.damage.extend(read.1.map(|detail| Damage::new(code::MODEL, detail)));
            gguf::describe(&mut found, &read.0);
        }
        ModelForm::Hdf5 => {
            found.nature.executable = has_lambda(&content.start(MAX_DESCRIPTION));
        }
        ModelForm::Onnx | ModelForm::TensorFlowLite => {}
    }
    found.nature.structured = form != ModelForm::Pickle;
    findings.is_executable = found.nature.executable;
    findings.is_archive = found.nature.archive;
    findings.found.push(found);
    findings
}

/// How much of an HDF5 file is searched for its description, which is an attribute of its root.
const MAX_DESCRIPTION: u64 = 4 << 20;

fn named(path: &TreePath) -> Found {
    let name = String::from_utf8_lossy(path.name()).into_owned();
    let mut found = Found::new(ComponentKind::Model, "generic", name, How::Presence);
    found.nature = Nature::default();
    found
}

/// Counts the pickles in an archive of `PyTorch`.
fn pickles(content: &Content<'_>, bounds: &Bounds) -> Result<usize, Damage> {
    let zip = Unzip::open(content, &mut Budget::new(bounds))?;
    let is_pickle = |name: &[u8]| name.ends_with(b"data.pkl") || name.ends_with(b"constants.pkl");
    Ok(zip.entries().iter().filter(|entry| is_pickle(&entry.name)).count())
}

/// Checks the header of `safetensors`: its length, and that it is JSON (huggingface/safetensors,
/// "Format").
fn check_safe_tensors(content: &Content<'_>) -> Option<String> {
    // The format's own bound.
    const MAX_HEADER: u64 = 100 << 20;
    let length = content.start(8).first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    let Some(length) = length.filter(|length| *length <= MAX_HEADER) else {
        return Some("the header's length is malformed".to_owned());
    };
    let start = content.start(8 + length);
    let header = start.get(8..).unwrap_or_default();
    if header.len() as u64 != length {
        return Some("the header is cut off".to_owned());
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(header) {
        Ok(_) if header.first() == Some(&b'{') => None,
        Ok(_) => Some("the header is no object".to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// Whether the description of a Keras model names a layer that is code.
fn has_lambda(start: &[u8]) -> bool {
    memchr::memmem::find_iter(start, b"\"class_name\"").any(|at| {
        let rest = start.get(at + b"\"class_name\"".len()..).unwrap_or_default();
        rest.trim_ascii_start()
            .strip_prefix(b":")
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"Lambda\""))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use haerterei_testkit::zip::zip;

    fn of(name: &str, bytes: &[u8]) -> Option<Findings> {
        let path = TreePath::parse(["srv/", name].concat()).unwrap();
        let extension = name.rsplit('.').next().unwrap();
        let form = recognise(extension.as_bytes(), bytes.len() as u64, bytes)?;
        Some(read(form, &path, &Content::Memory(bytes), &Bounds::default()))
    }

    #[test]
    fn a_pickle_is_a_program() {
        for bytes in [b"\x80\x04\x95".as_slice(), b"\x80\x02}q\0"] {
            let findings = of("model.pkl", bytes).unwrap();
            assert_eq!(findings.found[0].kind, ComponentKind::Model);
            assert!(findings.found[0].nature.executable && findings.is_executable);
        }
        assert!(of("model.pkl", b"text").is_none());
        assert!(of("firmware.bin", b"\x80\x04\0").is_none());
        let archive = zip(&[("model/data.pkl", b"\x80\x02"), ("model/data/0", b"")]);
        let findings = of("pytorch_model.bin", &archive).unwrap();
        assert!(findings.found[0].nature.executable && findings.is_archive);
        let other = of("other.bin", &zip(&[("a.txt", b"")])).unwrap();
        assert!(other.found.is_empty() && other.is_archive);
    }

    #[test]
    fn numbers_alone_are_no_program() {
        let mut tensors = 2_u64.to_le_bytes().to_vec();
        tensors.extend(b"{}data");
        let findings = of("a.safetensors", &tensors).unwrap();
        assert!(!findings.is_executable && findings.damage.is_empty());
        assert_eq!(of("a.safetensors", &tensors[..9]).unwrap().damage[0].code, code::MODEL);
        assert_eq!(of("a.safetensors", b"xxxxxxxx").unwrap().damage.len(), 1);
        assert!(!of("a.onnx", b"\x08\x07\x12\x07pytorch").unwrap().is_executable);
        assert!(!of("a.tflite", b"\x1c\0\0\0TFL3").unwrap().is_executable);
    }

    #[test]
    fn a_layer_of_code_makes_a_program() {
        let file = |class: &str| {
            let text = format!("\u{0}{{\"class_name\": \"{class}\"}}");
            [b"\x89HDF\r\n\x1a\n", text.as_bytes()].concat()
        };
        assert!(of("a.h5", &file("Lambda")).unwrap().is_executable);
        assert!(!of("a.h5", &file("Dense")).unwrap().is_executable);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..80), form in 0_usize..7) {
            const FORMS: [ModelForm; 7] = [
                ModelForm::Pickle,
                ModelForm::PyTorch,
                ModelForm::SafeTensors,
                ModelForm::Gguf,
                ModelForm::Onnx,
                ModelForm::Hdf5,
                ModelForm::TensorFlowLite,
            ];
            let path = TreePath::parse("a").unwrap();
            read(FORMS[form], &path, &Content::Memory(&bytes), &Bounds::default());
        }
    }
}
