//! How many connections are open, in all and for each address: no client can take them all.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

/// The count of this process, shared by all its workers.
#[derive(Debug, Clone)]
pub struct Connections {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    at_most: usize,
    per_address: usize,
    open: AtomicUsize,
    /// Bytes of requests, heads included.
    received: AtomicU64,
    /// Bytes of answers, heads included.
    sent: AtomicU64,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// The room that one connection takes; given back when it goes.
#[derive(Debug)]
pub struct Place {
    shared: Arc<Shared>,
    address: Option<IpAddr>,
}

impl Connections {
    /// `per_address`: without one, half of all.
    pub fn new(at_most: usize, per_address: Option<usize>) -> Self {
        let per_address = per_address.unwrap_or(at_most / 2).max(1);
        let (open, received, sent, by_address) = Default::default();
        let shared = Shared { at_most, per_address, open, received, sent, by_address };
        Self { shared: Arc::new(shared) }
    }

    /// A place for a connection of this address; `None`: it holds as many as it may.
    pub fn admit(&self, address: IpAddr) -> Option<Place> {
        let block = block(address);
        let mut by_address = self.shared.lock();
        let held = by_address.entry(block).or_default();
        if *held >= self.shared.per_address {
            return None;
        }
        *held += 1;
        drop(by_address);
        Some(self.place(Some(block)))
    }

    /// A place for a connection of a proxy, which brings many people.
    pub fn admit_proxy(&self) -> Place {
        self.place(None)
    }

    /// Whether three quarters are taken: then no connection is kept open for further requests.
    pub fn are_scarce(&self) -> bool {
        self.shared.open.load(Ordering::Relaxed) * 4 > self.shared.at_most * 3
    }

    pub fn at_most(&self) -> usize {
        self.shared.at_most
    }

    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::Relaxed)
    }

    /// How many bytes have come and gone since the start, heads included.
    pub fn bytes(&self) -> (u64, u64) {
        (self.shared.received.load(Ordering::Relaxed), self.shared.sent.load(Ordering::Relaxed))
    }

    fn place(&self, address: Option<IpAddr>) -> Place {
        self.shared.open.fetch_add(1, Ordering::Relaxed);
        Place { shared: Arc::clone(&self.shared), address }
    }
}

impl Place {
    /// Bytes have come by the connection that has this place.
    pub(super) fn received(&self, bytes: usize) {
        self.shared.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes have left by it.
    pub(super) fn sent(&self, bytes: usize) {
        self.shared.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.by_address.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.open.fetch_sub(1, Ordering::Relaxed);
        let Some(address) = self.address else { return };
        let mut by_address = self.shared.lock();
        if let Some(held) = by_address.get_mut(&address) {
            *held -= 1;
            if *held == 0 {
                by_address.remove(&address);
            }
        }
    }
}

/// One customer of an IPv6 provider has at least a /64 (RFC 6177), so its addresses count as one.
pub fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_gets_its_share_and_others_theirs() {
        let connections = Connections::new(8, None);
        let mut held: Vec<_> = (0..4).map(|_| connections.admit(at("192.0.2.1")).unwrap()).collect();
        assert!(connections.admit(at("192.0.2.1")).is_none());
        assert!(connections.admit(at("::ffff:192.0.2.1")).is_none(), "the same address in IPv6's spelling");
        assert!(connections.admit(at("192.0.2.2")).is_some());
        held.pop();
        assert!(connections.admit(at("192.0.2.1")).is_some(), "what was given back can be had again");
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let connections = Connections::new(8, Some(1));
        let _held = connections.admit(at("2001:db8::1")).unwrap();
        assert!(connections.admit(at("2001:db8::ffff:2")).is_none());
        assert!(connections.admit(at("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn connections_are_scarce_when_three_quarters_are_taken() {
        let connections = Connections::new(4, Some(4));
        let held: Vec<_> = (0..3).map(|_| connections.admit_proxy()).collect();
        assert!(!connections.are_scarce());
        let _fourth = connections.admit_proxy();
        assert!(connections.are_scarce());
        drop(held);
        assert!(!connections.are_scarce());
    }
}
