//! Films as MP4, by the program `ffmpeg`.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::encoder::Encoder;
use crate::figure::describe::Film;
use crate::figure::error::FigureError;
use crate::monitor::Monitor;
use crate::output::Scratch;

/// How often is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(20);

/// An MP4 under way: frames go to the program, which writes a file of its own.
pub(super) struct Mp4<'w> {
    out: &'w mut (dyn Write + Send),
    film: &'w Film,
    monitor: &'w Monitor,
    program: Program,
    video: Scratch,
}

impl<'w> Mp4<'w> {
    pub fn new(
        out: &'w mut (dyn Write + Send),
        film: &'w Film,
        monitor: &'w Monitor,
    ) -> Result<Self, FigureError> {
        let video = Scratch::new().map_err(FigureError::drawing)?;
        let [width, height] = film.size;
        let size = format!("{width}x{height}");
        let rate = film.fps.to_string();
        let frames = ["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", &size];
        // the colours as players take them where nobody says, and said all the same
        let colors = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p"];
        let told = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
        // with one thread the same bytes come each time
        let codec = ["-c:v", "libx264", "-crf", "16", "-threads", "1"];
        let from = ["-framerate", &rate, "-i", "pipe:0"];
        let arguments = [&frames[..], &from, &colors, &codec, &told].concat();
        let program = Program::start(&arguments, video.path())?;
        Ok(Self { out, film, monitor, program, video })
    }

    fn end(mut self, recipe: &str) -> Result<(), FigureError> {
        self.program.end(self.monitor)?;
        let whole = Scratch::new().map_err(FigureError::drawing)?;
        let video = self.video.path().to_string_lossy().into_owned();
        let recipe_too = ["-i", &video, "-f", "ffmetadata", "-i", "pipe:0", "-map", "0:v"];
        let copy = ["-map_metadata", "1", "-c", "copy", "-movflags", "+faststart"];
        let mut program = Program::start(&[&recipe_too[..], &copy].concat(), whole.path())?;
        program.write(metadata(recipe).as_bytes())?;
        program.end(self.monitor)?;
        let copied = File::open(whole.path()).and_then(|mut file| io::copy(&mut file, self.out));
        copied.map(|_| ()).map_err(FigureError::drawing)
    }
}

impl Encoder for Mp4<'_> {
    fn frame(&mut self, rgb: &[u8], index: usize) -> Result<(), FigureError> {
        let times = self.film.delay(index, f64::from(self.film.fps));
        (0..times).try_for_each(|_| self.program.write(rgb))
    }

    fn finish(self: Box<Self>, recipe: &str) -> Result<(), FigureError> {
        self.end(recipe)
    }
}

/// The recipe as `ffmpeg` reads what is known of a file.
fn metadata(recipe: &str) -> String {
    let mut text = ";FFMETADATA1\ncomment=".to_owned();
    for c in recipe.chars() {
        if matches!(c, '=' | ';' | '#' | '\\' | '\n') {
            text.push('\\');
        }
        text.push(c);
    }
    text + "\n"
}

/// `ffmpeg` at work; it ends with this.
struct Program {
    child: Child,
    told: File,
}

impl Program {
    fn start(arguments: &[&str], out: &Path) -> Result<Self, FigureError> {
        let told = tempfile::tempfile().map_err(FigureError::drawing)?;
        let stderr = told.try_clone().map_err(FigureError::drawing)?;
        let child = Command::new("ffmpeg")
            .args(["-hide_banner", "-loglevel", "error", "-y"])
            .args(arguments)
            // neither date nor version, so that the same film is the same file
            .args(["-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mp4"])
            .arg(out)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn();
        match child {
            Ok(child) => Ok(Self { child, told }),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(FigureError::NoProgram),
            Err(error) => Err(FigureError::Program(error.to_string())),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), FigureError> {
        let written = self.child.stdin.as_mut().map(|stdin| stdin.write_all(bytes));
        match written {
            Some(Err(_)) | None => Err(self.mistake()),
            Some(Ok(())) => Ok(()),
        }
    }

    /// Waits until it has ended.
    fn end(&mut self, monitor: &Monitor) -> Result<(), FigureError> {
        self.child.stdin = None;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(None) if monitor.is_cancelled() => return Err(FigureError::Cancelled),
                Ok(None) => std::thread::sleep(LOOK),
                Ok(Some(_)) | Err(_) => return Err(self.mistake()),
            }
        }
    }

    /// What it said last before it gave up.
    fn mistake(&mut self) -> FigureError {
        let _ = self.child.wait();
        let mut told = String::new();
        let read = self.told.rewind().and_then(|()| self.told.read_to_string(&mut told));
        let last = told.lines().rev().find(|line| !line.trim().is_empty());
        FigureError::Program(match (read, last) {
            (Ok(_), Some(line)) => line.trim().to_owned(),
            _ => "it ended without a word".to_owned(),
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_keeps_its_lines_and_signs_on_its_way() {
        assert_eq!(metadata("# a\nb = 1;"), ";FFMETADATA1\ncomment=\\# a\\\nb \\= 1\\;\n");
    }
}
