//! A stand-in for Microsoft Entra ID, true to its recorded traffic: the tenant in the path, the v2
//! issuer, keys without `alg`, errors with AADSTS numbers. It shows a sign-in FORM: a stand-in that only redirects
//! hides mistakes with SameSite. It honours the protocol strictly, unless a test tells it to lie.

mod answers;
mod authorize;
mod graph;
pub mod keys;
mod redeem;
mod server;
pub mod token;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::people::Employee;
pub use authorize::SignInForm;
pub use server::{Fault, Seen};
use token::IdToken;

pub const TENANT: &str = "8b1a7a3c-3d0e-4f5d-9a70-0d3f1c2b5e61";
pub const CLIENT_ID: &str = "5f2f6f0a-9c1e-4b53-8f4b-7a0e6f1d2c3b";
pub const CLIENT_SECRET: &str = "kPq8Q~a-secret/with+signs%that&need=encoding";

/// The addresses of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    Discovery,
    Keys,
    Authorize,
    Token,
    Graph,
}

/// The running stand-in.
#[derive(Clone)]
pub struct Entra {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

type Lie = Box<dyn FnMut(&mut IdToken) + Send>;
type Change = Box<dyn Fn(&mut Value) + Send>;

struct State {
    port: u16,
    /// Seconds since 1970, by the test's own clock.
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    redirect_uri: String,
    /// Which of `KEYS` are published, and which one signs.
    published: Vec<usize>,
    signs: usize,
    grants: HashMap<String, Grant>,
    lie: Option<Lie>,
    change_discovery: Option<Change>,
    change_keys: Option<Change>,
    change_token_answer: Option<Change>,
    faults: HashMap<Endpoint, Fault>,
    /// Further documents, by path.
    extra: HashMap<String, Value>,
    seen: Vec<Seen>,
    /// The groups of each person, by object id, as Graph tells them.
    directory: HashMap<String, Vec<String>>,
    graph_tokens: Vec<String>,
    refuses_graph: bool,
    /// PEM of the certificate that may sign client assertions; none: the secret is asked for.
    certificate: Option<String>,
    /// Each token says that its address is verified, as Entra's never do.
    vouches: bool,
    /// Everything secret that was handed out, so that a test can look for it in the log.
    secrets: Vec<String>,
}

/// What a code stands for.
struct Grant {
    employee: Employee,
    nonce: String,
    challenge: String,
    redirect_uri: String,
    issued: i64,
    redeemed: bool,
}

impl Entra {
    /// Starts it on a port of its own; it runs until the test's process ends.
    pub fn start(now: Arc<dyn Fn() -> i64 + Send + Sync>, redirect_uri: &str) -> Self {
        let (listener, port) = server::listen();
        let state = State {
            port,
            now,
            redirect_uri: redirect_uri.to_owned(),
            published: vec![0, 1],
            signs: 0,
            grants: HashMap::new(),
            lie: None,
            change_discovery: None,
            change_keys: None,
            change_token_answer: None,
            faults: HashMap::new(),
            extra: HashMap::new(),
            seen: Vec::new(),
            directory: HashMap::new(),
            graph_tokens: Vec::new(),
            refuses_graph: false,
            certificate: None,
            vouches: false,
            secrets: vec![CLIENT_SECRET.to_owned()],
        };
        let entra = Self { port, state: Arc::new(Mutex::new(state)) };
        server::serve(listener, entra.clone());
        entra
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}/{TENANT}/v2.0", self.port)
    }

    /// From now on each ID token goes through this before it is signed.
    pub fn lie(&self, lie: impl FnMut(&mut IdToken) + Send + 'static) {
        self.state().lie = Some(Box::new(lie));
    }

    /// From now on each address is said to be verified, as by providers other than Entra.
    pub fn vouch(&self) {
        self.state().vouches = true;
    }

    /// From now on the truth again.
    pub fn be_honest(&self) {
        let mut state = self.state();
        state.lie = None;
        state.change_token_answer = None;
        state.faults.clear();
    }

    /// From now on this address fails.
    pub fn fail(&self, at: Endpoint, fault: Fault) {
        self.state().faults.insert(at, fault);
    }

    pub fn change_discovery(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.state().change_discovery = Some(Box::new(change));
    }

    pub fn change_keys(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.state().change_keys = Some(Box::new(change));
    }

    pub fn change_token_answer(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.state().change_token_answer = Some(Box::new(change));
    }

    /// Puts a further document there.
    pub fn serve(&self, path: &str, document: Value) {
        self.state().extra.insert(path.to_owned(), document);
    }

    /// Publishes these keys and signs with that one.
    pub fn rotate(&self, published: &[usize], signs: usize) {
        let mut state = self.state();
        state.published = published.to_vec();
        state.signs = signs;
    }

    /// Asks for a client assertion signed by this certificate (PEM) instead of the secret.
    pub fn expect_certificate(&self, pem: &str) {
        self.state().certificate = Some(pem.to_owned());
    }

    /// How often an address was asked, failures included.
    pub fn hits(&self, at: Endpoint) -> usize {
        self.requests(at).len()
    }

    pub fn everything_seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    pub fn requests(&self, at: Endpoint) -> Vec<Seen> {
        self.state().seen.iter().filter(|seen| seen.at == Some(at)).cloned().collect()
    }

    /// Codes, tokens and verifiers that were on the wire, and the client secret.
    pub fn secrets(&self) -> Vec<String> {
        self.state().secrets.clone()
    }
}
