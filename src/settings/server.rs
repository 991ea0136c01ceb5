//! Where the server listens, and for whom.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use ipnet::IpNet;
use url::Url;

use super::{
    addresses,
    public_url::PublicUrl,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const APP_ENV: Variable = Variable::new(
    "APP_ENV",
    "development",
    "production",
    "development, test, staging or production. The last two refuse DEV_MODE and TEST_MODE.",
);
pub(super) const BIND: Variable =
    Variable::new("BIND", "127.0.0.1:8000", "127.0.0.1:8000", "The address and port to listen on.");
pub(super) const TRUSTED_PROXIES: Variable = Variable::new(
    "TRUSTED_PROXIES",
    "none",
    "10.0.0.0/8,192.168.1.7",
    "Addresses or networks of the proxies in front, with commas; only their forwarding headers are believed.",
);

/// `APP_ENV`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Test,
    Staging,
    Production,
}

#[derive(Debug, Clone)]
pub struct ServerSettings {
    pub environment: Environment,
    /// `BIND`; port 0 lets the system choose one (tests).
    pub bind: SocketAddr,
    pub public_url: PublicUrl,
    /// `TRUSTED_PROXIES`: peers whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    pub patience: Patience,
}

/// How long the server waits for a slow other side.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the whole request head.
    pub head: Duration,
    /// For the whole body of a form.
    pub body: Duration,
    /// For a reader that takes no byte at all.
    pub reader: Duration,
    /// For downloads under way when the program is told to stop.
    pub stop: Duration,
}

/// The second value is the callback URL, which belongs to the sign-in.
pub(super) fn read(variables: &mut Variables<'_>) -> (ServerSettings, Url) {
    let environment = environment(variables);
    let bind = bind(variables);
    let (public_url, redirect_uri) = addresses::read(variables, environment, bind);
    let trusted_proxies = trusted_proxies(variables);
    let patience = Patience::default();
    (ServerSettings { environment, bind, public_url, trusted_proxies, patience }, redirect_uri)
}

fn environment(variables: &mut Variables<'_>) -> Environment {
    use Environment::{Development, Production, Staging, Test};
    let Some(text) = variables.text(&APP_ENV) else { return Development };
    let all = [Development, Test, Staging, Production];
    if let Some(known) = all.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(&text)) {
        return known;
    }
    variables.problem(&APP_ENV, format!("{} is not one of development, test, staging, production.", shown(&text)));
    // The start has failed; this only chooses what else the list shows: "prod" most likely means production.
    let initial = |text: &str| text.chars().next().map(|letter| letter.to_ascii_lowercase());
    all.into_iter().find(|known| initial(known.as_str()) == initial(&text)).unwrap_or(Production)
}

fn bind(variables: &mut Variables<'_>) -> SocketAddr {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, 8000));
    let Some(text) = variables.text(&BIND) else { return usual };
    // Which of a name's addresses is meant is not ours to guess, but for this one name.
    let address = text.strip_prefix("localhost:").map_or(text.clone(), |port| format!("127.0.0.1:{port}"));
    address.parse().unwrap_or_else(|_| {
        variables.problem(
            &BIND,
            format!("{} is not a numeric address with a port. 0.0.0.0 means every IPv4 address.", shown(&text)),
        );
        usual
    })
}

fn trusted_proxies(variables: &mut Variables<'_>) -> Vec<IpNet> {
    let text = variables.text(&TRUSTED_PROXIES).unwrap_or_default();
    let mut proxies = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let network = part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) if network.prefix_len() == 0 => variables.problem(
                &TRUSTED_PROXIES,
                format!("{part} is everybody: then anyone may forge the address that they come from."),
            ),
            Ok(network) => proxies.push(network.trunc()),
            Err(_) => {
                let what = format!("{} is neither an address nor a network.", shown(part));
                variables.problem(&TRUSTED_PROXIES, what);
            }
        }
    }
    proxies
}

impl Environment {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }

    /// Whether people other than the developer depend on it: staging and production.
    pub fn is_deployed(self) -> bool {
        matches!(self, Self::Staging | Self::Production)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            reader: Duration::from_mins(1),
            stop: Duration::from_secs(30),
        }
    }
}
