//! The people of the tests, as the provider knows them.

use uuid::Uuid;

/// One account in the directory.
#[derive(Debug, Clone)]
pub struct Employee {
    /// Object id: what never changes.
    pub oid: String,
    pub name: String,
    pub username: String,
    /// Not everyone has a mailbox.
    pub email: Option<String>,
    pub app_roles: Vec<String>,
    pub groups: Vec<String>,
    pub login_hint: Option<String>,
}

impl Employee {
    /// `reader` becomes Reader Example, reader@example.com; the same name is the same person.
    pub fn named(first: &str) -> Self {
        let mut oid = [0; 16];
        for (index, letter) in first.bytes().enumerate() {
            oid[index % 16] ^= letter.wrapping_mul(31).wrapping_add(index as u8);
        }
        let address = format!("{first}@example.com");
        Self {
            oid: uuid::Builder::from_random_bytes(oid).into_uuid().to_string(),
            name: format!("{}{} Example", first[..1].to_uppercase(), &first[1..]),
            username: address.clone(),
            email: Some(address),
            app_roles: Vec::new(),
            groups: Vec::new(),
            login_hint: Some(format!("O.CiQ{}", first.repeat(8))),
        }
    }

    pub fn email(&self) -> &str {
        self.email.as_deref().expect("has an e-mail address")
    }

    /// The person who breaks cookies: 200 groups, 100 app roles, a 256-letter name of four-byte letters.
    pub fn heavy() -> Self {
        let mut heavy = Self::named("heavy");
        heavy.name = "𝕳".repeat(256);
        heavy.app_roles = (0..100).map(|number| format!("Department.{number:03}.Documents.ReadWrite.All")).collect();
        heavy.groups = (0..200u128).map(|number| Uuid::from_u128(number << 64 | 0x4a5b).to_string()).collect();
        heavy
    }
}
