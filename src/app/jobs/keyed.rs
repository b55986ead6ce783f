//! One answer to one request: the same request is not computed again, and an answer is dropped when
//! the request has changed.

use std::ops::Deref;
use std::sync::Arc;

use eframe::egui::Context;

use crate::app::jobs::job::{Outbox, Slot};
use crate::monitor::Monitor;

/// A request, the job that answers it, and its newest answer.
pub struct Keyed<R, A> {
    /// The job; it stops when another request is made.
    pub job: Slot<A>,
    request: Option<R>,
    answer: Option<A>,
}

impl<R, A> Default for Keyed<R, A> {
    fn default() -> Self {
        Self { job: Slot::default(), request: None, answer: None }
    }
}

impl<R: PartialEq, A: Send + 'static> Keyed<R, A> {
    /// Has `work` answer `request`, unless that was asked for last.
    pub fn ask(
        &mut self,
        context: &Context,
        request: R,
        work: impl FnOnce(&Monitor, &Outbox<A>) + Send + 'static,
    ) {
        if !self.is_for(&request) {
            self.ask_again(context, request, work);
        }
    }

    /// Has `work` answer `request`, even if that was asked for last.
    pub fn ask_again(
        &mut self,
        context: &Context,
        request: R,
        work: impl FnOnce(&Monitor, &Outbox<A>) + Send + 'static,
    ) {
        (self.request, self.answer) = (Some(request), None);
        self.job.start(context, work);
    }

    /// Whether this is what was asked for last.
    pub fn is_for(&self, request: &R) -> bool {
        self.request.as_ref() == Some(request)
    }

    /// What was asked for last.
    pub fn request(&self) -> Option<&R> {
        self.request.as_ref()
    }

    /// Has the next request be another one, whatever it is.
    pub fn forget_request(&mut self) {
        self.request = None;
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self) {
        self.answer = self.job.take_newest().or(self.answer.take());
    }

    /// The newest answer to the last request.
    pub fn answer(&self) -> Option<&A> {
        self.answer.as_ref()
    }
}

/// Something shared that is the same only as itself, however alike another one is: quickly
/// compared.
pub struct Same<T>(pub Arc<T>);

impl<T> Same<T> {
    /// It, as part of a request.
    pub fn of(shared: &Arc<T>) -> Self {
        Self(Arc::clone(shared))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self::of(&self.0)
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(keyed: &mut Keyed<u32, u32>) -> u32 {
        loop {
            keyed.poll();
            if let Some(answer) = keyed.answer() {
                return *answer;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_same_request_is_computed_once_and_another_drops_its_answer() {
        let (context, mut keyed) = (Context::default(), Keyed::default());
        keyed.ask(&context, 1, |_, outbox| outbox.send(10));
        assert_eq!(answer(&mut keyed), 10);
        keyed.ask(&context, 1, |_, outbox| outbox.send(11));
        assert_eq!(answer(&mut keyed), 10);
        keyed.ask(&context, 2, |_, outbox| outbox.send(20));
        assert!(keyed.answer().is_none() && keyed.is_for(&2));
        assert_eq!(answer(&mut keyed), 20);
    }

    #[test]
    fn shared_data_are_the_same_only_as_themselves() {
        let one = Arc::new(1);
        assert!(Same::of(&one) == Same::of(&one) && Same::of(&one) != Same::of(&Arc::new(1)));
    }
}
