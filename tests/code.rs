//! Programs that are written for other libraries run there and give the same loss.
//!
//! They are run by `python3`, or what `PYTHON` names, for each library that it has; without any,
//! only their text is looked at.

use std::path::Path;
use std::process::Command;

use basinscope::descent::descend;
use basinscope::experiment::{self, Library};
use basinscope::monitor::Monitor;
use basinscope::network::{Activation, Law, draw};
use basinscope::objective::{LossKind, Reduction};
use basinscope::optimizer::{Optimizer, Settings};
use basinscope::preset::Preset;

const STEPS: usize = 25;

/// Runs each program in a space of its own and prints what it prints, a line a loss.
const DRIVER: &str = "
import sys
for path in sys.argv[1:]:
    exec(compile(open(path).read(), path, 'exec'), {})
";

/// A preset of five points with targets between 0 and 1.
fn preset(f: Activation, out: Activation, loss: LossKind, reduction: Reduction) -> Preset {
    let text = "title = \"five \\n points\"
        [dataset]
        inputs = [[1, -2], [0.5, 0.25], [-1.5, 3], [2, 0], [0, 40]]
        targets = [[0, 1], [1, 0], [0.25, 0.5], [1, 1], [0, 0.75]]
        [network]
        layers = [2, 3, 3, 2]
        activation = \"tanh\"
";
    let mut preset = Preset::parse("five", text).unwrap();
    preset.network.activation = f;
    preset.network.output_activation = out;
    preset.loss.kind = loss;
    preset.loss.reduction = reduction;
    preset.loss.scale = 0.5;
    preset
}

/// Every activation, loss and optimiser, each at least once, with and without biases and decay.
fn presets() -> Vec<Preset> {
    let mut all = Vec::new();
    let kinds = [LossKind::Squared, LossKind::CrossEntropy];
    for (i, f) in Activation::ALL.into_iter().enumerate() {
        for (j, kind) in kinds.into_iter().enumerate() {
            for (k, reduction) in [Reduction::Sum, Reduction::Mean].into_iter().enumerate() {
                // each loss both ways at least once
                if i > 1 && j != k {
                    continue;
                }
                let out = if kind == LossKind::Squared { f } else { Activation::Identity };
                let mut preset = preset(f, out, kind, reduction);
                preset.network.bias = i % 2 == 0;
                preset.descent.settings = Settings::new(Optimizer::GradientDescent, 1e-3, STEPS);
                all.push(preset);
            }
        }
    }
    for optimizer in Optimizer::ALL {
        for decay in [0.0, 0.125] {
            let mut preset =
                preset(Activation::Tanh, Activation::Identity, kinds[0], Reduction::Mean);
            let settings = Settings::new(optimizer, 0.01, STEPS);
            preset.descent.settings = Settings { weight_decay: decay, ..settings };
            all.push(preset);
        }
    }
    all
}

fn weights(preset: &Preset) -> Vec<f64> {
    draw(&preset.network, Law::Normal { sd: 0.5 }, 3)
}

/// What is printed by the programs of `library`, if it is there.
fn printed(library: Library, presets: &[Preset]) -> Option<Vec<f64>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let module = match library {
        Library::Pytorch => "torch",
        // on PyTorch it multiplies matrices in 32 bits
        Library::Keras => "keras; assert keras.backend.backend() != 'torch'",
        Library::Numpy => "numpy",
    };
    let has = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!("{python} has no {module}: its programs are not run");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let paths = presets.iter().enumerate().map(|(i, preset)| {
        let path = folder.path().join(format!("{i}.py"));
        let code = experiment::code(preset, &weights(preset), library).unwrap();
        std::fs::write(&path, code).unwrap();
        path
    });
    let paths: Vec<_> = paths.collect();
    let output = Command::new(&python).args(["-c", DRIVER]).args(&paths).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{library:?}: {told}");
    let text = String::from_utf8(output.stdout).unwrap();
    let losses = text.lines().filter(|line| line.starts_with("loss "));
    Some(losses.map(|line| line.rsplit(' ').next().unwrap().parse().unwrap()).collect())
}

fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / (1.0 + expected.abs());
    assert!(error <= tolerance, "{what}: {found}, expected {expected}");
}

#[test]
fn the_programs_give_our_loss_and_descend_as_we_do() {
    let presets = presets();
    for library in Library::ALL {
        let Some(printed) = printed(library, &presets) else { continue };
        assert_eq!(printed.len(), 2 * presets.len(), "{library:?}");
        for (preset, losses) in presets.iter().zip(printed.chunks(2)) {
            let settings = &preset.descent.settings;
            let (network, loss, rule) = (&preset.network, &preset.loss, settings.optimizer);
            let what = format!("{library:?} {network:?} {loss:?} {rule:?}");
            let start = weights(preset);
            let objective = preset.objective();
            assert_near(losses[0], experiment::loss(&objective, &start), 1e-12, &what);
            // it keeps some settings in 32 bits, and has other formulas for where epsilon stands
            let scales = settings.greatest_stable_curvature().is_none();
            let tolerance = match (library, scales) {
                (Library::Keras, true) => 1e-4,
                (Library::Keras, false) => 1e-6,
                (Library::Pytorch | Library::Numpy, _) => 1e-9,
            };
            let run = descend(&objective, &start, settings, &Monitor::default()).unwrap();
            assert_near(losses[1], run.end().loss, tolerance, &format!("{what} after {STEPS}"));
        }
    }
}

#[test]
fn mini_batches_run_too() {
    let mut preset =
        preset(Activation::Tanh, Activation::Identity, LossKind::Squared, Reduction::Sum);
    preset.descent.settings = Settings {
        batch_size: Some(2),
        seed: 7,
        ..Settings::new(Optimizer::GradientDescent, 1e-3, 30)
    };
    for library in Library::ALL {
        let Some(losses) = printed(library, std::slice::from_ref(&preset)) else { continue };
        assert!(losses[1] < losses[0], "{library:?}: {losses:?}");
    }
}

#[test]
fn a_program_holds_every_number_and_its_title_stays_a_comment() {
    let preset =
        preset(Activation::Gaussian, Activation::Identity, LossKind::Squared, Reduction::Mean);
    let weights = weights(&preset);
    for library in Library::ALL {
        let code = experiment::code(&preset, &weights, library).unwrap();
        assert!(code.starts_with("# five   points\n"), "{code}");
        assert!(weights.iter().all(|weight| code.contains(&format!("{weight:?}"))), "{code}");
    }
    let large = Preset::parse(
        "large",
        "[dataset]\ninputs = [[1]]\ntargets = [[1]]\n[network]\nlayers = [1, 50000, 1]\n\
            activation = \"tanh\"\n",
    );
    let large = large.unwrap();
    let weights = vec![0.0; large.network.parameter_count()];
    let told = experiment::code(&large, &weights, Library::Numpy).unwrap_err().to_string();
    assert!(told.contains("150003 numbers") && told.contains("at most 100000"), "{told}");
}

#[test]
fn the_command_writes_the_program_and_the_weights() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bad.safetensors");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_basinscope")).args(arguments).output();
        let output = output.expect("the program runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    };
    let point = ["sigmoid-ten-points", "--point", "bad minimum"];
    let path = out.to_str().unwrap();
    run(&[&["weights"], &point[..], &["--out", path]].concat());
    let loss = |more: &[&str]| {
        let text = run(&[&["evaluate", "sigmoid-ten-points", "--json"], more].concat());
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["loss"].as_f64().unwrap()
    };
    assert_eq!(loss(&["--weights", path]), loss(&["--point", "bad minimum"]));
    for library in Library::ALL {
        let code = run(&[&["code"], &point[..], &["--for", library.name()]].concat());
        assert!(code.contains("print(\"loss\", "), "{code}");
    }
    assert!(!Path::new("bad.safetensors").exists());
}
