//! What a person says of a table where it does not say so itself.

use encoding_rs::Encoding;

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Separator {
    /// This ASCII character; cells may be quoted.
    Character(u8),
    /// Any number of blanks; cells may be quoted.
    Blanks,
}

/// The sign before the decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decimal {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

/// What is done with a row in which a value is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Missing {
    /// It is left out, and counted.
    #[default]
    Drop,
    /// The table is refused.
    Refuse,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Numbers that the network is given.
    Input,
    /// Numbers that it is to give.
    Target,
    /// Names of classes: two are the targets 0 and 1, more have a target each.
    Class,
    /// Nothing.
    LeftOut,
}

/// What a person says of a table; by default everything is told from the table itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Names or numbers (from 1) of the columns that are targets.
    pub target: Vec<String>,
    /// So many of the last columns are targets.
    pub last: Option<usize>,
    /// Whether the values of the target are names of classes, even if they are numbers.
    pub are_classes: bool,
    /// Names or numbers (from 1) of the columns that are inputs; empty for all the others.
    pub inputs: Vec<String>,
    /// The role of each column, which goes before all of the above.
    pub roles: Option<Vec<Role>>,
    /// What stands between two cells.
    pub separator: Option<Separator>,
    /// The sign before the decimal places.
    pub decimal: Option<Decimal>,
    /// The encoding of the text.
    pub encoding: Option<&'static Encoding>,
    /// What is done with rows in which a value is missing.
    pub missing: Missing,
    /// Whether each input is shifted and scaled to mean 0 and standard deviation 1.
    pub standardise: bool,
}

impl Separator {
    /// Those that are told from a table itself; of two that fit alike the first is taken.
    pub const ALL: [Self; 5] = [
        Self::Character(b'\t'),
        Self::Character(b';'),
        Self::Character(b'|'),
        Self::Character(b','),
        Self::Blanks,
    ];

    /// What it is called on the command line.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Character(b'\t') => "tab".to_owned(),
            Self::Character(byte) => char::from(byte).to_string(),
            Self::Blanks => "blanks".to_owned(),
        }
    }

    /// The one that is called so; an ASCII character that is no letter, digit, quotation mark,
    /// sign or point stands for itself.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match (name, name.as_bytes()) {
            ("tab" | "\\t", _) => Some(Self::Character(b'\t')),
            ("blanks" | " ", _) => Some(Self::Blanks),
            ("comma", _) => Some(Self::Character(b',')),
            ("semicolon", _) => Some(Self::Character(b';')),
            ("bar", _) => Some(Self::Character(b'|')),
            (_, &[byte]) if byte == b'\t' || is_separator(byte) => Some(Self::Character(byte)),
            _ => None,
        }
    }

    /// As it is told: `';'`, `tab`.
    #[must_use]
    pub fn told(self) -> String {
        match self {
            Self::Character(byte) if byte != b'\t' => format!("'{}'", char::from(byte)),
            _ => self.name(),
        }
    }
}

fn is_separator(byte: u8) -> bool {
    byte.is_ascii_punctuation() && !b"\"'.+-#".contains(&byte)
}

impl Decimal {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    /// The sign before decimal places, and the other one, which may stand between thousands.
    #[must_use]
    pub fn signs(self) -> [char; 2] {
        match self {
            Self::Point => ['.', ','],
            Self::Comma => [',', '.'],
        }
    }
}

impl Missing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Drop, Self::Refuse];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Refuse => "refuse",
        }
    }
}

impl Role {
    /// All, in the order in which a click goes through them.
    pub const ALL: [Self; 4] = [Self::Input, Self::Target, Self::Class, Self::LeftOut];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Target => "target",
            Self::Class => "class",
            Self::LeftOut => "left out",
        }
    }

    /// Whether the network is to give it.
    #[must_use]
    pub fn is_target(self) -> bool {
        matches!(self, Self::Target | Self::Class)
    }
}
