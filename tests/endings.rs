//! How commands end that cannot go on: by a limit, a mistake, a full disk or a signal.

use std::process::{Command, Output, Stdio};

const CASES: &str = "tests/cases/26-found-by-fuzzing";

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_basinscope"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The one line of a command that must end with exit code 2 and say `part`.
fn refused(arguments: &[&str], part: &str) {
    let output = program(arguments).output().expect("the program runs");
    let text = told(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    // how a table was understood is told before what is wrong with it
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("read ")).collect();
    assert_eq!(lines.len(), 1, "{arguments:?}: {text}");
    assert!(lines[0].starts_with("error: ") && text.contains(part), "{arguments:?}: {text}");
}

#[test]
fn what_needs_a_hessian_that_would_be_too_large_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name).display().to_string();
    let large = format!("{CASES}/eigenvectors-large.toml");
    let at_most = "at most 1500 weights, and the network has 300001";
    refused(&["slice", &large, "--size", "4x4", "--out", &out("s.csv")], at_most);
    let points = format!("{CASES}/points.csv");
    let made = out("g.toml");
    for kind in [&["dead", "--hidden", "400,400"][..], &["dead", "--hidden", "1000,1000,1000"]] {
        let arguments = [&["generate"], kind, &["--data", &points, "--out", &made]].concat();
        refused(&arguments, "at most 1500 weights");
    }
    refused(
        &["generate", "yun", "--hidden", "1000", "--data", &points, "--out", &made],
        "at most 1500 weights, and a 2-1000-1 network has 4001",
    );
    refused(&["minima", &large], "at most 64 weights, this one has 300001");
    refused(&["slice", &large, "--quantity", "sharpness", "--out", &out("s.csv")], "at most");
    let slid = std::fs::read_to_string(&large)
        .unwrap()
        .replace("kind = \"eigenvectors\"", "kind = \"random\"\nslide = \"flattest\"\noffset = 1");
    std::fs::write(out("slid.toml"), slid).unwrap();
    refused(&["slice", &out("slid.toml"), "--out", &out("s.csv")], "at most 400 weights");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn negative_numbers_are_values_and_what_was_expected_is_told() {
    for (line, part) in [
        ("shares xor-relu --seed x", "'--seed <S>': expected a whole number from 0 to 1844674407"),
        ("descend xor-relu --seed -1", "'-1' for '--seed <N>': expected a whole number from 0"),
        ("descend xor-relu --warm-up -1", "'-1' for '--warm-up <N>': expected a whole number"),
        ("descend xor-relu --noise -1", "expected a finite number of at least 0"),
        ("shares xor-relu --runs 1e12", "'--runs <N>': expected a whole number from 1 to 10000000"),
        ("minima xor-relu --starts 9999999", "expected a whole number from 0 to 1000000"),
        ("basins xor-relu --threads 2000", "expected a whole number from 1 to 1024"),
        ("hunt --out h --points 1", "expected a whole number from 2 to 200"),
        ("figure xor-relu --out a.png --dpi x", "expected 10 to 10000 pixels an inch"),
        ("figure xor-relu --out a.png --dpi 0", "expected 10 to 10000 pixels an inch"),
        ("figure xor-relu --out a.png --surface --elevation 1e9", "expected degrees from 4 to 90"),
        ("figure xor-relu --out a.png --surface --elevation -5", "expected degrees from 4 to 90"),
        (
            "figure xor-relu --out a.png --surface --azimuth nan",
            "expected degrees from -360 to 360",
        ),
        ("generate split xor-relu --unit 0 --share -1/x --out a.toml", "'--share <SHARE>'"),
        ("slice", "not provided: --out <FILE>, <PRESET>"),
        ("slice xor-relu --siz 3x3 --out a.csv", "tip: a similar argument exists: '--size'"),
        ("figur", "unrecognized subcommand 'figur'; tip: a similar subcommand exists: 'figure'"),
    ] {
        refused(&line.split_whitespace().collect::<Vec<_>>(), part);
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("split.toml").display().to_string();
    let split = ["generate", "split", "yun-sigmoid", "--unit", "1", "--share", "-1/3"];
    let output = program(&[&split[..], &["--out", &out]].concat()).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(std::fs::read_to_string(&out).unwrap().contains("keeps the share -1/3"));
    let svg = folder.path().join("a.png").display().to_string();
    let huge = ["--width", "2000", "--dpi", "10000", "--size", "9x9"];
    refused(
        &[&["figure", "logistic-neuron", "--out", &svg], &huge[..]].concat(),
        "found one of 78",
    );
}

#[test]
fn a_plane_of_a_descent_that_diverged_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("far.toml").display().to_string();
    let text = "[dataset]\ninputs = [[1], [2]]\ntargets = [[1], [3]]\n[network]\nlayers = [1, 1]\n\
        activation = \"relu\"\n[[points]]\nname = \"start\"\nlayers = [{ weights = [[3]], \
        biases = [1] }]\n[plane]\nkind = \"trajectory\"\nstart = \"start\"\n[descent]\n\
        learning_rate = 1e300\nsteps = 50\n";
    std::fs::write(&path, text).unwrap();
    let out = folder.path().join("s.csv").display().to_string();
    refused(&["slice", &path, "--out", &out], "the descent diverged");
}

