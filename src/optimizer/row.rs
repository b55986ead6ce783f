//! What an update rule works on: one weight of some weight vectors.

/// One weight of `N` weight vectors, its gradients, and the two memories that an optimiser may use
/// for it, all zero at first: a velocity or first moment, and a sum or mean of squared gradients.
#[derive(Debug)]
pub struct Row<'a, const N: usize> {
    /// The weight.
    pub weight: &'a mut [f64; N],
    /// The gradient; weight decay is added to it.
    pub gradient: &'a mut [f64; N],
    /// Momentum's velocity, Adam's first moment, or Lion's running mean of the gradients.
    pub first: &'a mut [f64; N],
    /// Sum or mean of squared gradients.
    pub second: &'a mut [f64; N],
    /// The learning rate of this step.
    pub rate: &'a [f64; N],
}
