//! The questions of the search, and the two queues: contents that are still to be read, and entries whose words are still to
//! be worked out. What is asked stands in tables that triggers keep (`search_entries`, `contents`) or fill the queue of
//! (`search_words`); of the tree itself only `path_of`, `name_of`, `is_there` and `level_of` are asked.

mod bounds;
mod by_words;
mod changes;
mod contents;
mod entries;
mod found;
mod frequencies;
mod passages;
mod places;
mod questions;
mod scans;
mod states;

pub use self::{
    bounds::{Bounds, folders_below},
    by_words::by_words,
    changes::by_change,
    contents::{Outcome, Waiting, end_attempt, end_of_step, keep_words, read_anew, take_waiting, tidy_contents},
    entries::{enter_words, take_queued},
    found::{FoundRow, Named, describe, named, people_named},
    frequencies::frequencies,
    passages::{Block, Standing, blocks, standing, standing_like},
    places::folders_by_names,
    questions::{
        Found, LADDER, LOOKED_AT, LOOKED_AT_AGAIN, Order, SHORT_LADDER, Wanted, by_beginning, by_queue, in_order, known,
    },
    scans::{
        RecognizedPage, ScanOutcome, WaitingScan, end_scan, is_text_due, keep_page, recognized_pages, scan_left_out,
        take_scan,
    },
    states::{Counts, Queued, ScanCounts, States, Trouble, count_contents, queued, states, troubles, try_again},
};
