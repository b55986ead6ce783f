//! From where the surface is looked at.

use serde::{Deserialize, Serialize};

/// Half the height of the box that holds the surface; its floor is the square `[-1, 1]^2`.
pub const HALF_HEIGHT: f64 = 0.62;

/// Distance of the eye from the middle of the box: a mild perspective.
const DISTANCE: f64 = 6.5;

/// Half the diagonal of the floor: how far the box reaches when it is turned.
const REACH: f64 = std::f64::consts::SQRT_2;

/// Lowest elevation: from below, one would look at the back of the colours.
pub const LOWEST: f64 = 4.0;

/// A direction to look from, and which part of the picture to look at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Camera {
    /// Degrees that the eye has gone round the box, from -180 to 180; at 0 the first axis goes to
    /// the right and the second away from the eye.
    pub azimuth: f64,
    /// Degrees above the floor, from 4 to 90.
    pub elevation: f64,
    /// How many times larger than the whole box in view.
    pub zoom: f64,
    /// How far the picture is shifted to the right and down, as shares of its smaller side.
    pub pan: [f64; 2],
}

impl Default for Camera {
    fn default() -> Self {
        Self { azimuth: -32.0, elevation: 38.0, zoom: 1.0, pan: [0.0, 0.0] }
    }
}

impl Camera {
    /// The camera with every number in its range; what is not finite is as at first.
    #[must_use]
    pub fn valid(self) -> Self {
        let home = Self::default();
        let or = |value: f64, other: f64| if value.is_finite() { value } else { other };
        Self {
            azimuth: (or(self.azimuth, home.azimuth) + 180.0).rem_euclid(360.0) - 180.0,
            elevation: or(self.elevation, home.elevation).clamp(LOWEST, 90.0),
            zoom: or(self.zoom, 1.0).clamp(0.3, 40.0),
            pan: self.pan.map(|shift| or(shift, 0.0).clamp(-40.0, 40.0)),
        }
    }

    /// The camera after going round by `azimuth` and up by `elevation` degrees.
    #[must_use]
    pub fn turned(self, azimuth: f64, elevation: f64) -> Self {
        Self { azimuth: self.azimuth + azimuth, elevation: self.elevation + elevation, ..self }
            .valid()
    }

    /// The camera with the picture shifted by shares of its smaller side.
    #[must_use]
    pub fn panned(self, by: [f64; 2]) -> Self {
        Self { pan: [self.pan[0] + by[0], self.pan[1] + by[1]], ..self }.valid()
    }

    /// The picture `factor` times larger around the place `at`, told from the middle of the picture
    /// in shares of its smaller side.
    #[must_use]
    pub fn zoomed(self, factor: f64, at: [f64; 2]) -> Self {
        let nearer = Self { zoom: self.zoom * factor, ..self }.valid();
        let ratio = nearer.zoom / self.zoom;
        let pan = [0, 1].map(|axis| at[axis] + (self.pan[axis] - at[axis]) * ratio);
        Self { pan, ..nearer }.valid()
    }
}

/// A point as it is seen: pixels from the upper left corner, and how near it is to the eye.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// One over the distance from the eye along its axis; linear along straight lines of the
    /// picture.
    pub nearness: f64,
}

/// A camera before a picture of a certain size.
#[derive(Clone, Copy, Debug)]
pub struct Eye {
    right: [f64; 3],
    up: [f64; 3],
    /// From the box to the eye.
    toward: [f64; 3],
    /// Pixels of a unit that is as far away as the middle of the box.
    unit: f64,
    middle: [f64; 2],
}

impl Eye {
    /// The eye for a picture of `size` pixels, with `margin` pixels kept free beside and above the
    /// whole box for the names of its axes.
    #[must_use]
    pub fn new(camera: &Camera, size: [f64; 2], margin: [f64; 2]) -> Self {
        let (sin_a, cos_a) = pxfm::f_sincos(camera.azimuth.to_radians());
        let (sin_e, cos_e) = pxfm::f_sincos(camera.elevation.to_radians());
        let right = [cos_a, sin_a, 0.0];
        let toward = [cos_e * sin_a, -cos_e * cos_a, sin_e];
        let up = [-sin_e * sin_a, sin_e * cos_a, cos_e];
        // the picture must not breathe while it is turned: room for any azimuth
        let seen = |radius: f64, height: f64| {
            (radius * sin_e + height * cos_e) * DISTANCE
                / (DISTANCE + radius * cos_e - height * sin_e)
        };
        let top = seen(REACH, HALF_HEIGHT).max(seen(-REACH, HALF_HEIGHT));
        let bottom = seen(-REACH, -HALF_HEIGHT).min(seen(-REACH, HALF_HEIGHT));
        // of the circle that the corners of the lid go along
        let near = DISTANCE - HALF_HEIGHT * sin_e;
        let across = REACH / (1.0 - (REACH * cos_e / near).powi(2)).sqrt() * DISTANCE / near;
        let room = [0, 1].map(|axis| (size[axis] - 2.0 * margin[axis]).max(0.2 * size[axis]));
        let unit = (0.5 * room[0] / across).min(room[1] / (top - bottom)) * camera.zoom;
        let smaller = size[0].min(size[1]);
        let middle = [
            0.5 * size[0] + camera.pan[0] * smaller,
            0.5 * size[1] + camera.pan[1] * smaller + 0.5 * (top + bottom) * unit,
        ];
        Self { right, up, toward, unit, middle }
    }

    /// The direction from the box to the eye, of length 1.
    #[must_use]
    pub fn toward(&self) -> [f64; 3] {
        self.toward
    }

    /// The direction of a light above the eye's left shoulder, of length 1.
    #[must_use]
    pub fn light(&self) -> [f64; 3] {
        let way = [0, 1, 2].map(|k| 0.8 * self.toward[k] + 0.45 * self.up[k] - 0.4 * self.right[k]);
        let size = dot(way, way).sqrt();
        way.map(|w| w / size)
    }

    /// Where a point of the box is seen.
    #[must_use]
    pub fn project(&self, at: [f64; 3]) -> Seen {
        let nearness = 1.0 / (DISTANCE - dot(at, self.toward));
        let scale = self.unit * DISTANCE * nearness;
        Seen {
            x: self.middle[0] + scale * dot(at, self.right),
            y: self.middle[1] - scale * dot(at, self.up),
            nearness,
        }
    }

    /// The point of the box that is seen there; the inverse of [`Self::project`].
    #[must_use]
    pub fn unproject(&self, seen: Seen) -> [f64; 3] {
        let scale = self.unit * DISTANCE * seen.nearness;
        let across = (seen.x - self.middle[0]) / scale;
        let up = (self.middle[1] - seen.y) / scale;
        let toward = DISTANCE - 1.0 / seen.nearness;
        [0, 1, 2].map(|k| across * self.right[k] + up * self.up[k] + toward * self.toward[k])
    }

    /// How much nearer to the eye a point is than what is seen at the nearness `other`, in units of
    /// the box.
    #[must_use]
    pub fn ahead(nearness: f64, other: f64) -> f64 {
        1.0 / other - 1.0 / nearness
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
