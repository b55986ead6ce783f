//! Losses over a plane that were computed elsewhere.
#![doc = include_str!("../landscapes.md")]

use std::path::Path;

use ndarray::Array2;

use super::error::ImportError;
use super::file::{bytes, has_ending, stem};
use super::weights::numpy;
use super::weights::{Found, Tensor};
use crate::plane::Grid;

/// Endings of files that hold a landscape.
pub const LANDSCAPE_ENDINGS: [&str; 2] = ["npz", "npy"];

/// Largest file that is read, in bytes.
const MOST_BYTES: u64 = 512 << 20;

/// Most cells, and most numbers of a file.
const MOST_CELLS: usize = 1 << 24;

/// Coordinates are taken as equally spaced if none is further off than this share of a step.
const UNEVEN: f64 = 1e-3;

/// Names under which programs write the numbers, the coordinates and the path of a descent, the
/// likeliest first.
const VALUES: [&str; 10] = [
    "loss",
    "train_loss",
    "loss_vals",
    "test_loss",
    "losses",
    "values",
    "least_loss",
    "Z",
    "z",
    "gradient_norm",
];
const XS: [&str; 4] = ["x", "xcoordinates", "xs", "X"];
const YS: [&str; 4] = ["y", "ycoordinates", "ys", "Y"];
const PATHS: [&str; 3] = ["path", "trajectory", "trajectories"];
const PATH_COLUMNS: [[&str; 2]; 3] =
    [["proj_xcoord", "proj_ycoord"], ["path_x", "path_y"], ["path_1_x", "path_1_y"]];

/// Losses over a plane of some weight space.
#[derive(Clone, Debug, PartialEq)]
pub struct Landscape {
    /// The name of the file without folder and ending.
    pub name: String,
    /// What the numbers are called.
    pub quantity: String,
    /// Where they are; the numbers belong to the middles of the cells.
    pub grid: Grid,
    /// The numbers, row 0 at the lowest `y`.
    pub values: Array2<f64>,
    /// A path over the plane, by its coordinates; empty if there is none.
    pub path: Vec<[f64; 2]>,
    /// What was read, and what was guessed, in a sentence.
    pub told: String,
}

/// The arrays to read, where their names do not tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LandscapeNames {
    /// The numbers.
    pub values: Option<String>,
    /// First coordinates.
    pub x: Option<String>,
    /// Second coordinates.
    pub y: Option<String>,
    /// The path, a row a point.
    pub path: Option<String>,
    /// Whether a row of the numbers has one first coordinate, not one second.
    pub is_transposed: bool,
}

impl Landscape {
    /// Reads a `.npz` or `.npy` file.
    ///
    /// # Errors
    /// One sentence that tells what was expected and what the file has.
    pub fn read(path: &Path, names: &LandscapeNames) -> Result<Self, ImportError> {
        let file = path.display().to_string();
        if has_ending(path, &["h5", "hdf5"]) {
            return Err(ImportError::of_file(&file, of_hdf5(path)));
        }
        Self::parse(&file, &Self::bytes(path)?, names)
    }

