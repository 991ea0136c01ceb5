//! Interim shape of the contract; the real one comes from branch `database`.
use tokio::sync::broadcast;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Roles,
    Sessions,
    Documents,
}

#[derive(Debug, Clone)]
pub struct Notice {
    pub topic: Topic,
    pub payload: String,
}

pub struct Notices(broadcast::Sender<Notice>);

impl Notices {
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }

    pub fn live(&self) -> bool {
        true
    }

    pub fn changed(&self, _topic: Topic) {}

    pub fn epoch(&self, _topic: Topic) -> u64 {
        0
    }
}
