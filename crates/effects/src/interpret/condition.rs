// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `test` and `[`.

use super::files::Sort;
use super::{Answer, Interpreter, State, Value};

impl Interpreter<'_> {
    /// Answers a test; nothing if it has a form we do not know.
    pub(super) fn test(&self, arguments: &[Value], state: &State) -> Option<Answer> {
        let mut test = Test { interpreter: self, state, arguments, position: 0, depth: 0 };
        if arguments.is_empty() {
            return Some(Answer::No);
        }
        let answer = test.either()?;
        (test.position == arguments.len()).then_some(answer)
    }
}

struct Test<'a> {
    interpreter: &'a Interpreter<'a>,
    state: &'a State,
    arguments: &'a [Value],
    position: usize,
    depth: u32,
}

const BINARY: &[&str] =
    &["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"];

impl Test<'_> {
    fn word(&self, distance: usize) -> Option<&str> {
        self.arguments.get(self.position + distance)?.get()
    }

    fn either(&mut self) -> Option<Answer> {
        let mut answer = self.both()?;
        while self.word(0) == Some("-o") {
            self.position += 1;
            answer = answer.or(self.both()?);
        }
        Some(answer)
    }

    fn both(&mut self) -> Option<Answer> {
        let mut answer = self.negated()?;
        while self.word(0) == Some("-a") {
            self.position += 1;
            answer = answer.and(self.negated()?);
        }
        Some(answer)
    }

    fn negated(&mut self) -> Option<Answer> {
        self.depth += 1;
        if self.depth > 50 {
            return None;
        }
        let remaining = self.arguments.len() - self.position;
        if self.word(0) == Some("!") && remaining > 1 && !self.is_binary() {
            self.position += 1;
            return Some(self.negated()?.not());
        }
        self.primary()
    }

    fn is_binary(&self) -> bool {
        self.word(1).is_some_and(|word| BINARY.contains(&word))
            && self.arguments.len() >= self.position + 3
    }

    fn primary(&mut self) -> Option<Answer> {
        let one = self.arguments.get(self.position)?;
        if self.is_binary() {
            let operator = self.word(1)?.to_owned();
            let two = self.arguments.get(self.position + 2)?;
            self.position += 3;
            return self.binary(one, &operator, two);
        }
        if self.word(0) == Some("(") {
            self.position += 1;
            let answer = self.either()?;
            if self.word(0) != Some(")") {
                return None;
            }
            self.position += 1;
            return Some(answer);
        }
        if let Some(operator) = one.get().filter(|text| text.len() == 2 && text.starts_with('-'))
            && let Some(operand) = self.arguments.get(self.position + 1)
            && let Some(answer) = self.unary(operator, operand)
        {
            self.position += 2;
            return Some(answer);
        }
        self.position += 1;
        Some(filled(one))
    }

    fn unary(&self, operator: &str, operand: &Value) -> Option<Answer> {
        let exists = |sort| self.interpreter.exists(operand, sort, self.state);
        Some(match operator {
            "-n" => filled(operand),
            "-z" => filled(operand).not(),
            "-e" | "-r" => exists(Sort::Anything),
            // The root user may write everything that is there.
            "-w" => exists(Sort::Anything),
            "-f" => exists(Sort::File),
            "-d" => exists(Sort::Folder),
            "-L" | "-h" => exists(Sort::Link),
            "-x" => exists(Sort::Executable),
            "-s" => exists(Sort::Filled),
            // No terminal while an image is built.
            "-t" => Answer::No,
            "-u" | "-g" | "-k" | "-p" | "-S" | "-b" | "-c" | "-O" | "-G" | "-N" => {
                match exists(Sort::Anything) {
                    Answer::No => Answer::No,
                    _ => Answer::Unknown,
                }
            }
            _ => return None,
        })
    }

    fn binary(&self, one: &Value, operator: &str, two: &Value) -> Option<Answer> {
        Some(match operator {
            "=" | "==" => one.same(two),
            "!=" => one.same(two).not(),
            "-nt" | "-ot" | "-ef" => Answer::Unknown,
            "<" | ">" => Answer::Unknown,
            _ => {
                let (Some(one), Some(two)) = (one.get(), two.get()) else {
                    return Some(Answer::Unknown);
                };
                let (Ok(one), Ok(two)) = (one.trim().parse::<i64>(), two.trim().parse::<i64>())
                else {
                    // `test` fails with an error, and the condition is not met.
                    return Some(Answer::No);
                };
                Answer::from(match operator {
                    "-eq" => one == two,
                    "-ne" => one != two,
                    "-lt" => one < two,
                    "-le" => one <= two,
                    "-gt" => one > two,
                    "-ge" => one >= two,
                    _ => return None,
                })
            }
        })
    }
}

fn filled(value: &Value) -> Answer {
    match value.get() {
        Some(text) => Answer::from(!text.is_empty()),
        None if value.text.is_empty() => Answer::Unknown,
        None => Answer::Yes,
    }
}
