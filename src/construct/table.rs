//! Data from a table.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::source::Source;
use crate::objective::{LossKind, Reduction};
use crate::preset::import::Data;

impl Source {
    /// The data of a table. The loss is the sum of squared errors.
    #[must_use]
    pub fn of_table(data: Data) -> Self {
        Self {
            name: data.reading.file.clone(),
            notes: format!("\n{}\n", data.notes()),
            inputs: data.inputs,
            targets: data.targets,
            kind: LossKind::Squared,
            reduction: Reduction::Sum,
            scale: BigRational::from_integer(BigInt::one()),
            network: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::import::Options;

    fn table(text: &str, options: &Options) -> Source {
        Source::of_table(Data::parse("data.csv", text, options).unwrap())
    }

    fn fractions(numbers: &[(i64, i64)]) -> Vec<BigRational> {
        numbers.iter().map(|&(n, d)| BigRational::new(n.into(), d.into())).collect()
    }

    #[test]
    fn a_table_is_read_with_or_without_names_and_keeps_its_numbers_exactly() {
        let options = Options::default();
        let plain = table("0.1, 2,-1\n1/3,4,5e-1\n", &options);
        assert_eq!(plain.inputs, [fractions(&[(1, 10), (2, 1)]), fractions(&[(1, 3), (4, 1)])]);
        assert_eq!(plain.targets, [fractions(&[(-1, 1)]), fractions(&[(1, 2)])]);
        let named = table("a,b,y\n0.1,2,-1\n1/3,4,0.5", &options);
        assert_eq!((named.inputs, named.targets), (plain.inputs, plain.targets));
        let options = Options { last: Some(2), ..options };
        let two = table("0.1,2,-1\n1/3,4,0.5", &options);
        assert_eq!(two.targets[0], fractions(&[(2, 1), (-1, 1)]));
    }
}
