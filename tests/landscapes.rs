//! Losses over a plane that were computed elsewhere are read as they are meant, or not at all.

use std::path::Path;
use std::process::Command;

use basinscope::experiment::Npz;
use basinscope::preset::import::{Landscape, LandscapeNames};
use ndarray::{Array1, Array2};

/// 5 places across, 3 up, and a loss that tells both apart.
fn places() -> (Array1<f64>, Array1<f64>, Array2<f64>) {
    let x = Array1::from_vec(vec![-1.0, -0.5, 0.0, 0.5, 1.0]);
    let y = Array1::from_vec(vec![10.0, 20.0, 30.0]);
    let loss = Array2::from_shape_fn((3, 5), |(j, i)| y[j] + x[i]);
    (x, y, loss)
}

fn read(archive: Npz, names: &LandscapeNames) -> Result<Landscape, String> {
    let bytes = archive.bytes().unwrap();
    Landscape::parse("mine.npz", &bytes, names).map_err(|error| error.to_string())
}

/// Whether every number is where it belongs.
fn is_right(landscape: &Landscape) -> bool {
    let Landscape { grid, values, .. } = landscape;
    let is_near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    values.dim() == (3, 5)
        && values.indexed_iter().all(|((j, i), v)| is_near(*v, grid.y(j) + grid.x(i)))
        && is_near(grid.x(0), -1.0)
        && is_near(grid.y(2), 30.0)
}

#[test]
fn numbers_are_put_where_the_files_of_other_programs_mean_them() {
    let (x, y, loss) = places();
    let plain = LandscapeNames::default();
    let own = Npz::new().add("loss", &loss).unwrap().add("x", &x).unwrap().add("y", &y).unwrap();
    assert!(is_right(&read(own, &plain).unwrap()));
    // np.meshgrid's tables
    let [xs, ys] = [
        Array2::from_shape_fn((3, 5), |(_, i)| x[i]),
        Array2::from_shape_fn((3, 5), |(j, _)| y[j]),
    ];
    let tables = Npz::new().add("Z", &loss).unwrap().add("X", &xs).unwrap().add("Y", &ys).unwrap();
    assert!(is_right(&read(tables, &plain).unwrap()));
    // a row for each x, seen by the shape
    let turned = loss.t().as_standard_layout().into_owned();
    let other = Npz::new().add("loss", &turned).unwrap();
    let other = other.add("x", &x).unwrap().add("y", &y).unwrap();
    let landscape = read(other, &plain).unwrap();
    assert!(is_right(&landscape) && landscape.told.contains("told by its shape"));
    // loss-landscape (Li et al.): shape [x, y], filled in the order of np.meshgrid
    let filled = Array2::from_shape_vec((5, 3), loss.iter().copied().collect()).unwrap();
    let archive = Npz::new().add("train_loss", &filled).unwrap();
    let archive = archive.add("xcoordinates", &x).unwrap().add("ycoordinates", &y).unwrap();
    let archive = archive.add("proj_xcoord", &Array1::from_vec(vec![0.0, 0.5])).unwrap();
    let archive = archive.add("proj_ycoord", &Array1::from_vec(vec![10.0, 11.0])).unwrap();
    let landscape = read(archive, &plain).unwrap();
    assert!(is_right(&landscape));
    assert_eq!(landscape.path, [[0.0, 10.0], [0.5, 11.0]]);
    // coordinates that fall
    let down: Array1<f64> = y.iter().rev().copied().collect();
    let flipped = Array2::from_shape_fn((3, 5), |(j, i)| loss[[2 - j, i]]);
    let archive = Npz::new().add("loss", &flipped).unwrap();
    let archive = archive.add("x", &x).unwrap().add("y", &down).unwrap();
    assert!(is_right(&read(archive, &plain).unwrap()));
    // names that nobody knows
    let odd = || Npz::new().add("a", &loss).unwrap().add("b", &x).unwrap().add("c", &y).unwrap();
    let refused = read(odd(), &plain).unwrap_err();
    assert!(refused.contains("\"a\", \"b\", \"c\"") && refused.contains("--values"), "{refused}");
    let named = |name: &str| Some(name.to_owned());
    let names = LandscapeNames {
        values: named("a"),
        x: named("b"),
        y: named("c"),
        ..LandscapeNames::default()
    };
    assert!(is_right(&read(odd(), &names).unwrap()));
}

