//! A whole portal for one test: its own database, its own data folder, its own provider and its own clock.

use std::{path::PathBuf, sync::Arc, time::Duration};

use latchkey::{
    app::Outside,
    clock::{Clock, ManualClock, SharedClock},
    entropy::SystemEntropy,
    settings::{
        AlarmSettings, AuditMode, ClientCredential, DatabaseSettings, Environment, LinkSettings, LogFormat,
        MetricsSettings, OcrSettings, OidcSettings, Patience, PreviewSettings, PublicUrl, RecordRetention,
        ReviewSettings, ServerSettings, SessionSettings, Settings, SignInMode, StorageSettings, TrashSettings,
        UploadSettings,
    },
};
use tempfile::TempDir;
use time::OffsetDateTime;

use super::{
    browser::Browser,
    entra::{CLIENT_ID, CLIENT_SECRET, Entra, TENANT},
    http::Answer,
    log,
    people::Employee,
    scratch_database::ScratchDatabase,
    twin::{Running, Twin, run},
};

/// The portal and everything around it.
pub struct World {
    pub entra: Entra,
    pub clock: Arc<ManualClock>,
    pub database: ScratchDatabase,
    _data_dir: TempDir,
    pub settings: Settings,
    running: Option<Running>,
}

pub const COOKIE_SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

impl World {
    /// The portal at `http://localhost:8000`, signing in at the stand-in for Entra.
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// The portal at `https://docs.example.com`, as behind a proxy that ends TLS.
    pub fn over_https() -> Self {
        Self::at("https://docs.example.com", |_| {})
    }

