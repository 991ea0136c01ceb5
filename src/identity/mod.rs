//! Who is asking? Every way of proving it ends in one [`principal::Principal`].

pub mod claims;
pub mod credentials;
pub mod development;
pub mod key_ring;
pub mod link_proof;
pub mod persona;
pub mod principal;
pub mod provider;
pub mod session;
pub mod ticket;
pub mod viewing;
