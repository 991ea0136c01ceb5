//! The address that a request comes from, also behind proxies.

use std::net::IpAddr;

use actix_web::{HttpRequest, http::header::HeaderName, web};

use crate::transport::request_id::TrustedProxies;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address, as far as a trusted party reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// The other end of the connection.
    Direct(IpAddr),
    /// A proxy says so.
    Forwarded(IpAddr),
    /// A proxy that does not name the client.
    Unknown,
}

impl Client {
    /// A proxy appends what it sees to `X-Forwarded-For`, so the last address that is not one of our proxies counts;
    /// those before it can be forged.
    pub fn of(request: &HttpRequest) -> Self {
        let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return Self::Unknown };
        let Some(proxies) = request.app_data::<web::Data<TrustedProxies>>() else { return Self::Direct(peer) };
        if !proxies.include(Some(peer)) {
            return Self::Direct(peer);
        }
        let lines: Vec<_> = request.headers().get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok()).collect();
        for part in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            match part.trim().parse::<IpAddr>() {
                Ok(address) if proxies.include(Some(address)) => {}
                Ok(address) => return Self::Forwarded(address),
                Err(_) => break,
            }
        }
        Self::Unknown
    }

    /// The address, where it is known.
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Direct(address) | Self::Forwarded(address) => Some(address),
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> Client {
        let proxies = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap()]);
        let mut request = TestRequest::get()
            .peer_addr(std::net::SocketAddr::new(peer.parse().unwrap(), 1))
            .app_data(web::Data::new(proxies));
        for line in forwarded {
            request = request.append_header((FORWARDED_FOR, *line));
        }
        Client::of(&request.to_http_request())
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_who_names_another_address_is_not_believed() {
        assert_eq!(client("192.0.2.7", &["198.51.100.1"]), Client::Direct(at("192.0.2.7")));
    }

    #[test]
    fn behind_our_proxies_the_last_address_that_is_none_of_them_counts() {
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), Client::Forwarded(at("198.51.100.1")));
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), Client::Forwarded(at("198.51.100.1")));
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "198.51.100.1"]), Client::Forwarded(at("198.51.100.1")));
    }

    #[test]
    fn a_proxy_that_tells_nothing_or_nonsense_leaves_it_open() {
        assert_eq!(client("10.0.0.1", &[]), Client::Unknown);
        assert_eq!(client("10.0.0.1", &["1.1.1.1, unknown"]), Client::Unknown);
        assert_eq!(client("10.0.0.1", &["10.0.0.3"]), Client::Unknown);
    }
}