    /// The portal with settings that the test changes first.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::at("http://localhost:8000", change)
    }

    pub fn at(public_url: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let mut world = Self::asleep(public_url, change);
        world.wake();
        world
    }

    /// Everything but the running portal.
    pub fn asleep(public_url: &str, change: impl FnOnce(&mut Settings)) -> Self {
        log::capture();
        #[allow(clippy::disallowed_methods)] // where the test's own clock starts
        let clock = ManualClock::at(OffsetDateTime::now_utc().replace_nanosecond(0).unwrap());
        let redirect_uri = format!("{public_url}/callback");
        let hands = clock.clone();
        let entra = Entra::start(Arc::new(move || hands.now().unix_timestamp()), &redirect_uri);
        let database = ScratchDatabase::create();
        let data_dir = tempfile::tempdir().unwrap();
        let mut settings = settings(public_url, &entra, database.url(), data_dir.path().to_owned());
        change(&mut settings);
        if let SignInMode::Oidc(oidc) = &settings.sign_in
            && oidc.tenant.is_none()
        {
            entra.vouch();
        }
        Self { entra, clock, database, _data_dir: data_dir, settings, running: None }
    }

    /// Starts the portal; panics with its words if it does not come up.
    pub fn wake(&mut self) {
        if let Err(error) = self.try_wake() {
            panic!("the portal does not start: {error}");
        }
    }

    pub fn try_wake(&mut self) -> Result<(), String> {
        assert!(self.running.is_none(), "it runs already");
        let outside = Outside { clock: self.clock.clone(), entropy: Arc::new(SystemEntropy) };
        self.running = Some(run(self.settings.clone(), outside)?);
        Ok(())
    }

    /// A second running copy of the program over the same database and data folder.
    pub fn twin(&self) -> Twin {
        self.twin_by(self.clock.clone())
    }

    /// One that goes by a clock of its own.
    pub fn twin_by(&self, clock: SharedClock) -> Twin {
        let outside = Outside { clock, entropy: Arc::new(SystemEntropy) };
        Twin(Some(
            run(self.settings.clone(), outside).unwrap_or_else(|error| panic!("the twin does not start: {error}")),
        ))
    }

    /// One with settings of its own.
    pub fn twin_with(&self, change: impl FnOnce(&mut Settings)) -> Twin {
        let outside = Outside { clock: self.clock.clone(), entropy: Arc::new(SystemEntropy) };
        let mut settings = self.settings.clone();
        change(&mut settings);
        Twin(Some(run(settings, outside).unwrap_or_else(|error| panic!("the twin does not start: {error}"))))
    }

    /// Stops the portal at once and waits until it is gone.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }

    /// Stops the portal as an operator does: no new requests, those under way may finish.
    pub fn stop_gracefully(&mut self) {
        if let Some(Running { stop, thread, .. }) = self.running.take() {
            drop(stop.stop(true));
            thread.join().expect("the portal does not panic");
        }
    }

    /// Stops and starts the portal; database, data folder and provider stay.
    pub fn restart(&mut self) {
        self.stop();
        self.wake();
    }

    pub fn port(&self) -> u16 {
        self.running.as_ref().expect("the portal runs").port
    }

    pub fn origin(&self) -> String {
        self.settings.server.public_url.origin()
    }

    /// A new browser window without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(self.port(), &self.origin())
    }

    /// Gives a role, as an operator does in psql.
    pub fn give_role(&self, employee: &Employee, role: &str) {
        let email = employee.email();
        self.database.execute(&format!(
            "INSERT INTO user_roles (email, role) VALUES ('{email}', '{role}')
             ON CONFLICT (email) DO UPDATE SET role = excluded.role"
        ));
    }

    /// Walks through the sign-in; gives the answer of /callback.
    pub fn sign_in(&self, browser: &mut Browser, employee: &Employee, target: &str) -> Answer {
        let back = self.up_to_callback(browser, employee, target);
        browser.arrive(&back)
    }

    /// Walks through the sign-in up to the address of /callback that the provider sends the browser to.
    pub fn up_to_callback(&self, browser: &mut Browser, employee: &Employee, target: &str) -> String {
        let login = browser.goto(&login_address(target));
        assert!(matches!(login.status, 302 | 303), "/login leads to the provider: {} {}", login.status, login.text());
        self.entra.open(login.location()).sign_in(employee)
    }

    /// Follows redirects as a browser does, signing in at the provider where it shows its form. Gives the page at
    /// the end and its address; panics when there is no end.
    pub fn follow(&self, browser: &mut Browser, first: Answer, employee: &Employee) -> (Answer, String) {
        let (mut answer, mut address) = (first, String::new());
        for _ in 0..8 {
            if !matches!(answer.status, 301..=308) {
                return (answer, address);
            }
            let location = answer.location().to_owned();
            address =
                if location.starts_with("http") { self.entra.open(&location).sign_in(employee) } else { location };
            answer = browser.arrive(&address);
        }
        panic!("a loop of redirects, last {address}");
    }

    /// A browser in which this person is signed in.
    pub fn signed_in(&self, employee: &Employee) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, employee, "/files/");
        assert!(matches!(answer.status, 302 | 303), "signed in: {} {}", answer.status, answer.text());
        assert!(browser.session().is_some(), "signed in: {answer:?}");
        browser
    }

    /// Signed in, without a role.
    pub fn nobody(&self) -> Browser {
        self.signed_in(&Employee::named("nobody"))
    }

    pub fn reader(&self) -> Browser {
        self.persona("reader")
    }

    pub fn editor(&self) -> Browser {
        self.persona("editor")
    }

    pub fn admin(&self) -> Browser {
        self.persona("admin")
    }

    fn persona(&self, role: &str) -> Browser {
        let employee = Employee::named(role);
        self.give_role(&employee, role);
        self.signed_in(&employee)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn login_address(target: &str) -> String {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("redirect_uri", target).finish();
    format!("/login?{query}")
}

pub fn settings(public_url: &str, entra: &Entra, database: String, data_dir: PathBuf) -> Settings {
    let patience = Patience { stop: Duration::from_secs(1), ..Patience::default() };
    Settings {
        server: ServerSettings {
            environment: Environment::Test,
            bind: "127.0.0.1:0".parse().unwrap(),
            public_url: PublicUrl::parse(public_url).unwrap(),
            trusted_proxies: Vec::new(),
            connections_per_address: None,
            fair_share: 100,
            patience,
        },
        database: DatabaseSettings { url: Some(database.into()), connections: DatabaseSettings::USUAL_CONNECTIONS },
        sign_in: SignInMode::Oidc(Box::new(OidcSettings {
            issuer: entra.issuer(),
            tenant: Some(TENANT.to_owned()),
            client_id: CLIENT_ID.to_owned(),
            credential: ClientCredential::Secret(CLIENT_SECRET.into()),
            redirect_uri: format!("{public_url}/callback").parse().unwrap(),
            graph: None,
        })),
        session: SessionSettings {
            secrets: vec![COOKIE_SECRET.into()],
            lifetime: Duration::from_hours(24),
            idle: Duration::from_hours(8),
        },
        review: ReviewSettings::default(),
        record: RecordRetention::default(),
        trash: TrashSettings { hold: time::Duration::ZERO, ..TrashSettings::default() },
        language_file: None,
        uploads: UploadSettings::default(),
        previews: PreviewSettings::default(),
        ocr: OcrSettings::default(),
        scanning: None,
        links: LinkSettings { is_on: true, ..LinkSettings::default() },
        mail: None,
        metrics: MetricsSettings::default(),
        // No test of others waits for a look.
        alarms: AlarmSettings { every: Duration::from_hours(1), ..AlarmSettings::default() },
        log: LogFormat::Json,
        storage: StorageSettings::under(&data_dir),
        audit: AuditMode::default(),
        data_dir,
        program: env!("CARGO_BIN_EXE_latchkey").into(),
    }
}
