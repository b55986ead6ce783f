//! What each column is for: told from its name and from what it holds, or by a person.

use super::column::{Holds, MAX_CLASSES};
use super::options::{Options, Role};
use super::words::{self, short};
use crate::preset::did_you_mean;

/// Names of columns of targets; with the first ones numbers are names of classes too.
const TARGETS: [&str; 10] = [
    "class",
    "label",
    "species",
    "variety",
    "diagnosis",
    "category",
    "target",
    "output",
    "outcome",
    "response",
];
/// How many of these mean classes.
const OF_CLASSES: usize = 6;
/// A name of targets that is one of an input's coordinates too.
const WEAK: &str = "y";
/// Columns that are told of those that were left out.
const TOLD: usize = 5;
/// Names of columns that count the rows.
const ROW_NUMBERS: [&str; 5] = ["id", "index", "row", "rownames", "no"];

/// A column and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name; empty if it has none.
    pub name: String,
    /// Its number, from 1.
    pub number: usize,
    /// What it is for.
    pub role: Role,
    /// Why it is left out.
    pub why: &'static str,
}

impl Column {
    /// What it is called: its name or its number.
    #[must_use]
    pub fn told(&self) -> String {
        let name = words::name(&self.name);
        if name.is_empty() { format!("column {}", self.number) } else { name }
    }
}

/// What cannot be taken as it is: a column where it is about one, and a sentence.
pub type Complaint = (Option<usize>, String);

/// The role of each column of a table with these names and holdings, as well as it can be told, and
/// what stands in the way.
pub fn roles(
    names: &[String],
    holds: &[Holds],
    options: &Options,
) -> (Vec<Column>, Result<(), Complaint>) {
    let mut columns: Vec<Column> = names
        .iter()
        .zip(1..)
        .map(|(name, number)| Column {
            name: name.clone(),
            number,
            role: Role::Input,
            why: "not asked for",
        })
        .collect();
    let told = assign(&mut columns, holds, options);
    let told = told.and_then(|()| check(&columns, holds));
    (columns, told)
}

fn assign(columns: &mut [Column], holds: &[Holds], options: &Options) -> Result<(), Complaint> {
    let told = tell(columns, holds, options);
    match &options.roles {
        Some(roles) if roles.len() == columns.len() => {
            columns.iter_mut().zip(roles).for_each(|(column, role)| column.role = *role);
            Ok(())
        }
        _ => told,
    }
}

/// Roles without those of a person.
fn tell(columns: &mut [Column], holds: &[Holds], options: &Options) -> Result<(), Complaint> {
    let asked = |names: &[String]| {
        names.iter().map(|name| find(columns, name)).collect::<Result<Vec<_>, _>>()
    };
    let (wanted, inputs) = (asked(&options.target)?, asked(&options.inputs)?);
    let targets = if let Some(count) = options.last {
        Ok((columns.len().saturating_sub(count)..columns.len()).collect())
    } else if wanted.is_empty() {
        targets(columns, holds, &inputs)
    } else {
        Ok(wanted)
    };
    // as much as can be told is told, even if the target cannot
    let (targets, told) = match targets {
        Ok(targets) => (targets, Ok(())),
        Err(complaint) => (Vec::new(), Err(complaint)),
    };
    if let Some(both) = targets.iter().find(|target| inputs.contains(target)) {
        return Err((
            Some(*both),
            "expected an input or a target, found both asked for".to_owned(),
        ));
    }
    let is_class = |column: usize| {
        let holds = &holds[column];
        options.are_classes || holds.is_text() || is_class_of_numbers(&columns[column].name, holds)
    };
    let role =
        if matches!(targets[..], [one] if is_class(one)) { Role::Class } else { Role::Target };
    targets.iter().for_each(|&target| columns[target].role = role);
    if inputs.is_empty() {
        leave_out(columns, holds);
    }
    for column in columns.iter_mut().filter(|_| !inputs.is_empty()) {
        if column.role == Role::Input && !inputs.contains(&(column.number - 1)) {
            column.role = Role::LeftOut;
        }
    }
    told
}

/// The column of this name, or else of this number, from 1.
fn find(columns: &[Column], name: &str) -> Result<usize, Complaint> {
    let named = columns.iter().position(|column| column.name == name.trim());
    let numbered = name.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    named.or(numbered.filter(|index| *index < columns.len())).ok_or_else(|| {
        let names = || columns.iter().map(|column| column.name.as_str());
        let hint = did_you_mean(name, names().take(1000));
        let all: Vec<String> = names().filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let or = if all.is_empty() { String::new() } else { format!(": {}", words::list(&all, 8)) };
        let message = format!(
            "expected the name of a column or a number from 1 to {}{or}; found {}{hint}",
            columns.len(),
            short(name)
        );
        (None, message)
    })
}

