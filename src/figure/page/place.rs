//! Where the labels of points go, so that they cover as little as can be.

use super::text::TYPE;
use super::text::text_width;
use crate::figure::plan::Area;

/// Half the side of the square that a marker takes.
const MARKER: f64 = 5.0;

/// What each kind of conflict costs; a label that leaves the map or covers another is worst.
const CLIPPED: f64 = 1e4;
const ON_LABEL: f64 = 1e3;
const ON_MARKER: f64 = 100.0;
const ON_PATH: f64 = 1.0;

/// Samples of a path are this far apart.
const SAMPLING: f64 = 3.0;

/// What labels must keep clear of.
#[derive(Default)]
pub(super) struct Obstacles {
    labels: Vec<Area>,
    markers: Vec<Area>,
    path: Vec<[f64; 2]>,
}

impl Obstacles {
    /// A marker at a place.
    pub fn add_marker(&mut self, [x, y]: [f64; 2]) {
        self.markers.push(Area {
            left: x - MARKER,
            top: y - MARKER,
            right: x + MARKER,
            bottom: y + MARKER,
        });
    }

    /// A text that is written already.
    pub fn add_text(&mut self, text: Area) {
        self.labels.push(text);
    }

    /// A line through finite `points`, as far as it is inside `area`.
    pub fn add_path(&mut self, points: &[[f64; 2]], area: &Area) {
        for pair in points.windows(2) {
            let [[ax, ay], [bx, by]] = [pair[0], pair[1]];
            let length = pxfm::f_hypot(bx - ax, by - ay);
            // a longer step than the map's sides together leaves it soon
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
            let count = (length / SAMPLING).ceil().clamp(1.0, 500.0) as usize;
            for k in 0..=count {
                let t = k as f64 / count as f64;
                let at = [ax + t * (bx - ax), ay + t * (by - ay)];
                let is_new = self.path.last().is_none_or(|last| {
                    pxfm::f_hypot(last[0] - at[0], last[1] - at[1]) >= 0.9 * SAMPLING
                });
                if is_new && area.contains(at) {
                    self.path.push(at);
                }
            }
        }
    }

    /// Chooses the place of a label for the marker at `at`, the cheapest of several around it, and
    /// keeps it free of later labels; none if it would leave the area or cover another text.
    pub fn place(&mut self, at: [f64; 2], text: &str, area: &Area) -> Option<Area> {
        let cost = |spot: &Area| {
            let clipped = if area.holds(spot) { 0.0 } else { CLIPPED };
            let count =
                |areas: &[Area]| areas.iter().filter(|other| other.meets(spot)).count() as f64;
            let crossed = self.path.iter().filter(|&&point| spot.contains(point)).count() as f64;
            clipped
                + ON_LABEL * count(&self.labels)
                + ON_MARKER * count(&self.markers)
                + ON_PATH * crossed
        };
        // the first of equals is kept: spots stand in the order of preference
        let mut best: Option<(f64, Area)> = None;
        for spot in spots(at, text_width(text, TYPE)) {
            let cost = cost(&spot);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, spot));
            }
        }
        let (_, spot) = best.filter(|(cost, _)| *cost < ON_LABEL)?;
        self.labels.push(spot);
        Some(spot)
    }
}

/// The places that a label of this width can take, best first.
fn spots([x, y]: [f64; 2], width: f64) -> Vec<Area> {
    let height = 1.1 * TYPE;
    let [right, left, middle] = [x + 8.0, x - 8.0 - width, x - width / 2.0];
    let [level, above, below] = [y - height / 2.0, y - height - 6.5, y + 6.5];
    let [higher, lower] = [above - height, below + height];
    let corners = [
        (right, level),
        (left, level),
        (right - 3.0, above),
        (right - 3.0, below),
        (middle, above),
        (middle, below),
        (left + 3.0, above),
        (left + 3.0, below),
        (middle, higher),
        (middle, lower),
        (right, higher),
        (right, lower),
        (left, higher),
        (left, lower),
    ];
    corners
        .map(|(left, top)| Area { left, top, right: left + width, bottom: top + height })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: Area = Area { left: 0.0, top: 0.0, right: 300.0, bottom: 300.0 };

    #[test]
    fn labels_of_near_points_do_not_cover_each_other() {
        let mut obstacles = Obstacles::default();
        let first = obstacles.place([150.0, 150.0], "minimum", &MAP).unwrap();
        let second = obstacles.place([152.0, 150.0], "minimum", &MAP).unwrap();
        assert!(!first.meets(&second));
    }

    #[test]
    fn a_label_at_the_edge_stays_on_the_map() {
        let spot = Obstacles::default().place([295.0, 150.0], "minimum", &MAP).unwrap();
        assert!(MAP.holds(&spot));
    }

    #[test]
    fn a_label_keeps_clear_of_the_marker_of_another_point() {
        let mut obstacles = Obstacles::default();
        obstacles.add_marker([150.0, 150.0]);
        obstacles.add_marker([180.0, 150.0]);
        let spot = obstacles.place([150.0, 150.0], "a long minimum", &MAP).unwrap();
        assert!(!spot.contains([180.0, 150.0]));
    }

    #[test]
    fn a_label_keeps_off_a_path_that_passes() {
        let mut obstacles = Obstacles::default();
        obstacles.add_path(&[[150.0, 150.0], [290.0, 150.0]], &MAP);
        let spot = obstacles.place([150.0, 150.0], "minimum", &MAP).unwrap();
        assert!(!spot.contains([160.0, 150.0]) && !spot.contains([180.0, 150.0]));
    }
}