    /// The bytes of a file, which is no larger than one with a landscape may be.
    ///
    /// # Errors
    /// If it is larger, or cannot be read.
    pub fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
        bytes(path, MOST_BYTES)
    }

    /// Whether the arrays of a `.npz` are called as a landscape's, not as the weights of a network:
    /// numbers and coordinates have names that are known.
    #[must_use]
    pub fn is_in(bytes: &[u8]) -> bool {
        let Ok(names) = numpy::names(bytes) else { return false };
        let has = |known: &[&str]| known.iter().any(|known| names.iter().any(|own| own == known));
        has(&VALUES) && has(&XS) && has(&YS)
    }

    /// Reads the bytes of a file of this name.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(file: &str, bytes: &[u8], names: &LandscapeNames) -> Result<Self, ImportError> {
        let wrong = |message: String| ImportError::of_file(file, message);
        let arrays = if has_ending(Path::new(file), &["npy"]) {
            let mut found = Found::of(MOST_CELLS);
            numpy::npy(bytes, &mut found).map_err(wrong)?;
            found.all
        } else {
            read_some(bytes, names).map_err(wrong)?
        };
        Self::of_arrays(file, &arrays, names).map_err(wrong)
    }

    fn of_arrays(file: &str, arrays: &[Tensor], names: &LandscapeNames) -> Result<Self, String> {
        let by_name = |name: &str| arrays.iter().find(|array| array.name == name);
        let find = |name: &Option<String>, known: &[&str]| {
            let told = name.as_deref().and_then(by_name);
            told.or_else(|| known.iter().find_map(|known| by_name(known)))
        };
        let only = match arrays {
            [only] if only.shape.len() == 2 => Some(only),
            _ => None,
        };
        let values = find(&names.values, &VALUES).or(only);
        let values = values.ok_or_else(|| unknown(arrays))?;
        let [rows, columns] = values.shape[..] else {
            return Err(format!(
                "array {:?}: expected two axes, found shape {:?}",
                values.name, values.shape
            ));
        };
        if rows < 2 || columns < 2 || values.values.is_empty() {
            return Err(format!(
                "array {:?}: expected 2 to {MOST_CELLS} numbers across and up, found shape {:?}",
                values.name, values.shape
            ));
        }
        let (x, y) = (find(&names.x, &XS), find(&names.y, &YS));
        let array = Array2::from_shape_vec((rows, columns), values.values.clone());
        let mut array = array.map_err(|error| error.to_string())?;
        let mut guesses = Vec::new();
        if names.is_transposed {
            array = array.reversed_axes();
        }
        let (rows, columns) = array.dim();
        // a list, or a table as np.meshgrid makes it
        let is_table = |axis: &Tensor| axis.shape[..] == [rows, columns];
        let count = |axis: &Tensor, of_table| if is_table(axis) { of_table } else { axis.len() };
        let lengths = [x.map(|x| count(x, columns)), y.map(|y| count(y, rows))];
        if let [Some(across), Some(up)] = lengths
            && (up, across) != array.dim()
        {
            if (across, up) != array.dim() {
                return Err(format!(
                    "array {:?}: expected {up} rows of {across}, a row for each y and a column \
                        for each x, found shape {:?}",
                    values.name, values.shape
                ));
            }
            if x.is_some_and(|x| x.name == "xcoordinates") {
                // loss-landscape fills an array of this shape in the order of np.meshgrid
                let flat = values.values.clone();
                array = Array2::from_shape_vec((up, across), flat).map_err(|e| e.to_string())?;
                guesses.push("its numbers in the order of meshgrid".to_owned());
            } else {
                array = array.reversed_axes();
                guesses.push("a row for each x, told by its shape".to_owned());
            }
        }
        let (height, width) = array.dim();
        let x_range = range(x, width, 0, "x")?;
        let y_range = range(y, height, 1, "y")?;
        let flip = |range: [f64; 2]| range[0] > range[1];
        if flip(x_range) {
            array.invert_axis(ndarray::Axis(1));
        }
        if flip(y_range) {
            array.invert_axis(ndarray::Axis(0));
        }
        if x.is_none() || y.is_none() {
            guesses.push("no coordinates: axes count cells from 0".to_owned());
        }
        let sorted = |[a, b]: [f64; 2]| [a.min(b), a.max(b)];
        let grid = Grid { width, height, x_range: sorted(x_range), y_range: sorted(y_range) };
        let path = path(arrays, names)?;
        let finite = array.iter().filter(|value| value.is_finite()).count();
        if finite == 0 {
            return Err(format!("array {:?} holds no finite number", values.name));
        }
        if finite < array.len() {
            guesses.push(format!("{} of them not finite", array.len() - finite));
        }
        if !path.is_empty() {
            guesses.push(format!("a path of {} points", path.len()));
        }
        let quantity =
            if values.name.is_empty() { "loss".to_owned() } else { values.name.replace('_', " ") };
        let rest = guesses.iter().fold(String::new(), |text, guess| text + ", " + guess);
        let told = format!("read {width} x {height} numbers \"{quantity}\" from {file}{rest}");
        let values = array.as_standard_layout().into_owned();
        Ok(Self { name: stem(file), quantity, grid, values, path, told })
    }
}

