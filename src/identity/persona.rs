//! The people of DEV_MODE. Each browser is one of them; they exist nowhere else.

use super::{
    development::DEVELOPMENT_REALM,
    principal::{Email, Principal, Source, UserKey},
};

/// One of the people that a developer can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Persona {
    #[default]
    Admin,
    Editor,
    Reader,
    /// Signed in, and nothing is granted to them.
    Nobody,
    /// In groups of the directory, and by one of them in groups of Latchkey's own.
    InGroups,
    /// From another company.
    Guest,
    /// In more groups than a token lists.
    InManyGroups,
    LongName,
}

/// The directory's group that the sample groups contain; the persona in groups is in it.
pub const SAMPLE_GROUP: &str = "5f3b1c52-0000-4000-8000-000000000001";

/// How many groups of the directory the persona in many groups is in. Entra lists 200 at most (Microsoft, "ID token
/// claims reference").
const MANY: u32 = 300;

impl Persona {
    pub const ALL: [Self; 8] = [
        Self::Admin,
        Self::Editor,
        Self::Reader,
        Self::Nobody,
        Self::InGroups,
        Self::Guest,
        Self::InManyGroups,
        Self::LongName,
    ];

    /// As forms and cookies name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Editor => "editor",
            Self::Reader => "reader",
            Self::Nobody => "none",
            Self::InGroups => "groups",
            Self::Guest => "guest",
            Self::InManyGroups => "many-groups",
            Self::LongName => "long-name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|persona| persona.as_str() == text)
    }

    /// Whose key it is; `None` for everybody who is real.
    pub fn of(user: &UserKey) -> Option<Self> {
        let is_here = user.realm == DEVELOPMENT_REALM;
        Self::ALL.into_iter().find(|persona| is_here && persona.address() == user.subject)
    }

    /// Whose address it is.
    pub fn at(email: &Email) -> Option<Self> {
        Self::ALL.into_iter().find(|persona| persona.address() == email.as_str())
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "Dev User",
            Self::Editor => "Dev Editor",
            Self::Reader => "Dev Reader",
            Self::Nobody => "Dev Nobody",
            Self::InGroups => "Dev Groups",
            Self::Guest => "Robin Guest",
            Self::InManyGroups => "Dev Manygroups",
            // As long as a session's cookie keeps a name.
            Self::LongName => {
                "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflegeundsorgfaltigkeitbeschutzen \
                 Przybyszewska-Brzęczyszczykiewicz Ελευθερία Владимировна 山田花子 María Núñez-Ólafsdóttir"
            }
        }
    }

    /// Lower case, as addresses are kept.
    pub fn address(self) -> &'static str {
        match self {
            Self::Admin => "dev.user@example.com",
            Self::Editor => "dev.editor@example.com",
            Self::Reader => "dev.reader@example.com",
            Self::Nobody => "dev.nobody@example.com",
            Self::InGroups => "dev.groups@example.com",
            Self::Guest => "robin.guest@partner.example",
            Self::InManyGroups => "dev.manygroups@example.com",
            Self::LongName => {
                "wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflege\
                 undsorgfaltigkeitbeschutzenvorangreifendurchihrraubgierigfeinde@\
                 a-company-with-a-very-long-name.a-department-of-it.example.com"
            }
        }
    }

    /// The object ids of the directory's groups that they are in.
    pub fn directory_groups(self) -> Vec<String> {
        let id = |number: u32| format!("5f3b1c52-0000-4000-8000-{number:012x}");
        match self {
            Self::InGroups => (1..=3).map(id).collect(),
            // None of those of the persona before.
            Self::InManyGroups => (1001..=1000 + MANY).map(id).collect(),
            _ => Vec::new(),
        }
    }

    pub fn app_roles(self) -> &'static [&'static str] {
        if self == Self::InGroups { &["Analyst"] } else { &[] }
    }

    /// Whether a sign-in would leave groups out.
    pub fn has_more_groups(self) -> bool {
        self == Self::InManyGroups
    }

    pub fn principal(self) -> Principal {
        Principal {
            user: UserKey::new(DEVELOPMENT_REALM, self.address()),
            email: Email::parse(self.address()),
            name: self.name().to_owned(),
            app_roles: self.app_roles().iter().map(ToString::to_string).collect(),
            source: Source::DevMode { until: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_persona_is_somebody_else_with_an_address_that_can_be_kept() {
        for persona in Persona::ALL {
            let principal = persona.principal();
            assert_eq!(Persona::of(&principal.user), Some(persona));
            assert_eq!(principal.email.as_ref().and_then(Persona::at), Some(persona));
            assert_eq!(Persona::parse(persona.as_str()), Some(persona));
            assert!(principal.name.len() <= 256, "a session keeps no more of {}", principal.name);
        }
        assert_eq!(Persona::of(&UserKey::new("tenant", Persona::Admin.address())), None);
        assert_eq!(Persona::InManyGroups.directory_groups().len(), 300);
        assert!(Persona::LongName.name().chars().count() > 200);
        assert!(Persona::LongName.address().len() > 200);
        assert_eq!(Persona::InGroups.directory_groups()[0], SAMPLE_GROUP);
    }
}
