//! What a sweep has done or would do, and whether that can be meant.

/// More than this number, and more than this share of all blobs, are not removed without the operator's consent.
const PLAUSIBLE: u64 = 100;
const PLAUSIBLE_PART: u64 = 5;

/// What was done, or would be.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Put into quarantine.
    pub quarantined: u64,
    pub quarantined_bytes: u64,
    /// In quarantine since an earlier time, and staying there.
    pub waiting: u64,
    /// Removed for good.
    pub removed: u64,
    pub bytes: u64,
    /// Not named either, but too young, or stored again just now.
    pub spared: u64,
    /// Named by a version.
    pub kept: u64,
}

impl Swept {
    /// All blobs of the store.
    pub fn all(&self) -> u64 {
        self.quarantined + self.waiting + self.removed + self.spared + self.kept
    }

    /// Why a run that would remove this much should not: it is more likely that this is the wrong database than that
    /// so much was deleted. `allowed`: how many may be removed without further checks.
    pub fn doubt(&self, allowed: u64) -> Option<String> {
        let (going, all) = (self.quarantined + self.removed, self.all());
        let share = going > PLAUSIBLE && going > all / PLAUSIBLE_PART;
        let everything = going > 0 && self.kept == 0;
        (going > allowed && (share || everything)).then(|| {
            format!(
                "{going} of the {all} blobs in the store are named by nothing ({} for quarantine, {} to be removed for \
                 good). That is more than one expects. Is this database as new as the store? If it is, and so many \
                 documents were deleted: `latchkey gc --up-to {going}`",
                self.quarantined, self.removed
            )
        })
    }
}
