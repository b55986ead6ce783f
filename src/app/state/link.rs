//! A link that holds the state: `ADDRESS#1/PRESET/TEXT`, or `ADDRESS#PRESET` for a shipped preset
//! as it opens.
//!
//! After the sign come the format, the name of the shipped preset that is shown or was edited
//! (nothing for one of one's own), and the session as TOML, compressed (RFC 1951) and in the
//! letters of base64url (RFC 4648). What stands behind the sign of an address is sent to no server.
//! Where the text cannot be read, the name still can.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::app::state::session::{Look, Session};
use crate::app::state::session_file;
use crate::preset::{Preset, did_you_mean};

/// The format that is written.
const VERSION: u32 = 1;

/// Most bytes that a link's text takes once it is unpacked.
const MOST: u64 = 16 << 20;

/// The address of links that are made where there is no page: the desktop opens it.
pub const DESKTOP: &str = "basinscope:";

/// The session as a link below `address`; `home` are the ranges that the preset opens with.
pub fn write(
    address: &str,
    session: &Session,
    shipped: &[Preset],
    home: Option<[[f64; 2]; 2]>,
) -> String {
    let known = session.gallery_index.and_then(|index| shipped.get(index));
    let name = known.map_or("", |preset| &preset.name);
    if let Some(preset) = known {
        let mut plain = session.clone();
        plain.ranges = plain.ranges.filter(|ranges| Some(*ranges) != home);
        plain.start = plain.start.filter(|start| {
            let first = preset.descent.starts.first().and_then(|name| preset.point(name).ok());
            first.is_none_or(|point| point.weights != start.weights)
        });
        if plain == Session::new(preset.clone(), session.gallery_index, Look::default()) {
            return format!("{address}#{name}");
        }
    }
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let text = session_file::write_short(session, shipped);
    let packed = packed.write_all(text.as_bytes()).and_then(|()| packed.finish());
    let text = URL_SAFE_NO_PAD.encode(packed.expect("memory takes what is written"));
    format!("{address}#{VERSION}/{name}/{text}")
}

/// The session of a link or of what stands behind its sign, and what is to be said of it.
///
/// # Errors
/// One sentence if nothing of it can be opened.
pub fn read(link: &str, shipped: &[Preset]) -> Result<(Session, Option<String>), String> {
    let Some((_, state)) = link.trim().split_once('#') else {
        return Err("This link holds no state: expected a # with the name of a preset or what \
            \"Copy link\" wrote behind it."
            .to_owned());
    };
    let fresh = |name: &str| {
        let index = shipped.iter().position(|preset| preset.name == name)?;
        Some(Session::new(shipped[index].clone(), Some(index), Look::default()))
    };
    let mut parts = state.splitn(3, '/');
    let [Some(version), Some(name), Some(text)] = [parts.next(), parts.next(), parts.next()] else {
        let hint = did_you_mean(state, shipped.iter().map(|preset| preset.name.as_str()));
        let shown: String = state.chars().take(60).collect();
        let mistake = || format!("This link is broken: no preset is called \"{shown}\"{hint}.");
        return fresh(state).map(|session| (session, None)).ok_or_else(mistake);
    };
    let read = match version.parse::<u32>() {
        Ok(VERSION) => unpack(text).and_then(|text| {
            let read = session_file::read(&text, shipped);
            read.map_err(|why| format!("This link is broken ({why})"))
        }),
        Ok(newer) if newer > VERSION => Err(format!(
            "This link is from a newer basinscope (format {newer}, this one reads {VERSION})"
        )),
        _ => Err("This link is broken (it does not begin with its format)".to_owned()),
    };
    match read {
        Ok((session, _)) => Ok((session, None)),
        Err(why) => match fresh(name) {
            Some(session) => Ok((session, Some(format!("{why}: only its preset was opened.")))),
            None => Err(format!("{why}, and names no shipped preset.")),
        },
    }
}

