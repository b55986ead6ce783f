//! Proofs about the shipped presets: certificates, enclosures, flat sets, moves, and points in
//! fractions found again.

mod check;
mod enclosure;
mod flat;
mod moves;
mod population;
mod snap;

use num_rational::BigRational;

fn whole(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}
