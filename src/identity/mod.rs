//! Who is asking? Every way of proving it ends in one [`Principal`].

pub mod credentials;
pub mod principal;
