//! A digest of the numbers that a figure draws.

use sha2::{Digest, Sha256};

use crate::experiment::hexadecimal;
use crate::figure::picture::{Chart, Diagram, Figure, MapPanel, Panel};

/// The SHA-256 in hexadecimal of all numbers that are drawn: each as the eight bytes of its IEEE
/// double, low byte first, in the order of the panels, each list after its length. Pixels, which
/// follow from them, and words have no say.
#[must_use]
pub fn digest(figure: &Figure) -> String {
    let mut numbers = Numbers::default();
    numbers.add(figure);
    numbers.finish()
}

/// The digest of the numbers of several figures, one after the other.
#[derive(Default)]
pub struct Numbers(Sha256);

impl Numbers {
    /// Takes in the numbers of a figure.
    pub fn add(&mut self, figure: &Figure) {
        for panel in &figure.panels {
            match panel {
                Panel::Map(panel) => self.map(panel),
                Panel::Chart(chart) => self.chart(chart),
                Panel::Bars(bars) => {
                    self.list(
                        bars.iter().flat_map(|bar| [bar.share, bar.interval[0], bar.interval[1]]),
                    );
                }
                Panel::Diagram(diagram) => self.diagram(diagram),
            }
        }
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        hexadecimal(&self.0)
    }

    fn list(&mut self, numbers: impl Iterator<Item = f64>) {
        let numbers: Vec<f64> = numbers.collect();
        self.0.update((numbers.len() as u64).to_le_bytes());
        for number in numbers {
            self.0.update(number.to_bits().to_le_bytes());
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn map(&mut self, panel: &MapPanel) {
        self.list(panel.grid.x_range.into_iter().chain(panel.y_range));
        self.list(panel.values.iter().copied());
        // where colours stand for attractors, they are the numbers
        self.bytes(panel.labels.as_ref().map_or(&[], |labels| &labels.rgb));
        for line in &panel.contours {
            self.list(line.iter().flatten().copied());
        }
        for point in &panel.points {
            self.list([point.at.x, point.at.y, point.at.distance, point.loss].into_iter());
        }
        for path in &panel.paths {
            self.list(path.drawn().iter().flat_map(|at| [at.x, at.y, at.distance]));
            self.list(path.losses.iter().take(path.shown).copied());
        }
    }

    fn chart(&mut self, chart: &Chart) {
        self.list(chart.x.range.into_iter().chain(chart.y.range));
        self.bytes(chart.image.as_ref().map_or(&[], |image| &image.rgb));
        for line in &chart.lines {
            self.list(line.points.iter().flatten().copied());
        }
        self.list(chart.marks.iter().flat_map(|mark| mark.at));
    }

    fn diagram(&mut self, diagram: &Diagram) {
        self.list(diagram.edges.iter().map(|edge| edge.weight));
        self.list(diagram.biases.iter().flatten().copied());
    }
}
