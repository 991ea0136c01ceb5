//! The services that work without a server, wired in the order of the ranks.

use std::sync::Arc;

use crate::{
    Result,
    access::{
        directory::Directory, groups::Groups, links::Links, offboarding::Offboarding, roles::Roles, scim::Scim,
        sessions::PeoplesSessions,
    },
    audit::{Audit, Ledger},
    clock::{SharedClock, SystemClock},
    confined::Confined,
    database::Database,
    documents::Documents,
    downloads::zip::service::Archives,
    entropy::{SharedEntropy, SystemEntropy},
    identity::session::SessionList,
    import::Import,
    mail::{Mail, Relay},
    previews::Previews,
    scanning::Scanning,
    search::Search,
    settings::{Settings, SignInMode},
    storage::blobs::Blobs,
    upkeep::Upkeep,
    uploads::Uploads,
};

/// What the program takes from the world besides its settings.
#[derive(Clone)]
pub struct Outside {
    pub clock: SharedClock,
    pub entropy: SharedEntropy,
}

impl Outside {
    /// The machine's own clock and randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) }
    }
}

/// The services that work without a server; the command line uses them as they are.
#[derive(Clone)]
pub struct Services {
    pub database: Database,
    pub audit: Arc<Audit>,
    pub ledger: Arc<Ledger>,
    pub roles: Arc<Roles>,
    pub groups: Arc<Groups>,
    pub directory: Arc<Directory>,
    pub sessions: Arc<SessionList>,
    pub peoples_sessions: Arc<PeoplesSessions>,
    pub offboarding: Arc<Offboarding>,
    pub scim: Arc<Scim>,
    pub links: Arc<Links>,
    pub mail: Arc<Mail>,
    pub documents: Arc<Documents>,
    pub scanning: Arc<Scanning>,
    pub uploads: Arc<Uploads>,
    pub previews: Arc<Previews>,
    /// How this program is started again for hostile bytes; whoever does takes places of their own.
    pub confined: Confined,
    pub archives: Arc<Archives>,
    pub import: Arc<Import>,
    pub upkeep: Arc<Upkeep>,
    pub search: Arc<Search>,
    pub blobs: Arc<Blobs>,
}

impl Services {
    /// Connects (or starts the embedded database), migrates, and wires the services.
    pub async fn open(settings: &Settings, outside: &Outside) -> Result<Self> {
        let database = Database::open(settings, outside.clock.clone()).await?;
        let audit = Arc::new(Audit::new(database.clone()));
        let ledger = Ledger::new(&database, settings.audit, &settings.data_dir, outside.entropy.clone());
        let ledger = Arc::new(ledger);
        let roles = Roles::new(database.clone(), audit.clone(), outside.clock.clone());
        let is_development = matches!(settings.sign_in, SignInMode::Dev);
        let roles = Arc::new(if is_development { roles.with_personas() } else { roles });
        let groups = Groups::new(database.clone(), audit.clone(), outside.clock.clone(), outside.entropy.clone());
        let groups = Arc::new(groups);
        let directory = Arc::new(Directory::new(database.clone(), audit.clone(), outside.clock.clone()));
        let sessions = Arc::new(SessionList::new(database.clone(), audit.clone(), outside.clock.clone()));
        let offboarding = Arc::new(Offboarding::new(database.clone(), audit.clone(), sessions.clone()));
        let chance = (outside.clock.clone(), outside.entropy.clone());
        let scim = Scim::new(database.clone(), audit.clone(), sessions.clone(), chance, &settings.sign_in);
        let scim = Arc::new(scim);
        let peoples_sessions =
            Arc::new(PeoplesSessions::new(database.clone(), sessions.clone(), outside.clock.clone()));
        let own = &settings.server.public_url;
        let relay = settings.mail.as_ref().map(|mail| Relay::new(mail, own)).transpose()?;
        let mail = Arc::new(Mail::new(database.clone(), outside.entropy.clone(), relay));
        let Outside { clock, entropy } = outside.clone();
        let links = Arc::new(Links::new(database.clone(), audit.clone(), roles.clone(), mail.clone(), clock, entropy));
        let blobs = Blobs::at(&settings.storage, &settings.data_dir, &database.clock(), outside.entropy.clone())?;
        let blobs = Arc::new(blobs);
        let scan = settings.scanning.as_ref();
        let scanning = Scanning::open(&database, audit.clone(), blobs.clone(), scan, &outside.clock).await?;
        let scanning = Arc::new(scanning);
        let confined = Confined::new(settings.program.clone(), 1);
        let previews = Previews::open(
            &database,
            blobs.clone(),
            &settings.data_dir,
            &confined,
            &settings.previews,
            &outside.clock,
            outside.entropy.clone(),
        )?;
        let documents =
            Documents::new(&database, audit.clone(), blobs.clone(), settings.trash, &outside.clock, &outside.entropy);
        let documents = Arc::new(
            documents.for_each_person(settings.uploads.each_person).with_links(settings.links).with_mail(&mail, own),
        );
        let largest = settings.uploads.largest;
        let uploads = Uploads::new(&database, documents.clone(), blobs.clone(), scanning.clone(), largest)?;
        let uploads = Arc::new(uploads);
        let archives = Arc::new(Archives::new(documents.clone(), &database, blobs.clone()));
        let thumbnails = previews.folder().to_owned();
        let import = Arc::new(Import::new(documents.clone(), blobs.clone(), scanning.clone(), thumbnails));
        let search = Arc::new(Search::new(documents.clone(), &database, audit.clone(), (&settings.ocr).into()));
        let upkeep = Arc::new(Upkeep::new(&database, blobs.clone(), &outside.clock, &outside.entropy));
        let previews = Arc::new(previews);
        Ok(Self {
            database,
            audit,
            ledger,
            roles,
            groups,
            directory,
            sessions,
            peoples_sessions,
            offboarding,
            scim,
            links,
            mail,
            documents,
            scanning,
            uploads,
            previews,
            confined,
            archives,
            import,
            upkeep,
            search,
            blobs,
        })
    }
}
