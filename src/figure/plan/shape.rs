//! What a picture is made of beside its texts, as plain data.

/// A colour, and how much of what is below it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Red, green and blue.
    pub rgb: [u8; 3],
    /// From 0, nothing, to 1, everything.
    pub opacity: f64,
}

impl Ink {
    /// The colour of print.
    pub const BLACK: Self = Self::of([0; 3]);
    /// The colour of paper.
    pub const WHITE: Self = Self::of([255; 3]);

    /// A colour that covers everything.
    #[must_use]
    pub const fn of(rgb: [u8; 3]) -> Self {
        Self { rgb, opacity: 1.0 }
    }

    /// The ink, `share` times as strong.
    #[must_use]
    pub const fn faded(self, share: f64) -> Self {
        Self { opacity: self.opacity * share, ..self }
    }

    /// A pen of this ink.
    #[must_use]
    pub const fn pen(self, width: f64) -> Pen {
        Pen { ink: self, width }
    }
}

/// What draws a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Its colour.
    pub ink: Ink,
    /// The line's width, in points.
    pub width: f64,
}

/// A line that is broken into dashes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dash {
    /// Lengths of a dash and of the gap after it.
    pub lengths: [f64; 2],
    /// How far into the pattern the line begins.
    pub offset: f64,
}

/// A piece of a picture. Lengths are points, `y` grows downwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<[f64; 2]>,
        /// What it is drawn with.
        pen: Pen,
        /// Its dashes, unless it is solid.
        dash: Option<Dash>,
    },
    /// A polygon that any ray from its middle meets once.
    Polygon {
        /// Its corners.
        corners: Vec<[f64; 2]>,
        /// The colour inside.
        fill: Option<Ink>,
        /// The line around it.
        rim: Option<Pen>,
    },
    /// A disc, or a ring.
    Circle {
        /// The middle.
        at: [f64; 2],
        /// The radius.
        radius: f64,
        /// The colour inside.
        fill: Option<Ink>,
        /// The line around it.
        rim: Option<Pen>,
    },
}

impl Shape {
    /// A solid line.
    #[must_use]
    pub fn line(points: Vec<[f64; 2]>, pen: Pen) -> Self {
        Self::Line { points, pen, dash: None }
    }

    /// A disc with a rim.
    #[must_use]
    pub fn disc(at: [f64; 2], radius: f64, fill: Ink, rim: Pen) -> Self {
        Self::Circle { at, radius, fill: Some(fill), rim: Some(rim) }
    }

    /// The same with all colours `share` times as strong.
    #[must_use]
    pub fn faded(self, share: f64) -> Self {
        let of_pen = |pen: Pen| Pen { ink: pen.ink.faded(share), ..pen };
        let of_ink = |ink: Ink| ink.faded(share);
        match self {
            Self::Line { points, pen, dash } => Self::Line { points, pen: of_pen(pen), dash },
            Self::Polygon { corners, fill, rim } => {
                Self::Polygon { corners, fill: fill.map(of_ink), rim: rim.map(of_pen) }
            }
            Self::Circle { at, radius, fill, rim } => {
                Self::Circle { at, radius, fill: fill.map(of_ink), rim: rim.map(of_pen) }
            }
        }
    }
}

/// The length of a line.
#[must_use]
pub fn length(points: &[[f64; 2]]) -> f64 {
    points
        .windows(2)
        .map(|pair| pxfm::f_hypot(pair[0][0] - pair[1][0], pair[0][1] - pair[1][1]))
        .sum()
}

/// The dashes of a line, for those who cannot draw it broken.
#[must_use]
pub fn dashes(points: &[[f64; 2]], dash: Dash) -> Vec<Vec<[f64; 2]>> {
    let [on, off] = dash.lengths;
    let mut phase = dash.offset % (on + off);
    let mut dashes: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut is_drawing = false;
    for pair in points.windows(2) {
        let ([from, to], length) = ([pair[0], pair[1]], length(pair));
        let mut at = 0.0;
        while length.is_finite() && at < length {
            let is_dash = phase < on;
            let end_of_part = if is_dash { on } else { on + off };
            let step = (end_of_part - phase).min(length - at);
            let place = |along: f64| [0, 1].map(|k| from[k] + (to[k] - from[k]) * along / length);
            if is_dash {
                match dashes.last_mut() {
                    Some(dash) if is_drawing => dash.push(place(at + step)),
                    _ => dashes.push(vec![place(at), place(at + step)]),
                }
            }
            is_drawing = is_dash;
            at = if step < length - at { at + step } else { length };
            phase += step;
            if phase >= end_of_part {
                phase = if is_dash { on } else { 0.0 };
                is_drawing = false;
            }
        }
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    const DASH: Dash = Dash { lengths: [7.0, 5.0], offset: 0.0 };

    fn total(dashes: &[Vec<[f64; 2]>]) -> f64 {
        dashes.iter().map(|dash| length(dash)).sum()
    }

    #[test]
    fn many_short_pieces_are_dashed_like_one_long_one() {
        let line: Vec<[f64; 2]> = (0..=120).map(|i| [f64::from(i), 0.0]).collect();
        let whole = dashes(&line, DASH);
        assert_eq!(whole.len(), 10);
        assert!((total(&whole) - 70.0).abs() < 0.1);
        let piece = |k: usize| dashes(&line[k..k + 2], Dash { offset: k as f64, ..DASH });
        let pieces: Vec<Vec<[f64; 2]>> = (0..120).flat_map(piece).collect();
        assert!((total(&pieces) - 70.0).abs() < 0.1);
    }

    #[test]
    fn places_that_coincide_or_lie_at_infinity_do_no_harm() {
        let here = [1.0, 1.0];
        assert!(dashes(&[here, here], DASH).is_empty());
        assert!(dashes(&[here, [f64::INFINITY, 0.0]], DASH).is_empty());
        assert!(dashes(&[], DASH).is_empty());
    }
}
