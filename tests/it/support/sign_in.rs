//! What "refused" and "accepted" mean for a sign-in, said once.

use super::{
    Answer, Browser, Employee, World,
    entra::{Endpoint, token::IdToken},
    log,
    world::login_address,
};

/// Somebody else's session is in the browser while a sign-in comes back from the provider.
pub struct Return {
    pub browser: Browser,
    pub answer: Answer,
    old_session: String,
    asked_tokens: usize,
}

/// Walks to the provider and back. `back` makes the address of the return out of the provider's form.
pub fn return_with(world: &World, back: impl FnOnce(&super::entra::SignInForm) -> String) -> Return {
    let old = world.signed_in(&Employee::named("old"));
    let old_session = old.session().unwrap().to_owned();
    let mut browser = world.browser();
    let login = browser.goto(&login_address("/files/"));
    let form = world.entra.open(login.location());
    let back = back(&form);
    browser.set_session(&old_session);
    let asked_tokens = world.entra.hits(Endpoint::Token);
    let answer = browser.arrive(&back);
    Return { browser, answer, old_session, asked_tokens }
}

impl Return {
    /// No session, the old one untouched, a page with a number, no redirect, no second try, nothing secret in the log.
    pub fn is_refused(&self, world: &World) {
        let Self { browser, answer, old_session, asked_tokens } = self;
        assert!((400..500).contains(&answer.status), "refused with 4xx, got {} {}", answer.status, answer.text());
        self.shows_an_error_page();
        let name = browser.session_name();
        let set: Vec<_> = answer.all("set-cookie");
        assert!(!set.iter().any(|cookie| cookie.starts_with(&format!("{name}="))), "no session cookie: {set:?}");
        assert_eq!(browser.session(), Some(old_session.as_str()), "the old session stays");
        assert!(browser.who().unwrap().to_string().contains("old@example.com"), "the old session still works");
        assert!(world.entra.hits(Endpoint::Token) <= asked_tokens + 1, "the code is sent once at most");
        assert_no_secrets_in_log(world, browser);
    }

    /// A page that a person can read and an operator can find again; never a redirect.
    pub fn shows_an_error_page(&self) {
        let answer = &self.answer;
        assert_eq!(answer.header("location"), None, "no redirect");
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{answer:?}");
        let id = answer.request_id();
        assert!(answer.text().contains(id), "the page names the request id {id}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }

    /// A new session for the person who came back, on the way to the target.
    pub fn is_accepted(&self, world: &World, email: &str) {
        let Self { browser, answer, old_session, .. } = self;
        assert!(matches!(answer.status, 302 | 303), "accepted, got {} {}", answer.status, answer.text());
        assert!(answer.location().starts_with("/files/?_="), "{}", answer.location());
        assert_ne!(browser.session(), Some(old_session.as_str()), "a new session");
        assert!(browser.who().unwrap().to_string().contains(email), "{email} is signed in");
        let mut old = world.browser();
        old.set_session(old_session);
        assert_eq!(old.who().err(), Some(401), "the old session is ended");
        assert_no_secrets_in_log(world, browser);
    }
}

/// Neither code, token, verifier, client secret nor cookie was written to the log.
pub fn assert_no_secrets_in_log(world: &World, browser: &Browser) {
    let cookies = browser.jar.iter().map(|(_, value)| value.clone());
    for secret in world.entra.secrets().into_iter().chain(cookies).filter(|secret| secret.len() >= 16) {
        assert!(!log::contains(&secret), "in the log: {}", &secret[..16]);
    }
}

/// A whole sign-in in which the provider lies about the ID token; it must come to nothing.
pub fn refused(lie: impl FnMut(&mut IdToken) + Send + 'static) {
    refused_in(&World::start(), lie);
}

pub fn refused_in(world: &World, lie: impl FnMut(&mut IdToken) + Send + 'static) {
    let back = return_with(world, |form| {
        world.entra.lie(lie);
        form.sign_in(&Employee::named("new"))
    });
    back.is_refused(world);
    world.entra.be_honest();
    let answer = world.sign_in(&mut world.browser(), &Employee::named("new"), "/files/");
    assert!(matches!(answer.status, 302 | 303), "afterwards an honest sign-in works: {}", answer.text());
}

/// An ID token that looks odd but is right.
pub fn accepted(oddity: impl FnMut(&mut IdToken) + Send + 'static) {
    accepted_in(&World::start(), oddity);
}

pub fn accepted_in(world: &World, oddity: impl FnMut(&mut IdToken) + Send + 'static) {
    let back = return_with(world, |form| {
        world.entra.lie(oddity);
        form.sign_in(&Employee::named("new"))
    });
    back.is_accepted(world, "new@example.com");
}