/// The columns that are called so; else the last that holds anything.
fn targets(columns: &[Column], holds: &[Holds], inputs: &[usize]) -> Result<Vec<usize>, Complaint> {
    let bases: Vec<String> = columns.iter().map(|column| base(&column.name)).collect();
    let is_free = |column: &usize| !inputs.contains(column);
    let called = |name: &str| -> Vec<usize> {
        (0..columns.len()).filter(is_free).filter(|column| bases[*column] == name).collect()
    };
    let found: Vec<Vec<usize>> =
        TARGETS.iter().map(|name| called(name)).filter(|all| !all.is_empty()).collect();
    match &found[..] {
        [all] => return Ok(all.clone()),
        [one, other, ..] => {
            let [one, other] = [one[0], other[0]].map(|column| short(&columns[column].name));
            let message = format!("{one} and {other} may both be the target: --target decides");
            return Err((None, message));
        }
        [] => {}
    }
    // the coordinates x, y are followed by what depends on them
    let is = |column: Option<usize>, name: &str| {
        column.is_some_and(|column| columns[column].name.eq_ignore_ascii_case(name))
    };
    let is_coordinate = |column: usize| {
        column + 1 < columns.len() && is(Some(column), "y") && is(column.checked_sub(1), "x")
    };
    let named = called(WEAK);
    let last_run = |named: &[usize]| -> Vec<usize> {
        let gap = named.windows(2).rposition(|pair| pair[1] != pair[0] + 1);
        named[gap.map_or(0, |gap| gap + 1)..].to_vec()
    };
    let run = last_run(&named);
    if run.first().is_some_and(|first| !is_coordinate(*first)) {
        return Ok(run);
    }
    let last = (0..columns.len()).filter(is_free).rev().find(|column| holds[*column].filled() > 0);
    let none = || (None, "expected a column for the target, found none".to_owned());
    last.map(|last| vec![last]).ok_or_else(none)
}

/// A name in small letters and without its number: `y`, of `Y_2` and `y[2]`.
fn base(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.trim_end_matches(|c: char| c.is_ascii_digit() || "[]()_ ".contains(c)).to_owned()
}

/// Whether numbers in a column of this name are the names of classes.
fn is_class_of_numbers(name: &str, holds: &Holds) -> bool {
    let is_called = TARGETS[..OF_CLASSES].contains(&base(name).as_str());
    is_called && holds.are_whole && (2..=MAX_CLASSES).contains(&holds.distinct)
}

/// Leaves out what is no input, with a word on why; numbers of rows stay if there is nothing else.
fn leave_out(columns: &mut [Column], holds: &[Holds]) {
    let is_named = columns.iter().any(|column| !column.name.is_empty());
    let mut numbers_of_rows = Vec::new();
    for (index, (column, holds)) in columns.iter_mut().zip(holds).enumerate() {
        if column.role != Role::Input {
            continue;
        }
        let name = column.name.to_lowercase();
        let is_unnamed = is_named && (name.is_empty() || name.starts_with("unnamed: "));
        let may_count = is_unnamed || ROW_NUMBERS.contains(&name.as_str());
        let is_label = is_unnamed && index == 0 && holds.are_whole && holds.are_different();
        let why = if holds.filled() == 0 {
            "empty"
        } else if may_count && holds.count_rows {
            numbers_of_rows.push(index);
            "row numbers"
        } else if is_label {
            numbers_of_rows.push(index);
            "row labels"
        } else if holds.is_dates() {
            "dates"
        } else if holds.is_text() && holds.are_different() {
            "another word in every row"
        } else if holds.is_text() && holds.distinct == 1 {
            "the same word in every row"
        } else {
            continue;
        };
        (column.role, column.why) = (Role::LeftOut, why);
    }
    if columns.iter().all(|column| column.role != Role::Input) {
        numbers_of_rows.iter().for_each(|&index| columns[index].role = Role::Input);
    }
}

