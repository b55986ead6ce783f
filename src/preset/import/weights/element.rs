//! The kinds of numbers in arrays, and their bytes as `f64`.

/// Kinds of numbers that are understood; each becomes the nearest `f64`.
const UNDERSTOOD: &str =
    "expected float16, float32, float64, whole numbers of 8 to 64 bits or bool";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Half,
    /// The upper half of a single: bfloat16.
    Brain,
    Single,
    Double,
    Signed(usize),
    Unsigned(usize),
}

/// The kind of an array's numbers, and the order of their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    kind: Kind,
    is_big_endian: bool,
}

impl Element {
    /// The kind that NumPy writes as `descr`, such as `<f8`; the error is what such an array
    /// holds, and what was expected.
    pub fn of_numpy(descr: &str) -> Result<Self, String> {
        let kind = match descr.get(1..).unwrap_or_default() {
            "f2" => Kind::Half,
            "f4" => Kind::Single,
            "f8" => Kind::Double,
            "i1" => Kind::Signed(1),
            "i2" => Kind::Signed(2),
            "i4" => Kind::Signed(4),
            "i8" => Kind::Signed(8),
            "u1" | "b1" => Kind::Unsigned(1),
            "u2" => Kind::Unsigned(2),
            "u4" => Kind::Unsigned(4),
            "u8" => Kind::Unsigned(8),
            other => return Err(format!("holds {}; {UNDERSTOOD}", unknown(other, descr))),
        };
        if !descr.starts_with(['<', '>', '|']) {
            return Err(format!("holds numbers of dtype {descr:?}; {UNDERSTOOD}"));
        }
        Ok(Self { kind, is_big_endian: descr.starts_with('>') })
    }

    /// The kind that a safetensors file calls so.
    pub fn of_safetensors(dtype: &str) -> Result<Self, String> {
        let kind = match dtype {
            "F16" => Kind::Half,
            "BF16" => Kind::Brain,
            "F32" => Kind::Single,
            "F64" => Kind::Double,
            "I8" => Kind::Signed(1),
            "I16" => Kind::Signed(2),
            "I32" => Kind::Signed(4),
            "I64" => Kind::Signed(8),
            "U8" | "BOOL" => Kind::Unsigned(1),
            "U16" => Kind::Unsigned(2),
            "U32" => Kind::Unsigned(4),
            "U64" => Kind::Unsigned(8),
            other => {
                let other: String = other.chars().take(20).collect();
                return Err(format!("holds numbers of dtype {other:?}; {UNDERSTOOD}, or bfloat16"));
            }
        };
        Ok(Self { kind, is_big_endian: false })
    }

    /// Bytes that one number takes.
    pub fn size(self) -> usize {
        match self.kind {
            Kind::Half | Kind::Brain => 2,
            Kind::Single => 4,
            Kind::Double => 8,
            Kind::Signed(size) | Kind::Unsigned(size) => size,
        }
    }

    /// The numbers of these bytes.
    pub fn numbers(self, bytes: &[u8]) -> Vec<f64> {
        bytes.chunks_exact(self.size()).map(|chunk| self.number(chunk)).collect()
    }

    fn number(self, bytes: &[u8]) -> f64 {
        let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        let bits = if self.is_big_endian {
            bytes.iter().fold(0, add)
        } else {
            bytes.iter().rev().fold(0, add)
        };
        match self.kind {
            Kind::Half => half(bits),
            Kind::Brain => f64::from(f32::from_bits(low(bits) << 16)),
            Kind::Single => f64::from(f32::from_bits(low(bits))),
            Kind::Double => f64::from_bits(bits),
            Kind::Unsigned(_) => bits as f64,
            Kind::Signed(size) => {
                let unused = 64 - 8 * size;
                ((bits << unused).cast_signed() >> unused) as f64
            }
        }
    }
}

/// The low 32 bits, which are all there are.
fn low(bits: u64) -> u32 {
    u32::try_from(bits & u64::from(u32::MAX)).unwrap_or_default()
}

/// A half-precision number (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of fraction.
fn half(bits: u64) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 10) & 31, (bits & 1023) as f64 / 1024.0);
    let power = |e: u64| 2.0_f64.powi(i32::try_from(e).unwrap_or_default() - 15);
    match exponent {
        0 => sign * fraction * power(1),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        _ => sign * (1.0 + fraction) * power(exponent),
    }
}

/// What NumPy calls so.
fn unknown(kind: &str, descr: &str) -> String {
    let descr: String = descr.chars().take(20).collect();
    match kind.chars().next() {
        Some('c') => format!("complex numbers ({descr})"),
        Some('O') => "Python objects (|O)".to_owned(),
        Some('S' | 'U' | 'a') => format!("text ({descr})"),
        Some('M' | 'm') => format!("dates ({descr})"),
        Some('V') => format!("raw bytes ({descr}, as which bfloat16 is written)"),
        _ => format!("numbers of dtype {descr:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_number_is_read_in_either_order_of_bytes() {
        for (descr, bytes, value) in [
            ("<f2", &[0x00, 0xbd][..], -1.25),
            (">f2", &[0xbd, 0x00], -1.25),
            // the least half, the greatest, and an infinite one
            ("<f2", &[0x01, 0x00], 2.0_f64.powi(-24)),
            ("<f2", &[0xff, 0x7b], 65504.0),
            ("<f2", &[0x00, 0xfc], f64::NEG_INFINITY),
            (">f4", &[0x3f, 0x80, 0, 0], 1.0),
            ("<f8", &[0, 0, 0, 0, 0, 0, 0xf0, 0xbf], -1.0),
            ("|i1", &[0xfe], -2.0),
            (">i2", &[0xff, 0xfe], -2.0),
            ("<i4", &[0xfe, 0xff, 0xff, 0xff], -2.0),
            ("<i8", &[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -2.0),
            ("|u1", &[0xfe], 254.0),
            ("<u2", &[1, 1], 257.0),
            (">u4", &[0, 0, 1, 0], 256.0),
            ("<u8", &[0, 0, 0, 0, 1, 0, 0, 0], 4_294_967_296.0),
            ("|b1", &[1], 1.0),
        ] {
            assert_eq!(Element::of_numpy(descr).unwrap().numbers(bytes), [value], "{descr}");
        }
        assert_eq!(Element::of_safetensors("BF16").unwrap().numbers(&[0x40, 0x41]), [12.0]);
        assert!(Element::of_numpy("<f2").unwrap().numbers(&[1, 0x7c])[0].is_nan());
    }

    #[test]
    fn other_kinds_are_refused_by_what_they_are() {
        for (descr, told) in [
            ("<c16", "holds complex numbers (<c16)"),
            ("|O", "holds Python objects (|O)"),
            ("<U5", "holds text (<U5)"),
            ("<f16", "holds numbers of dtype \"<f16\""),
            ("<V2", "holds raw bytes (<V2, as which bfloat16 is written)"),
            ("<M8[ns]", "holds dates"),
            ("", "holds numbers of dtype \"\""),
            ("ff8", "holds numbers of dtype \"ff8\""),
            ("ä", "holds numbers of dtype"),
        ] {
            let message = Element::of_numpy(descr).unwrap_err();
            assert!(message.starts_with(told) && message.contains("expected float16"), "{message}");
        }
        assert!(Element::of_safetensors("F8_E5M2").unwrap_err().contains("F8_E5M2"));
    }
}
