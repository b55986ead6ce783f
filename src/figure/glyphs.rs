//! Characters that the bundled typeface lacks, found in the fonts of the system.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Style, Weight};
use resvg::usvg::{self, Options, Tree};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::page::{FONT, font_file, has_glyph};

/// The typeface of figures, read once.
pub static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(font_file().to_vec());
    Arc::new(fonts)
});

/// What is installed, read when the first character asks for it.
static SYSTEM: LazyLock<Database> = LazyLock::new(|| {
    let mut fonts = Database::new();
    // before others, where figures are set in another typeface
    fonts.load_font_data(FONT.to_vec());
    fonts.load_system_fonts();
    fonts
});

/// Most characters that are named one by one.
const NAMED: usize = 4;

/// A font file that has a character, and the number of the face in it.
pub struct FontFile {
    /// The name of the face.
    pub name: String,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The number of the face in the file.
    pub index: u32,
}

/// A font of the system with lines for `c`; `None` if there is none.
#[must_use]
pub fn font_of(c: char) -> Option<FontFile> {
    let id = find(&SYSTEM, c, false)?;
    let name = SYSTEM.face(id)?.post_script_name.clone();
    SYSTEM.with_face_data(id, |bytes, index| FontFile { name, bytes: bytes.to_vec(), index })
}

/// One sentence on the characters of `text` that neither the bundled typeface nor any font of the
/// system has; `None` if all can be drawn.
#[must_use]
pub fn missing(text: &str) -> Option<String> {
    let unknown = text.chars().filter(|c| !c.is_control() && !has_glyph(*c));
    sentence(&unknown.collect(), |c| find(&SYSTEM, c, true).is_some())
}

/// The sentence on those of `characters` that are not `known`.
fn sentence(characters: &BTreeSet<char>, known: impl Fn(char) -> bool) -> Option<String> {
    let lacking: Vec<String> =
        characters.iter().filter(|c| !known(**c)).map(|c| format!("U+{:04X}", *c as u32)).collect();
    let (first, others) = lacking.split_at(lacking.len().min(NAMED));
    let more =
        if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    (!lacking.is_empty()).then(|| {
        format!(
            "No font on this system has {}{more}: a box stands for each until one is installed.",
            first.join(", ")
        )
    })
}

/// The drawing in an SVG document of this program, with a font of the system for every character
/// that the bundled typeface lacks.
///
/// # Errors
/// As [`Tree::from_str`].
pub fn tree(svg: &str) -> Result<Tree, usvg::Error> {
    tree_with(&SYSTEM, svg)
}

/// As [`tree`], with these fonts for the system's.
fn tree_with(system: &LazyLock<Database>, svg: &str) -> Result<Tree, usvg::Error> {
    let mut fonts = Arc::clone(&FONTS);
    let mut marked = String::with_capacity(svg.len());
    let mut open = None;
    // nothing but texts is beyond ASCII, and a fallback of usvg's own fails beside ligatures
    for c in svg.chars() {
        let id = if c.is_ascii() || has_glyph(c) { None } else { find(system, c, true) };
        if id != open {
            marked.push_str(if open.is_some() { "</tspan>" } else { "" });
            if let Some(face) = id.and_then(|id| system.face(id)) {
                // by a name of its own, since families share theirs
                let name = format!("fallback{}", face.id);
                marked.push_str(&format!("<tspan font-family=\"{name}\">"));
                if fonts.faces().all(|known| known.families[0].0 != name) {
                    let families = vec![(name, Language::English_UnitedStates)];
                    let named = FaceInfo { families, ..face.clone() };
                    Arc::make_mut(&mut fonts).push_face_info(named);
                }
            }
            open = id;
        }
        marked.push(c);
    }
    Tree::from_str(&marked, &Options { fontdb: fonts, ..Options::default() })
}

/// The face that has `c`: an upright one of ordinary weight before others. One that has it only as
/// a picture, as of an emoji, counts if `pictures` do.
fn find(fonts: &Database, c: char, pictures: bool) -> Option<ID> {
    let has = |id| {
        let draws = |face: &Face, glyph: GlyphId| {
            face.outline_glyph(glyph, &mut Nowhere).is_some()
                || pictures
                    && (face.is_color_glyph(glyph) || face.glyph_raster_image(glyph, 64).is_some())
        };
        let drawn = fonts.with_face_data(id, |bytes, index| {
            let face = Face::parse(bytes, index).ok()?;
            Some(draws(&face, face.glyph_index(c)?))
        });
        drawn.flatten() == Some(true)
    };
    let is_plain = |(style, weight)| style == Style::Normal && weight == Weight::NORMAL;
    let faces = || fonts.faces().map(|face| (face.id, is_plain((face.style, face.weight))));
    let plain = faces().filter(|(_, is_plain)| *is_plain);
    plain.chain(faces().filter(|(_, is_plain)| !is_plain)).map(|(id, _)| id).find(|id| has(*id))
}

/// Where the lines of a glyph go that are only asked for.
struct Nowhere;

impl OutlineBuilder for Nowhere {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square for U+6E2C, and nothing else.
    static SQUARE: LazyLock<Database> = LazyLock::new(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(include_bytes!("fonts/square.ttf").to_vec());
        fonts
    });

    /// The lines of `text` as they are drawn, of fonts for what the bundled one lacks.
    fn drawn(text: &str, system: &'static LazyLock<Database>) -> String {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\"><text y=\"20\" \
                font-family=\"DejaVu Sans\">{text}</text></svg>"
        );
        tree_with(system, &svg).unwrap().to_string(&usvg::WriteOptions::default())
    }

    #[test]
    fn a_character_that_the_bundled_font_lacks_is_drawn_by_one_that_has_it() {
        assert!(!has_glyph('測') && has_glyph('Ω') && has_glyph('ب'));
        // the square's corners are at 0.1 and 0.9 of an em of 12, above the baseline
        let square = "M 1.2 20 L 10.8 20 L 10.8 10.4 L 1.2 10.4 L 1.2 20 Z";
        assert!(drawn("測", &SQUARE).contains(square), "{}", drawn("測", &SQUARE));
        let curves = |text| drawn(text, &SQUARE).matches(" Q ").count();
        // a ligature is no obstacle
        assert_eq!(curves("fi測fi測"), curves("fifi"));
        assert!(curves("fifi") > 0);
    }

    #[test]
    fn what_no_font_has_is_named() {
        let all: BTreeSet<char> = "測試測".chars().collect();
        let told = sentence(&all, |c| find(&SQUARE, c, true).is_some()).unwrap();
        assert!(told.starts_with("No font on this system has U+8A66: a box"), "{told}");
        let many = sentence(&"一二三四五六".chars().collect(), |_| false).unwrap();
        assert!(many.contains("and 2 more"), "{many}");
        assert_eq!(sentence(&all, |_| true), None);
        assert_eq!(missing("plain, Ωmega, \u{2212}1\n"), None);
    }
}
