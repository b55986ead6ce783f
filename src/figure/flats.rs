//! Proven flat minima on a figure: lines, and hatched regions.

use super::draw::Figure;
use super::layout::Area;
use super::svg::Svg;
use crate::experiment::FlatPatch;

/// The colour of what is proven to be a minimum, here and in the window.
pub(super) const PROVEN: &str = "#009e73";

impl Figure {
    /// What they are, if there are any.
    pub(super) fn flats_key(&self) -> Option<&'static str> {
        let is_region = FlatPatch::is_region;
        match (self.flats.iter().any(|patch| !is_region(patch)), self.flats.iter().any(is_region)) {
            (true, true) => Some("green lines and hatching are proven flat minima"),
            (true, false) => Some("green lines are proven flat minima"),
            (false, true) => Some("green hatching is a region of proven flat minima"),
            (false, false) => None,
        }
    }

    /// Lines with a rim, and hatched polygons.
    pub(super) fn draw_flats(&self, svg: &mut Svg, map: &Area) {
        if self.flats.iter().any(FlatPatch::is_region) {
            svg.element(&format!(
                "<pattern id=\"flat\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                    patternTransform=\"rotate(45)\"><path d=\"M3 0V6\" stroke=\"white\" \
                    stroke-width=\"2.6\"/>\
                 <path d=\"M3 0V6\" stroke=\"{PROVEN}\" stroke-width=\"1.5\"/></pattern>"
            ));
        }
        for patch in &self.flats {
            let mut points: Vec<[f64; 2]> =
                patch.points().iter().map(|&[x, y]| self.position(map, x, y)).collect();
            if patch.is_region() {
                let corners: Vec<String> =
                    points.iter().map(|[x, y]| format!("{x:.2},{y:.2}")).collect();
                svg.element(&format!(
                    "<polygon points=\"{}\" fill=\"url(#flat)\"/>",
                    corners.join(" ")
                ));
                points.push(points[0]);
            }
            for (ink, thickness) in [("black", 5.0), ("white", 4.0), (PROVEN, 2.4)] {
                svg.polyline(&points, &format!("stroke=\"{ink}\" stroke-width=\"{thickness}\""));
            }
        }
    }
}