/// The arrays of an archive that may have a part in it.
fn read_some(bytes: &[u8], names: &LandscapeNames) -> Result<Vec<Tensor>, String> {
    let own = [&names.values, &names.x, &names.y, &names.path];
    let all = numpy::names(bytes)?;
    if let Some(missing) = own.into_iter().flatten().find(|name| !all.contains(name)) {
        return Err(format!("it has no array {missing:?}: it has {}", list(&all)));
    }
    let known: Vec<&str> = [&VALUES[..], &XS, &YS, &PATHS, PATH_COLUMNS.as_flattened()].concat();
    let is_wanted =
        |name: &str| own.iter().any(|own| own.as_deref() == Some(name)) || known.contains(&name);
    let mut found = Found::of(2 * MOST_CELLS);
    let has_one = all.len() == 1;
    numpy::some(bytes, &|name| has_one || is_wanted(name), &mut found)?;
    if found.all.is_empty() {
        return Err(format!(
            "expected arrays called loss, x and y; it has {}: say which are which by --values, \
                --x, --y and --path",
            list(&all)
        ));
    }
    Ok(found.all)
}

fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(8).map(|name| format!("{name:?}")).collect();
    let more = if names.len() > 8 { ", .." } else { "" };
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") + more }
}

fn unknown(arrays: &[Tensor]) -> String {
    let names: Vec<String> = arrays.iter().map(|array| array.name.clone()).collect();
    format!(
        "expected an array of numbers called loss, found {}: say by --values which it is",
        list(&names)
    )
}

/// The ends of the outermost cells along an axis, in the order of its coordinates.
fn range(
    axis: Option<&Tensor>,
    count: usize,
    meshgrid_axis: usize,
    letter: &str,
) -> Result<[f64; 2], String> {
    let Some(axis) = axis else { return Ok([-0.5, count as f64 - 0.5]) };
    let stride = match axis.shape[..] {
        [_, columns] if meshgrid_axis == 1 => columns,
        _ => 1,
    };
    let at: Vec<f64> = axis.values.iter().copied().step_by(stride).take(count).collect();
    let (Some(&first), Some(&last)) = (at.first(), at.last()) else {
        return Err(format!("array {:?} is empty", axis.name));
    };
    if at.len() != count {
        return Err(format!(
            "array {:?}: expected {count} coordinates, one for each number along {letter}, found \
                {}",
            axis.name,
            at.len()
        ));
    }
    let step = (last - first) / (count - 1) as f64;
    let is_even = |(i, value): (usize, &f64)| {
        (value - (first + i as f64 * step)).abs() <= UNEVEN * step.abs()
    };
    if !(step.is_finite() && step != 0.0 && at.iter().enumerate().all(is_even)) {
        return Err(format!(
            "array {:?}: expected equally spaced coordinates, found {first} to {last} with \
                unequal steps: compute the numbers at equal steps",
            axis.name
        ));
    }
    Ok([first - 0.5 * step, last + 0.5 * step])
}

fn path(arrays: &[Tensor], names: &LandscapeNames) -> Result<Vec<[f64; 2]>, String> {
    let by_name = |name: &str| arrays.iter().find(|array| array.name == name);
    let table = match &names.path {
        Some(name) => by_name(name),
        None => PATHS.iter().find_map(|name| by_name(name)),
    };
    if let Some(table) = table {
        let [_, 2] = table.shape[..] else {
            return Err(format!(
                "array {:?}: expected a path as rows of two coordinates, found shape {:?}",
                table.name, table.shape
            ));
        };
        return Ok(table.values.as_chunks().0.to_vec());
    }
    let columns = PATH_COLUMNS.iter().find_map(|[x, y]| Some([by_name(x)?, by_name(y)?]));
    Ok(match columns {
        Some([x, y]) => x.values.iter().zip(&y.values).map(|(x, y)| [*x, *y]).collect(),
        None => Vec::new(),
    })
}

/// What is said of a HDF5 file: the two lines of Python that write what is read here.
fn of_hdf5(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let archive = format!("{}.npz", stem(&name));
    format!(
        "expected .npz or .npy: write the arrays of this HDF5 file with `import h5py, numpy` and \
            `numpy.savez({archive:?}, **{{k: v[()] for k, v in h5py.File({name:?}).items() if \
            hasattr(v, \"shape\")}})`"
    )
}
