// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! PHP's tools that say which modules its server interfaces load (`php-common`).

use super::super::{Answer, Interpreter, State, Value};
use super::{Call, Modelled, Refusal};
use crate::effect::Effect;

pub(super) const NAMES: &[&str] = &["phpenmod", "phpdismod", "phpquery"];

/// The library of functions for maintainer scripts, which every package that sources it depends
/// on.
pub(in super::super) const LIBRARY: &str = "usr/lib/php/php-maintscript-helper";

/// Stands for the names of all modules that packages registered; which these are, only the
/// finished tree says.
const REGISTERED: &str = "@registered";

impl Interpreter<'_> {
    pub(super) fn php(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        Some(match call.name {
            "php_invoke" => self.php_invoke(call, state),
            "phpenmod" => self.phpenmod(call, state),
            "phpquery" => Self::phpquery(call, state),
            "php_msg" => Ok(()),
            _ => return None,
        })
    }

    /// `php_invoke enmod VERSION INTERFACE MODULE`, with `ALL` for every version or interface.
    fn php_invoke(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let words = call.known()?;
        let [verb, version, interface, name] = words.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        if verb != "enmod" {
            return Err(Refusal::Form(verb.clone()));
        }
        let one = |word: &str| (word != "ALL").then(|| word.to_owned());
        let effect = Effect::PhpModule {
            version: one(version),
            interface: one(interface),
            name: (name != REGISTERED).then(|| name.clone()),
        };
        self.effect(state, call.line, effect);
        Ok(())
    }

    fn phpenmod(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&["-v=", "-s=", "-m", "-q", "-r", "-f"])?;
        let one =
            |option: &str| options.value(option).filter(|word| *word != "ALL").map(str::to_owned);
        for name in &options.operands {
            // `NAME/PRIORITY` is an older way to write it.
            let name = name.split('/').next().unwrap_or_default().to_owned();
            let (version, interface) = (one("-v"), one("-s"));
            let effect = Effect::PhpModule { version, interface, name: Some(name) };
            self.effect(state, call.line, effect);
        }
        Ok(())
    }

    fn phpquery(call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&["-v=", "-s=", "-m=", "-d", "-q", "-M", "-S", "-V"])?;
        if options.has("-M") && !options.has("-d") {
            Self::print(state, &Value::known(format!("{REGISTERED}\n")));
        } else {
            state.status = Answer::Unknown;
            Self::print(state, &Value::unknown());
        }
        Ok(())
    }
}