#[test]
fn what_cannot_be_drawn_is_refused_in_a_sentence() {
    let (x, y, loss) = places();
    let with = |loss: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>| {
        let archive = Npz::new().add("loss", loss).unwrap().add("x", x).unwrap();
        read(archive.add("y", y).unwrap(), &LandscapeNames::default()).unwrap_err()
    };
    let uneven = x.mapv(|x| x * x * x);
    assert!(with(&loss, &uneven, &y).contains("expected equally spaced coordinates"));
    let nothing = loss.mapv(|_| f64::NAN);
    assert!(with(&nothing, &x, &y).contains("no finite number"));
    let short = Array1::from_vec(vec![0.0, 1.0]);
    assert!(with(&loss, &short, &y).contains("expected 3 rows of 2"));
    let single = Array2::from_elem((1, 5), 1.0);
    assert!(with(&single, &x, &Array1::from_vec(vec![0.0])).contains("expected 2 to"));
    let hdf5 = Landscape::read(Path::new("surface.h5"), &LandscapeNames::default()).unwrap_err();
    assert!(hdf5.to_string().contains("h5py"), "{hdf5}");
    for broken in [&b""[..], b"PK\x03\x04", b"\x93NUMPY\x01\x00"] {
        assert!(Landscape::parse("a.npz", broken, &LandscapeNames::default()).is_err());
    }
}

#[test]
fn a_figure_of_a_landscape_is_drawn_again_beside_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (x, y, loss) = places();
    let save = |loss: &Array2<f64>, name: &str| {
        let archive = Npz::new().add("loss", loss).unwrap().add("x", &x).unwrap();
        archive.add("y", &y).unwrap().write(&folder.path().join(name)).unwrap();
    };
    save(&loss, "mine.npz");
    save(&loss.mapv(|value| value + 1e-9), "other.npz");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_basinscope"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let both = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&both).into_owned())
    };
    let drawn =
        run(&["figure", "mine.npz", "--surface", "--x-label", "a way", "--out", "mine.svg"]);
    assert!(drawn.0, "{}", drawn.1);
    let again = run(&["figure", "mine.npz", "--from", "mine.svg", "--out", "again.svg"]);
    assert!(again.0, "{}", again.1);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("mine.svg"), bytes("again.svg"));
    assert!(String::from_utf8_lossy(&bytes("mine.svg")).contains(">a way<"));
    let (is_same, told) = run(&["figure", "mine.npz", "--check", "mine.svg"]);
    assert!(is_same && told.contains("every byte of the file"), "{told}");
    let (is_same, told) = run(&["figure", "other.npz", "--check", "mine.svg"]);
    assert!(!is_same && told.contains("its numbers are not those of other"), "{told}");
    let (_, told) = run(&["figure", "--from", "mine.svg", "--out", "x.svg"]);
    assert!(told.contains("the landscape mine, which it does not hold"), "{told}");
}

#[test]
fn the_lines_of_pytorch_in_the_docs_write_what_is_read() {
    let page = include_str!("../src/preset/landscapes.md");
    let lines = page.rsplit("```python").next().unwrap().split("```").next().unwrap();
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_torch = Command::new(&python).args(["-c", "import torch"]).output();
    if !has_torch.is_ok_and(|output| output.status.success()) {
        eprintln!("PyTorch is not installed: not tried");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = format!(
        "{lines}\n\
        torch.manual_seed(0)\n\
        model = torch.nn.Sequential(torch.nn.Conv2d(1, 3, 3), torch.nn.ReLU(), \
            torch.nn.Flatten(), torch.nn.Linear(12, 1))\n\
        inputs, targets = torch.randn(8, 1, 4, 4), torch.randn(8, 1)\n\
        loss = lambda: torch.nn.functional.mse_loss(model(inputs), targets).item()\n\
        before = loss()\n\
        save_landscape(model, loss, 'mine.npz', reach=0.5, cells=9)\n\
        assert loss() == before\n\
        print(before)\n"
    );
    let output =
        Command::new(&python).args(["-c", &program]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let before: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
    let path = folder.path().join("mine.npz");
    let landscape = Landscape::read(&path, &LandscapeNames::default()).unwrap();
    assert_eq!(landscape.values.dim(), (9, 9));
    // the middle is the model itself
    assert!((landscape.values[[4, 4]] - before).abs() < 1e-6 * before);
    assert!(landscape.grid.x(4).abs() < 1e-12);
}
