//! Walking a parsed TOML document, with every mistake told by line, key path and expectation.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::preset::error::{PresetError, did_you_mean, list_names};
use crate::preset::number::Number;

/// The text of a file, to name lines in it.
pub(crate) struct Source<'t> {
    /// The file as it was given.
    pub file: &'t str,
    /// All of its text.
    pub text: &'t str,
}

impl Source<'_> {
    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text.as_bytes()[..offset.min(self.text.len())].split(|&byte| byte == b'\n').count()
    }
}

/// How a value is reached from its parent.
#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

/// A value of the document with the way to it; children borrow their parents, so that a key path
/// is put together only for a message.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    source: &'a Source<'a>,
    parent: Option<&'a Node<'a>>,
    step: Step<'a>,
    value: Value<'a>,
    /// Byte offset of the value.
    start: usize,
}

#[derive(Clone, Copy)]
enum Value<'a> {
    Root(&'a DeTable<'a>),
    Inner(&'a DeValue<'a>),
}

impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(i) => write!(f, "[{i}]"),
            Step::Key(key) => {
                let dot = if self.parent.is_some_and(|p| !matches!(p.step, Step::Root)) {
                    "."
                } else {
                    ""
                };
                write!(f, "{dot}{key}")
            }
        }
    }
}

impl<'a> Node<'a> {
    /// The whole document.
    pub fn root(source: &'a Source<'a>, table: &'a DeTable<'a>) -> Self {
        Self { source, parent: None, step: Step::Root, value: Value::Root(table), start: 0 }
    }

    fn child(&'a self, step: Step<'a>, value: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        Node {
            source: self.source,
            parent: Some(self),
            step,
            value: Value::Inner(value.get_ref()),
            start: value.span().start,
        }
    }

    /// A mistake at this value.
    pub fn error(&self, message: impl Into<String>) -> PresetError {
        let path = self.to_string();
        PresetError {
            file: self.source.file.to_owned(),
            line: Some(self.source.line(self.start)),
            key: (!path.is_empty()).then_some(path),
            message: message.into(),
        }
    }

    /// A mistake at this value: `expected {what}, found {the value}`.
    pub fn expected(&self, what: impl fmt::Display) -> PresetError {
        self.error(format!("expected {what}, found {}", self.description()))
    }

    /// The value in a few words.
    fn description(&self) -> String {
        let value = match self.value {
            Value::Root(_) => return "a table".to_owned(),
            Value::Inner(value) => value,
        };
        match value {
            DeValue::String(text) if text.chars().count() > 40 => {
                format!("the text {:?}", text.chars().take(40).chain(['…']).collect::<String>())
            }
            DeValue::String(text) => format!("the text {:?}", text.as_ref()),
            DeValue::Integer(number) => shortened(&number.to_string()),
            DeValue::Float(number) => shortened(number.as_str()),
            DeValue::Boolean(truth) => truth.to_string(),
            DeValue::Datetime(date) => format!("the date {date}"),
            DeValue::Array(list) if list.is_empty() => "an empty list".to_owned(),
            DeValue::Array(list) => format!("a list of {}", list.len()),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }

    /// The value as a table that has no other keys than `known`.
    pub fn table(&'a self, known: &'a [&'a str]) -> Result<Table<'a>, PresetError> {
        let table = match self.value {
            Value::Root(table) | Value::Inner(DeValue::Table(table)) => table,
            Value::Inner(_) => return Err(self.expected("a table")),
        };
        let unknown = table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref()));
        if let Some((key, value)) = unknown.min_by_key(|(key, _)| key.span().start) {
            let name = key.get_ref().as_ref();
            let mut child = self.child(Step::Key(name), value);
            child.start = key.span().start;
            let hint = did_you_mean(name, known.iter().copied());
            return Err(child.error(format!(
                "unknown key{hint}; expected {}",
                list_names(known.iter().copied())
            )));
        }
        Ok(Table { node: self, table })
    }

    /// The value as a list.
    pub fn list(&self, what: &str) -> Result<List<'a>, PresetError> {
        match self.value {
            Value::Inner(DeValue::Array(items)) => Ok(List { items: items.as_ref() }),
            _ => Err(self.expected(what)),
        }
    }

