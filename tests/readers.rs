//! Every reader takes files that were changed by chance: it neither panics nor takes much memory.
//!
//! A short run, the same every time, of what the targets under `fuzz` run for hours.

#[path = "../fuzz/entries.rs"]
mod entries;

use std::alloc::System;
use std::io::Write;
use std::path::{Path, PathBuf};

use basinscope::construct::hunt;
use basinscope::network::Activation;
use basinscope::objective::LossKind;
use basinscope::preset::Preset;
use basinscope::preset::import::idx;
use basinscope::proof::CertificateFile;
use cap::Cap;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Changed files of each reader, unless `ROUNDS` says how many.
const ROUNDS: usize = 300;

/// Bytes that a reader may take beyond the file for one below a megabyte.
const MOST: usize = 64 << 20;

/// The files with these endings below `tests/cases`.
fn cases(endings: &[&str]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let is_one = path.extension().is_some_and(|own| endings.iter().any(|e| own == *e));
            if path.is_dir() {
                folders.push(path);
            } else if is_one {
                found.push(std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Files that a reader of this name takes, or nearly.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let shipped = || {
        let presets = Preset::shipped().into_iter().take(4);
        presets.map(|preset| preset.to_toml().into_bytes()).collect::<Vec<_>>()
    };
    match name {
        "preset" => [cases(&["toml"]), shipped()].concat(),
        "table" => {
            let own = ["a,b,y\n1,2,yes\n3,4.5,no\n", "1;2,5;-1\n\n# c\n1/3;4;1e-2\n"];
            [cases(&["csv", "tsv", "txt"]), own.map(|text| text.as_bytes().to_vec()).to_vec()]
                .concat()
        }
        "certificate" => {
            let preset = Preset::load("relu-line-of-minima").unwrap();
            let point = preset.points.iter().next().unwrap().exact.clone();
            let file = CertificateFile::new(&preset.exact_problem(), &point, &[]);
            vec![serde_json::to_vec(&file.expect("a proof")).unwrap()]
        }
        "hunt" => {
            let settings = hunt::Settings {
                points: 4,
                inputs: 1,
                hidden: 2,
                activation: Activation::Sigmoid,
                loss: LossKind::Squared,
                starts: 10,
                climb: 3,
                seed: 0,
                from: hunt::Origin::of(&Preset::load("xor-sigmoid").unwrap()),
            };
            let state = hunt::State::new(settings);
            vec![serde_json::to_vec(&state).unwrap()]
        }
        "session" => {
            let texts = shipped().into_iter().take(2);
            let text = |preset: Vec<u8>| {
                let preset = toml::Value::String(String::from_utf8(preset).unwrap());
                let choices = "is_edited = false\nranges = [[-1.0, 1.0], [-2.0, 2.0]]\n\
                    layer = \"loss\"\nbasin_view = \"labels\"\ntells_copies_apart = false\n\
                    speed = 1.0\nseed = 0\nscale = \"log\"\ncolormap = \"viridis\"\n\
                    contours = true\nlabels = true";
                format!("version = 1\nname = \"a\"\npreset = {preset}\n{choices}\n").into_bytes()
            };
            texts.map(text).collect()
        }
        "idx" => {
            let images = idx_file(2051, &[3, 4, 5], &[9; 60]);
            let bomb = idx_file(2051, &[1_000, 28, 28], &vec![0; 784_000]);
            vec![idx_file(2049, &[60], &[7; 60]), packed(&images), images, packed(&bomb)]
        }
        ending => cases(&[ending]),
    }
}

/// A file as MNIST has them.
fn idx_file(magic: u32, counts: &[u32], bytes: &[u8]) -> Vec<u8> {
    let words = std::iter::once(&magic).chain(counts);
    words.flat_map(|word| word.to_be_bytes()).chain(bytes.iter().copied()).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file with a few changes: bytes, numbers, pieces twice or not at all, the end cut off.
fn changed(seed: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.random_range(1..5) {
        if bytes.is_empty() {
            break;
        }
        let at = random.random_range(0..bytes.len());
        let end = (at + random.random_range(1..40)).min(bytes.len());
        match random.random_range(0..6) {
            0 => bytes[at] = random.random(),
            1 => bytes[at] ^= 1 << random.random_range(0..8),
            2 => random.fill_bytes(&mut bytes[at..end]),
            3 => {
                let piece = bytes[at..end].repeat(random.random_range(1..50));
                bytes.splice(at..at, piece);
            }
            4 => {
                let digits = b"99999999999999999999".iter().take(random.random_range(1..20));
                bytes.splice(at..end.min(at + 3), digits.copied());
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn no_reader_panics_or_takes_much_memory_whatever_is_in_a_file() {
    let rounds = std::env::var("ROUNDS").map_or(ROUNDS, |text| text.parse().expect("a number"));
    for (name, read) in entries::ALL {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has something to begin with");
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for seed in &seeds {
            read(seed);
        }
        for round in 0..rounds {
            let bytes = changed(&seeds[round % seeds.len()], &mut random);
            let before = MEMORY.allocated();
            MEMORY.set_limit(before + MOST).expect("room");
            // more than that is an abort
            read(&bytes);
            MEMORY.set_limit(usize::MAX).expect("room");
        }
    }
}

#[test]
fn a_gzip_bomb_takes_no_more_memory_than_its_header_says_or_is_refused() {
    // unpacked a hundred times what the limit below has room for
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&idx_file(2051, &[2, 3, 3], &[])).unwrap();
    let zeros = vec![0; 1 << 20];
    (0..800).for_each(|_| encoder.write_all(&zeros).unwrap());
    let bomb = encoder.finish().unwrap();
    let largest = packed(&idx_file(2051, &[u32::MAX; 3], &[]));
    for (bytes, part) in [(&bomb, "18 bytes after its header, found more"), (&largest, "at most")] {
        let before = MEMORY.allocated();
        MEMORY.set_limit(before + (8 << 20)).expect("room");
        let told = idx::images_of(bytes).unwrap_err();
        MEMORY.set_limit(usize::MAX).expect("room");
        assert!(told.contains(part), "{told}");
    }
}
