//! Searches with known answers.
