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
pub(super) const CONNECTIONS_PER_ADDRESS: Variable = Variable::new(
    "CONNECTIONS_PER_ADDRESS",
    "half of all that the program can hold",
    "200",
    "The most connections that one address may have open; behind TRUSTED_PROXIES, the most requests under way.",
);
pub(super) const DOWNLOAD_RECHECK_SECONDS: Variable = Variable::new(
    "DOWNLOAD_RECHECK_SECONDS",
    "10",
    "60",
    "So often a long download asks again whether its person may have it, and breaks off if not; 0: never.",
);
pub(super) const FAIR_SHARE: Variable = Variable::new(
    "FAIR_SHARE",
    "1",
    "5",
    "A factor for the number of searches, archives, previews and sign-ins that one person may request; 0: no limit.",
);
pub(super) const STOP_NOTICE_SECONDS: Variable = Variable::new(
    "STOP_NOTICE_SECONDS",
    "5 in staging and production, else 0",
    "10",
    "Seconds for which the program still serves requests after the signal to stop, while /health/ready already says no.",
);

const USUAL_RECHECK: u64 = 10;

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
    /// `TRUSTED_PROXIES`: peers whose forwarding headers are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// `CONNECTIONS_PER_ADDRESS`; without it, half of all that the program can hold.
    pub connections_per_address: Option<usize>,
    /// `FAIR_SHARE`: a factor for the limits on expensive work; 0: no limits.
    pub fair_share: u32,
    pub patience: Patience,
}

/// How long the server waits for a slow other side.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the whole request head.
    pub head: Duration,
    /// For the whole body of a form.
    pub body: Duration,
    /// For the rest of a body that is not read.
    pub rest: Duration,
    /// `DOWNLOAD_RECHECK_SECONDS`: between two checks whether somebody may still have what is being sent. Zero:
    /// never.
    pub recheck: Duration,
    /// For a reader that takes no byte at all.
    pub reader: Duration,
    /// `STOP_NOTICE_SECONDS`: between reporting that the program stops and refusing new connections.
    pub notice: Duration,
    /// For downloads under way when the program is stopped.
    pub stop: Duration,
}

/// The second value is the callback URL, which belongs to the sign-in.
pub(super) fn read(variables: &mut Variables<'_>) -> (ServerSettings, Url) {
    let environment = environment(variables);
    let bind = bind(variables);
    let (public_url, redirect_uri) = addresses::read(variables, environment, bind);
    let trusted_proxies = trusted_proxies(variables);
    let connections_per_address = connections_per_address(variables);
    let fair_share = fair_share(variables);
    let usual_notice = if environment.is_deployed() { 5 } else { 0 };
    let patience = Patience {
        notice: seconds(variables, &STOP_NOTICE_SECONDS, usual_notice, 300),
        recheck: seconds(variables, &DOWNLOAD_RECHECK_SECONDS, USUAL_RECHECK, 3600),
        ..Patience::default()
    };
    let server = ServerSettings {
        environment,
        bind,
        public_url,
        trusted_proxies,
        connections_per_address,
        fair_share,
        patience,
    };
    (server, redirect_uri)
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

fn connections_per_address(variables: &mut Variables<'_>) -> Option<usize> {
    let text = variables.text(&CONNECTIONS_PER_ADDRESS)?;
    let number = text.parse().ok().filter(|&number: &usize| number > 0);
    if number.is_none() {
        variables.problem(&CONNECTIONS_PER_ADDRESS, format!("{} is not a number from 1 on.", shown(&text)));
    }
    number
}

fn fair_share(variables: &mut Variables<'_>) -> u32 {
    const MOST: u32 = 1000;
    let Some(text) = variables.text(&FAIR_SHARE) else { return 1 };
    let factor = text.parse().ok().filter(|factor| *factor <= MOST);
    if factor.is_none() {
        variables.problem(&FAIR_SHARE, format!("{} is not a whole number from 0 to {MOST}.", shown(&text)));
    }
    factor.unwrap_or(1)
}

fn seconds(variables: &mut Variables<'_>, variable: &Variable, usual: u64, longest: u64) -> Duration {
    let Some(text) = variables.text(variable) else { return Duration::from_secs(usual) };
    let seconds = text.parse().ok().filter(|seconds| *seconds <= longest);
    if seconds.is_none() {
        let what = format!("{} is not a whole number of seconds from 0 to {longest}.", shown(&text));
        variables.problem(variable, what);
    }
    Duration::from_secs(seconds.unwrap_or(usual))
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
            rest: Duration::from_secs(5),
            recheck: Duration::from_secs(USUAL_RECHECK),
            reader: Duration::from_mins(1),
            notice: Duration::ZERO,
            stop: Duration::from_secs(30),
        }
    }
}