#[cfg(unix)]
mod on_unix {
    use std::fs::{self, File};
    use std::io::{BufRead, BufReader, Read, Write};
    use std::path::Path;
    use std::process::Child;
    use std::time::{Duration, Instant};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// A process that is killed if a test ends before it does.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    impl Running {
        fn signal(&self, name: &str) {
            let id = self.0.id().to_string();
            let sent = Command::new("kill").args(["-s", name, &id]).status().expect("kill runs");
            assert!(sent.success());
        }

        /// The exit code and the error output, once it ends by itself.
        fn end(mut self) -> (Option<i32>, String) {
            let deadline = Instant::now() + Duration::from_secs(30);
            let status = loop {
                if let Some(status) = self.0.try_wait().unwrap() {
                    break status;
                }
                assert!(Instant::now() < deadline, "it goes on");
                std::thread::sleep(Duration::from_millis(5));
            };
            let mut text = String::new();
            if let Some(mut errors) = self.0.stderr.take() {
                errors.read_to_string(&mut text).unwrap();
            }
            (status.code(), text)
        }
    }

    /// A slice of so many cells that its table takes seconds to write, under way.
    fn writing(folder: &Path, errors: Stdio) -> Running {
        let out = folder.join("o.csv").display().to_string();
        let before = names(folder);
        let mut command = program(&["slice", "relu-line-of-minima", "--size", "4000x4000"]);
        let running = command.args(["--out", &out]).stdout(Stdio::null()).stderr(errors).spawn();
        let running = Running(running.expect("the program runs"));
        let deadline = Instant::now() + Duration::from_mins(1);
        let is_new = |name: &String| name.starts_with(".basinscope-") && !before.contains(name);
        while !names(folder).iter().any(is_new) {
            assert!(Instant::now() < deadline, "nothing is written");
            std::thread::sleep(Duration::from_millis(2));
        }
        running
    }

    #[test]
    fn a_signal_while_a_file_is_written_ends_in_one_line_and_leaves_nothing() {
        for (signal, code, name) in
            [("INT", 130, "Ctrl-C"), ("TERM", 143, "SIGTERM"), ("HUP", 129, "SIGHUP")]
        {
            let folder = tempfile::tempdir().unwrap();
            let running = writing(folder.path(), Stdio::piped());
            running.signal(signal);
            let (status, text) = running.end();
            assert_eq!(status, Some(code), "{signal}: {text}");
            let line = format!("error: ended by {name}; no file is left half written\n");
            assert_eq!(text, line);
            assert!(names(folder.path()).is_empty(), "{signal}: {:?}", names(folder.path()));
        }
    }

    #[test]
    fn a_signal_ends_a_command_that_computes_or_waits() {
        let hunt = tempfile::tempdir().unwrap();
        let path = hunt.path().join("h").display().to_string();
        let pipe = hunt.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let pipe = pipe.display().to_string();
        for arguments in [&["hunt", "--seconds", "600", "--out", &path][..], &["evaluate", &pipe]] {
            let running = program(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
            let running = Running(running.unwrap());
            std::thread::sleep(Duration::from_millis(500));
            running.signal("INT");
            let (status, text) = running.end();
            assert_eq!((status, text.lines().count()), (Some(130), 1), "{arguments:?}: {text}");
        }
    }

    #[test]
    fn the_second_signal_ends_at_once_what_the_first_could_not() {
        // the line of the first signal has no place in a pipe that is full
        let (_reader, mut full) = std::io::pipe().unwrap();
        full.write_all(&vec![b'x'; 1 << 16]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut running = writing(folder.path(), full.into());
        running.signal("INT");
        std::thread::sleep(Duration::from_millis(300));
        assert!(running.0.try_wait().unwrap().is_none(), "it waits for the reader");
        assert!(names(folder.path()).is_empty());
        running.signal("INT");
        assert_eq!(running.end().0, Some(130));
    }

    #[test]
    fn nohup_is_respected() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("h").display().to_string();
        let mut command = Command::new("sh");
        let ignoring = "trap '' HUP; exec \"$0\" \"$@\"";
        command.args(["-c", ignoring, env!("CARGO_BIN_EXE_basinscope")]);
        command.args(["hunt", "--seconds", "600", "--out", &out]);
        let running =
            Running(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
        std::thread::sleep(Duration::from_millis(500));
        running.signal("HUP");
        std::thread::sleep(Duration::from_millis(300));
        running.signal("TERM");
        let (status, text) = running.end();
        assert_eq!(status, Some(143), "{text}");
    }

    #[test]
    fn what_a_killed_command_left_goes_with_the_next_file() {
        let folder = tempfile::tempdir().unwrap();
        let running = writing(folder.path(), Stdio::piped());
        running.signal("KILL");
        let (status, _) = running.end();
        let left = names(folder.path());
        assert_eq!((status, left.len()), (None, 1), "nobody cleans up after KILL");
        let other = writing(folder.path(), Stdio::piped());
        let under_way = names(folder.path());
        assert!(under_way.len() == 1 && under_way != left, "{left:?} {under_way:?}");
        // what is being written meanwhile is no leftover
        let out = folder.path().join("small.csv").display().to_string();
        let small = ["slice", "xor-relu", "--size", "2x2", "--out", &out];
        assert!(program(&small).output().unwrap().status.success());
        assert_eq!(names(folder.path()), [&under_way[0], "small.csv"]);
        other.signal("TERM");
        other.end();
        assert_eq!(names(folder.path()), ["small.csv"]);
    }

    #[test]
    fn a_limit_on_the_size_of_files_makes_a_write_fail_in_one_line() {
        let limited = "ulimit -f 8; exec \"$0\" \"$@\"";
        for (writer, name) in [
            ("slice", "o.csv"),
            ("slice", "o.npz"),
            ("figure", "o.png"),
            ("figure", "o.pdf"),
            ("figure", "o.svg"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join(name).display().to_string();
            let mut command = Command::new("sh");
            command.args(["-c", limited, env!("CARGO_BIN_EXE_basinscope")]);
            command.args([writer, "xor-relu", "--size", "100x100", "--out", &out]);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
            let line = format!("{name}: File too large");
            assert!(told(&output).contains(&line), "{}", told(&output));
            assert!(names(folder.path()).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_full_output_is_told_and_no_panic() {
        let full = || File::options().write(true).open("/dev/full").unwrap();
        for arguments in [&["presets"][..], &["evaluate", "xor-relu", "--json"], &["--help"]] {
            let output = program(arguments).stdout(full()).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let line = "error: cannot write the standard output: No space left on device";
            assert!(told(&output).starts_with(line), "{}", told(&output));
        }
        for arguments in [&["certify", "nope"][..], &["slice"]] {
            let status = program(arguments).stderr(full()).status().unwrap();
            assert_eq!(status.code(), Some(2), "{arguments:?}");
        }
        let mut closed = Command::new("sh");
        closed.args(["-c", "exec \"$0\" certify nope >&- 2>&-", env!("CARGO_BIN_EXE_basinscope")]);
        assert_eq!(closed.status().unwrap().code(), Some(2));
    }

    #[test]
    fn a_reader_that_leaves_early_is_no_mistake() {
        let mut running =
            Running(program(&["presets", "--json"]).stdout(Stdio::piped()).spawn().unwrap());
        let mut first = String::new();
        BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert_eq!((first.trim(), running.end().0), ("[", Some(0)));
    }

    #[test]
    fn a_device_without_an_end_is_read_to_the_limit_only() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let out = at("o.toml");
        fs::create_dir(at("hunt")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("hunt/hunt.json")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("w.npy")).unwrap();
        for arguments in [
            &["certify", "--check", "/dev/zero"][..],
            &["hunt", "--out", &at("hunt")],
            &["generate", "yun", "--data", "/dev/zero", "--out", &out],
            &["evaluate", "xor-relu", "--weights", &at("w.npy")],
            &["evaluate", "/dev/zero"],
        ] {
            refused(arguments, "expected a file of at most ");
        }
        // a pipe that never ends
        let pipe = at("pipe.toml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut writer = Command::new("sh");
        writer.args(["-c", "exec yes '#' > \"$0\"", &pipe]).stderr(Stdio::null());
        let _writer = Running(writer.spawn().unwrap());
        refused(&["evaluate", &pipe], "at most 8 MiB");
    }

    #[test]
    fn a_file_that_must_not_be_written_to_stays() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("o.csv");
        fs::write(&path, "mine").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let out = path.display().to_string();
        let slice = ["slice", "xor-relu", "--size", "2x2", "--out", &out];
        refused(&slice, "a file that must not be written to");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn a_cause_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let inside = file.join("h").display().to_string();
        let output = program(&["hunt", "--out", &inside]).output().unwrap();
        assert_eq!(told(&output).matches("Not a directory").count(), 1, "{}", told(&output));
    }
}
