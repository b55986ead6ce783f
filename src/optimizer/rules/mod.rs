//! One file an update rule: its formula for one weight in `N` lanes.

pub(super) mod adagrad;
pub(super) mod adam;
pub(super) mod gradient_descent;
pub(super) mod lion;
pub(super) mod momentum;
pub(super) mod nadam;
pub(super) mod nesterov;
pub(super) mod rmsprop;
