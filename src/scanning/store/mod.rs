//! The table `virus_scans`.

mod queue;
mod result;

pub use self::{
    queue::{Counts, Waiting, count_waiting, counts, end_of_step, line_up, put_back, take, tidy},
    result::{Changed, broke, keep, known, quarantined, release},
};