fn unpack(text: &str) -> Result<String, String> {
    let cut = || "This link is broken (a part of it is missing)".to_owned();
    let packed = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| cut())?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(&packed[..]).take(MOST + 1).read_to_end(&mut bytes).map_err(|_| cut())?;
    if bytes.len() as u64 > MOST {
        return Err(format!("This link is broken (it holds more than {} MiB)", MOST >> 20));
    }
    String::from_utf8(bytes).map_err(|_| cut())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::session::{Layer, Start, TourPlace};
    use crate::preset::{DataEdit, DataRow};

    const PAGE: &str = "https://example.org/basinscope/";

    fn edited(shipped: &[Preset]) -> Session {
        let mut session = Session::new(shipped[3].clone(), Some(3), Look::default());
        session
            .preset
            .edit_data(&DataEdit::Add(DataRow { inputs: vec![0.1], targets: vec![1.0 / 3.0] }));
        session.is_edited = true;
        session.ranges = Some([[-0.1, 1.0 / 3.0], [0.0, 1e-9]]);
        let weights = vec![1.0 / 3.0; session.preset.network.parameter_count()];
        session.start = Some(Start { name: "mine".to_owned(), weights });
        session.layer = Layer::Basins;
        session.preset.descent.settings.learning_rate = 0.125;
        session
    }

    #[test]
    fn a_session_comes_back_from_its_link_as_it_was() {
        let shipped = Preset::shipped();
        let session = edited(&shipped);
        let link = write(PAGE, &session, &shipped, None);
        assert!(link.starts_with(&format!("{PAGE}#1/{}/", shipped[3].name)), "{link}");
        assert_eq!(read(&link, &shipped), Ok((session, None)));
        let own = Session { gallery_index: None, ..edited(&shipped) };
        let (again, told) = read(&write(DESKTOP, &own, &shipped, None), &shipped).unwrap();
        assert_eq!((&again.preset, &again.start, told), (&own.preset, &own.start, None));
    }

    #[test]
    fn a_shipped_preset_as_it_opens_is_its_name() {
        let shipped = Preset::shipped();
        for (index, preset) in shipped.iter().enumerate() {
            let mut session = Session::new(preset.clone(), Some(index), Look::default());
            session.ranges = Some([[0.0, 1.0]; 2]);
            let link = write(PAGE, &session, &shipped, session.ranges);
            assert_eq!(link, format!("{PAGE}#{}", preset.name));
            assert_eq!(read(&link, &shipped).unwrap().0.preset, *preset);
            let moved = write(PAGE, &session, &shipped, None);
            assert!(moved.len() < 700, "{} characters: {moved}", moved.len());
            assert_eq!(read(&moved, &shipped), Ok((session, None)));
        }
    }

    #[test]
    fn a_link_leads_to_the_step_of_a_tour() {
        let shipped = Preset::shipped();
        let index = shipped.iter().position(|preset| preset.tour.len() > 1).expect("a tour");
        let mut session = Session::new(shipped[index].clone(), Some(index), Look::default());
        session.tour = Some(TourPlace { step: 1, look: Look::default() });
        assert_eq!(read(&write("", &session, &shipped, None), &shipped), Ok((session, None)));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_preset_is_opened_that_it_names() {
        let shipped = Preset::shipped();
        let link = write(PAGE, &edited(&shipped), &shipped, None);
        let newer = link.replace("#1/", "#2/");
        for (broken, why) in [
            (&link[..link.len() - 40], "a part of it is missing"),
            (newer.as_str(), "newer basinscope (format 2, this one reads 1)"),
            (&link.replace("#1/", "#x/"), "does not begin with its format"),
        ] {
            let (session, told) = read(broken, &shipped).unwrap();
            assert_eq!(session.preset, shipped[3]);
            let told = told.unwrap();
            assert!(told.contains(why) && told.ends_with("only its preset was opened."), "{told}");
        }
        for (hopeless, why) in [
            (PAGE, "holds no state"),
            (&format!("{PAGE}#"), "no preset is called \"\""),
            (&format!("{PAGE}#xor-rely"), "did you mean \"xor-relu\"?"),
            (&format!("{PAGE}#1//AAAA"), "names no shipped preset"),
        ] {
            let told = read(hopeless, &shipped).unwrap_err();
            assert!(told.contains(why), "{told}");
        }
    }

    #[test]
    fn a_link_that_unpacks_to_very_much_is_refused() {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b'#'; 20 << 20]).unwrap();
        let text = URL_SAFE_NO_PAD.encode(packed.finish().unwrap());
        assert!(unpack(&text).unwrap_err().contains("more than 16 MiB"));
    }
}