    /// The items of the list `list` of this node.
    pub fn items(&'a self, list: List<'a>) -> impl ExactSizeIterator<Item = Node<'a>> {
        list.items.iter().enumerate().map(|(i, item)| self.child(Step::Index(i), item))
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::Inner(DeValue::Array(_)))
    }

    /// The value as text.
    pub fn text(&self) -> Result<&'a str, PresetError> {
        match self.value {
            Value::Inner(DeValue::String(text)) => Ok(text.as_ref()),
            _ => Err(self.expected("a text in quotes")),
        }
    }

    /// The value as a word or a number, as it is written.
    pub fn word(&self) -> Result<String, PresetError> {
        match self.value {
            Value::Inner(DeValue::String(text)) => Ok(text.to_string()),
            Value::Inner(DeValue::Integer(number)) if number.radix() == 10 => {
                Ok(number.to_string())
            }
            Value::Inner(DeValue::Float(number)) => Ok(number.as_str().to_owned()),
            _ => Err(self.expected("a number or a text in quotes")),
        }
    }

    /// The value as `true` or `false`.
    pub fn truth(&self) -> Result<bool, PresetError> {
        match self.value {
            Value::Inner(DeValue::Boolean(truth)) => Ok(*truth),
            _ => Err(self.expected("true or false")),
        }
    }

    /// The value as a finite number: an integer, a float, or a text such as `"13/3"`.
    pub fn number(&self) -> Result<Number, PresetError> {
        let wrong = |message: String| self.error(format!("expected {message}"));
        match self.value {
            Value::Inner(DeValue::Integer(number)) if number.radix() == 10 => {
                Number::read(number.as_str()).map_err(wrong)
            }
            Value::Inner(DeValue::Integer(number)) => {
                let value = i64::from_str_radix(number.as_str(), number.radix());
                let value = value.map_err(|_| self.expected("a number of at most 64 bits"))?;
                Number::read(&value.to_string()).map_err(wrong)
            }
            Value::Inner(DeValue::Float(number)) => {
                let text = number.as_str();
                if text.contains("nan") || text.contains("inf") {
                    return Err(self.expected("a finite number"));
                }
                Number::read(text).map_err(wrong)
            }
            Value::Inner(DeValue::String(text)) => Number::read(text).map_err(wrong),
            _ => Err(self.expected("a number")),
        }
    }

    /// The value as a whole number from `least` to `most`.
    pub fn whole(&self, least: u64, most: u64) -> Result<u64, PresetError> {
        let value = match self.value {
            Value::Inner(DeValue::Integer(number)) => {
                u64::from_str_radix(number.as_str(), number.radix()).ok()
            }
            _ => None,
        };
        let range = if most == u64::MAX {
            format!("from {least}")
        } else {
            format!("from {least} to {most}")
        };
        value
            .filter(|value| (least..=most).contains(value))
            .ok_or_else(|| self.expected(format_args!("a whole number {range}")))
    }

    /// [`Self::whole`] as a `usize`.
    pub fn count(&self, least: usize, most: usize) -> Result<usize, PresetError> {
        let value = self.whole(least as u64, most as u64)?;
        usize::try_from(value).map_err(|_| self.expected("a smaller number"))
    }

    /// The value as one of `names`; `what` says what they are names of.
    pub fn choice<T: Copy>(&self, what: &str, names: &[(&str, T)]) -> Result<T, PresetError> {
        let all = || names.iter().map(|(name, _)| *name);
        let text = self.text().map_err(|_| {
            self.expected(format_args!("the name of {what}: {}", list_names(all())))
        })?;
        let found = names.iter().find(|(name, _)| *name == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let hint = did_you_mean(text, all());
            self.error(format!(
                "expected {what}, one of {}, found {}{hint}",
                list_names(all()),
                self.description()
            ))
        })
    }
}

/// A list of the document.
#[derive(Clone, Copy)]
pub(crate) struct List<'a> {
    items: &'a [Spanned<DeValue<'a>>],
}

impl List<'_> {
    /// Number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }
}

/// A table of the document.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    node: &'a Node<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// The value of `key`, if it is there.
    pub fn get(&self, key: &'a str) -> Option<Node<'a>> {
        self.table.get(key).map(|value| self.node.child(Step::Key(key), value))
    }

    /// The value of `key`, which must be there; `what` says what it is.
    pub fn require(&self, key: &'a str, what: &str) -> Result<Node<'a>, PresetError> {
        self.get(key).ok_or_else(|| {
            let mut error = self.node.error(format!("expected {what}, found nothing"));
            let path = error.key.map(|path| format!("{path}.{key}"));
            error.key = Some(path.unwrap_or_else(|| key.to_owned()));
            error
        })
    }
}

/// At most 40 characters of a numeral.
fn shortened(text: &str) -> String {
    if text.len() > 40 {
        format!("{}…", text.chars().take(40).collect::<String>())
    } else {
        text.to_owned()
    }
}
