//! Films as animated WebP: lossless frames in the container of the format.
//!
//! The container is RIFF (Google, "WebP Container Specification"): `VP8X` says the size, `ANIM`
//! whether it repeats, each `ANMF` holds a frame, and `XMP ` what is known of the file.

use std::fs::File;
use std::io::{self, Seek, Write};

use image_webp::{ColorType, WebPEncoder};

use super::changes::{Part, pixels};
use super::encoder::{Encoder, side};
use crate::figure::describe::Film;
use crate::figure::error::FigureError;
use crate::figure::page::escaped;

/// Bits of `VP8X`: there is an animation, there are transparent pixels, there is an XMP packet.
const FLAGS: u8 = 0b0001_0110;

/// Before the first chunk of a file: `RIFF`, the size of what follows, `WEBP`.
const HEADER: usize = 12;

/// A WebP under way. Its first bytes say how long it is, so that it is put down in a file without
/// a name until that is known.
pub(super) struct Webp<'w> {
    out: &'w mut (dyn Write + Send),
    chunks: io::BufWriter<File>,
    size: u64,
    film: &'w Film,
    last: Vec<[u8; 3]>,
}

impl<'w> Webp<'w> {
    pub fn new(out: &'w mut (dyn Write + Send), film: &'w Film) -> Result<Self, FigureError> {
        let chunks = io::BufWriter::new(tempfile::tempfile().map_err(FigureError::drawing)?);
        let mut webp = Self { out, chunks, size: 4, film, last: Vec::new() };
        let [width, height] = film.size;
        let mut canvas = vec![FLAGS, 0, 0, 0];
        canvas.extend(three_bytes(side(film, width - 1)?));
        canvas.extend(three_bytes(side(film, height - 1)?));
        // the colour behind it all, and how often it is shown, 0 for ever
        let animation = [255, 255, 255, 255, u8::from(!film.repeats), 0];
        webp.chunk(*b"VP8X", &canvas)
            .and_then(|()| webp.chunk(*b"ANIM", &animation))
            .map_err(FigureError::drawing)?;
        Ok(webp)
    }

    fn chunk(&mut self, name: [u8; 4], data: &[u8]) -> io::Result<()> {
        let too_large = |_| io::Error::other("the film is too large for a WebP");
        let length = u32::try_from(data.len()).map_err(too_large)?;
        self.chunks.write_all(&name)?;
        self.chunks.write_all(&length.to_le_bytes())?;
        self.chunks.write_all(data)?;
        // chunks begin at even places
        let odd = data.len() % 2;
        self.chunks.write_all(&[0][..odd])?;
        self.size += 8 + u64::from(length) + odd as u64;
        Ok(())
    }

    fn write(&mut self, rgb: &[u8], index: usize) -> Result<(), Box<dyn std::error::Error>> {
        let [across, _] = self.film.size;
        let now = pixels(rgb);
        let mut part = Part::changed(&self.last, &now, across);
        // it can only begin at even places
        let odd = [part.left % 2, part.top % 2];
        (part.left, part.top) = (part.left - odd[0], part.top - odd[1]);
        (part.width, part.height) = (part.width + odd[0], part.height + odd[1]);
        let last = std::mem::take(&mut self.last);
        let pixel = |place: usize| match now[place] {
            color if last.get(place) == Some(&color) => [0; 4],
            [r, g, b] => [r, g, b, 255],
        };
        let rgba: Vec<u8> = part.places(across).flat_map(pixel).collect();
        let mut frame = Vec::new();
        for number in [part.left / 2, part.top / 2, part.width - 1, part.height - 1] {
            frame.extend(three_bytes(number.try_into()?));
        }
        frame.extend(three_bytes(self.film.delay(index, 1000.0)));
        // transparent pixels show what was there before, which stays
        frame.push(0);
        let mut alone = Vec::new();
        let size: [u32; 2] = [part.width.try_into()?, part.height.try_into()?];
        WebPEncoder::new(&mut alone).encode(&rgba, size[0], size[1], ColorType::Rgba8)?;
        // of a file of one picture, its only chunk
        frame.extend(alone.get(HEADER..).unwrap_or_default());
        self.chunk(*b"ANMF", &frame)?;
        self.last = now;
        Ok(())
    }

    fn end(mut self, recipe: &str) -> io::Result<()> {
        self.chunk(*b"XMP ", xmp(recipe).as_bytes())?;
        let too_large = |_| io::Error::other("the film is too large for a WebP");
        let size = u32::try_from(self.size).map_err(too_large)?;
        let mut chunks = self.chunks.into_inner()?;
        chunks.rewind()?;
        self.out.write_all(b"RIFF")?;
        self.out.write_all(&size.to_le_bytes())?;
        self.out.write_all(b"WEBP")?;
        io::copy(&mut chunks, &mut self.out).map(|_| ())
    }
}

impl Encoder for Webp<'_> {
    fn frame(&mut self, rgb: &[u8], index: usize) -> Result<(), FigureError> {
        self.write(rgb, index).map_err(FigureError::drawing)
    }

    fn finish(self: Box<Self>, recipe: &str) -> Result<(), FigureError> {
        self.end(recipe).map_err(FigureError::drawing)
    }
}

/// An XMP packet with the recipe as the description of the file (ISO 16684-1).
fn xmp(recipe: &str) -> String {
    let namespaces = "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
            <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF {namespaces}>\
            <rdf:Description rdf:about=\"\"><dc:description><rdf:Alt>\
            <rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:description>\
            </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
        escaped(recipe)
    )
}

/// The lower three bytes, low byte first.
fn three_bytes(number: u32) -> [u8; 3] {
    let [a, b, c, _] = number.to_le_bytes();
    [a, b, c]
}
