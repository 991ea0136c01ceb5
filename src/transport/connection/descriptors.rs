//! How many connections the process can hold: every one of them is a descriptor, and so is every open document.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the database, the store, the spool, the log, the children that parse, and what the runtime itself needs.
const FOR_THE_HOUSE: u64 = 124;

/// More than this a small machine has no memory for (a slow reader of a large document holds about 200 kB).
const MOST: usize = 16_384;

/// Raises the soft limit of descriptors (`RLIMIT_NOFILE`, setrlimit(2)) to the hard one, and says how many connections
/// that is good for. Each counts twice: a download has its document open.
pub fn raise() -> usize {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::debug!(%error, "the limit of descriptors stays as it is");
    }
    let descriptors = getrlimit(Resource::Nofile).current;
    descriptors.map_or(MOST, connections)
}

fn connections(descriptors: u64) -> usize {
    let half = descriptors.saturating_sub(FOR_THE_HOUSE) / 2;
    usize::try_from(half).unwrap_or(MOST).clamp(16, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_limit_there_is_room_for_the_database_and_the_store() {
        assert_eq!(connections(1024), 450);
        assert_eq!(connections(256), 66);
        assert_eq!(connections(0), 16);
        assert_eq!(connections(1_048_576), MOST);
    }
}