fn check(columns: &[Column], holds: &[Holds]) -> Result<(), Complaint> {
    let of = |role: Role| columns.iter().filter(move |column| column.role == role);
    let targets = columns.iter().filter(|column| column.role.is_target()).count();
    if of(Role::Input).next().is_none() || targets == 0 {
        let what = if targets == 0 { "target" } else { "input" };
        let others = of(Role::LeftOut).take(TOLD);
        let others: Vec<String> =
            others.map(|column| format!("{} ({})", column.told(), column.why)).collect();
        let but = match &others[..] {
            [] => String::new(),
            some => format!("; left out: {}", some.join(", ")),
        };
        return Err((None, format!("expected at least one column as {what}, found none{but}")));
    }
    if of(Role::Class).next().is_some() && targets > 1 {
        let message = "expected one column of classes or targets of numbers, found several targets \
            and classes among them";
        return Err((None, message.to_owned()));
    }
    for (column, holds) in columns.iter().zip(holds) {
        let index = Some(column.number - 1);
        match column.role {
            Role::Input if holds.is_text() => {
                let message = format!(
                    "expected numbers as input, found words in {}: leave it out (--inputs names \
                        the columns to take)",
                    column.told()
                );
                return Err((index, message));
            }
            Role::Target if holds.is_text() => {
                let message = format!(
                    "expected numbers as target, found words in {}, which are classes only as a \
                        single target",
                    column.told()
                );
                return Err((index, message));
            }
            Role::Class | Role::Target if holds.is_dates() => {
                let message = format!(
                    "expected numbers or classes as target, found dates in {}: --target names \
                        another column",
                    column.told()
                );
                return Err((index, message));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::cells::Cells;
    use super::super::options::{Decimal, Separator};
    use super::*;

    /// A letter a column: input, target, class, or left out.
    fn of(text: &str, options: &Options) -> Result<String, String> {
        let cells = Cells::read(text, Separator::Character(b',')).unwrap();
        let names: Vec<String> = cells.row(0).map(str::to_owned).collect();
        let holds: Vec<Holds> =
            (0..names.len()).map(|column| Holds::of(&cells, column, 1, Decimal::Point)).collect();
        let (columns, told) = roles(&names, &holds, options);
        let letter = |column: &Column| match column.role {
            Role::Input => 'i',
            Role::Target => 't',
            Role::Class => 'c',
            Role::LeftOut => '-',
        };
        told.map(|()| columns.iter().map(letter).collect()).map_err(|(_, message)| message)
    }

    fn told(text: &str) -> String {
        of(text, &Options::default()).unwrap_or_else(|message| message)
    }

    #[test]
    fn the_target_is_known_by_its_name_or_is_the_last_column() {
        for (text, roles) in [
            ("a,b,c\n1,2,3\n4,5,6\n", "iit"),
            ("class,a,b\n1,2,3\n2,5,6\n", "cii"),
            ("Class,a,b\nred,2,3\nblue,5,6\n", "cii"),
            ("target,a,b\n1,2,3\n2,5,6\n", "tii"),
            ("class,a,b\n1.5,2,3\n2,5,6\n", "tii"),
            ("y,x1,x2\n1,2,3\n2,5,6\n", "tii"),
            ("x1,x2,y1,y2\n1,2,3,4\n5,6,7,8\n", "iitt"),
            ("x,y,z\n1,2,3\n4,5,6\n", "iit"),
            ("x,y,class\n1,2,a\n4,5,b\n", "iic"),
            ("x,y\n1,2\n4,5\n", "it"),
            ("a,b,\n1,2,\n4,5,\n", "it-"),
        ] {
            assert_eq!(told(text), roles, "{text:?}");
        }
        assert!(told("class,a,target\n1,2,3\n").contains("--target decides"));
    }

    #[test]
    fn what_is_no_input_is_left_out() {
        for (text, roles) in [
            (",a,y\n0,5,6\n1,7,8\n", "-it"),
            ("Unnamed: 0,a,y\n1,5,6\n2,7,8\n", "-it"),
            (",a,y\n17,5,6\n4,7,8\n", "-it"),
            ("Id,a,y\n1,5,6\n2,7,8\n", "-it"),
            ("index,y\n0,6\n1,8\n", "it"),
            ("id,a,y\n1,5,6\n1,7,8\n", "iit"),
            ("day,a,y\n2024-01-01,5,6\n2024-01-02,7,8\n", "-it"),
            ("name,a,y\nann,5,6\nbob,7,8\n", "-it"),
            ("unit,a,y\ncm,5,6\ncm,7,8\n", "-it"),
        ] {
            assert_eq!(told(text), roles, "{text:?}");
        }
        let told = told("colour,a,y\nred,5,6\nred,7,8\nblue,1,2\n");
        assert!(told.contains("found words in colour") && told.contains("--inputs"), "{told}");
        let told = of("x,y\n$1,2\n$3,4\n", &Options::default()).unwrap_err();
        assert!(told.ends_with("found none; left out: x (another word in every row)"), "{told}");
    }

    #[test]
    fn a_person_says_otherwise_by_name_or_by_number() {
        let text = "a,b,c\n1,2,3\n4,5,6\n";
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let by = |target: &[&str], inputs: &[&str]| {
            let (target, inputs) = (list(target), list(inputs));
            of(text, &Options { target, inputs, ..Options::default() })
        };
        assert_eq!(by(&["a"], &[]).unwrap(), "tii");
        assert_eq!(by(&["1", "c"], &[]).unwrap(), "tit");
        assert_eq!(by(&[], &["3"]).unwrap(), "-ti");
        assert_eq!(by(&["a"], &["b"]).unwrap(), "ti-");
        assert!(by(&["aa"], &[]).unwrap_err().contains("1 to 3: a, b, c; found \"aa\""));
        assert!(by(&["4"], &[]).is_err() && by(&["0"], &[]).is_err());
        assert!(by(&["a"], &["a"]).unwrap_err().contains("both"));
        let last = Options { last: Some(2), ..Options::default() };
        assert_eq!(of(text, &last).unwrap(), "itt");
        let roles = Some(vec![Role::Class, Role::LeftOut, Role::Input]);
        assert_eq!(of(text, &Options { roles, ..Options::default() }).unwrap(), "c-i");
        let roles = Some(vec![Role::Class, Role::Target, Role::Input]);
        assert!(of(text, &Options { roles, ..Options::default() }).is_err());
    }
}
